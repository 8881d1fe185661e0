// Properties that a known value does not have.
const title = Door.rang.Visitor;
Phone.ring.setMessage(title.toLowercase());
Phone.ring.setCount(String(title.lenght));
Phone.ring.setBody(title.trim().contains("x") + title.subString(1));
const words = title.split(" ");
words.add("x");
Phone.ring.setTitle(words.joins(","));
const now = Meta.currentUserTime;
Phone.ring.setHour(String(now.getHours() + now.hors()));
Phone.ring.setDay(now.clone().add(1, "day").fromat("YYYY"));
Phone.ring.setMath(String(Math.rand() + Math.flor(2.5)));
Phone.ring.setTime(Meta.time + JSON.strigify({}));
Phone.ring.setZone(moment.tz.name("Europe/Paris"));
Phone.ring.setDigits((1.5).toFixd(2));
const when = new Date();
Phone.ring.setWhen(when.format("YYYY"));
