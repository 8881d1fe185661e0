moment.locale("de");
moment.locale(["sv", "pt_BR", "en"]);
moment.locale(Door.rang.Language);
moment.defineLocale("mine", { parentLocale: "en" });
const asked = { locale(name: string) { return name; } };
Phone.ring.setA(Meta.currentUserTime.locale("ZH-CN").format("LLLL") + asked.locale("sv"));
Phone.ring.setB(moment.locale("mine", {}) + moment.duration(3, "days").locale("pt-br").humanize());
