let title = Door.rang.Visitor;
title.replace("a", "b");
title.trim();
title == "x";
title + "x";
Meta.currentUserTime.format("HH");
Meta.currentUserTime.hour();
title.split(",").join(";");
Math.round(2.5);
if (title == "a") { Phone.ring.skip(); } else (title == "b") 
{ Phone.ring.setMessage("x"); }
