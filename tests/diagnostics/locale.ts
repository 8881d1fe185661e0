moment.locale("tlh");
Phone.ring.setA(Meta.currentUserTime.locale("en-GB").format("LLLL"));
Phone.ring.setB(moment.duration(3, "days").locale("sv").humanize());
