const now = Meta.currentUserTime;
Phone.ring.setA(now.format("dddd, DD/MM/YY [at] HH:mm:ss.SSS A Z"));
Phone.ring.setB(now.format("MMM Do, YYYY"));
Phone.ring.setC(now.format("[HH:MM YYY]"));
Phone.ring.setD(now.format("dd DD.MM."));
Phone.ring.setE(moment.tz("2026", "YYYY", "UTC").format());
