const now = Meta.currentUserTime;
Phone.ring.setA(now.format("DD/MM/YYY"));
Phone.ring.setB(now.format("HH:MM"));
Phone.ring.setC(now.format("YYYY-mm-DD"));
Phone.ring.setD(now.format("hh:mm:SS"));
Phone.ring.setE(now.format("dd.MM.YYYY"));
Phone.ring.setF(moment(Door.rang.At, "YYYY-MM-DD hh:MM").fromNow());
