const hour = Meta.currentUserTime.hour();
const title = Door.rang.Visitor;
if (7 < hour < 19) { Phone.ring.skip(); }
if (!title == "x") { Phone.ring.skip(); }
if (!title.indexOf("x") >= 0) { Phone.ring.skip(); }
if (!"a" in { a: 1 }) { Phone.ring.skip(); }
