const hour = Meta.currentUserTime.hour();
const title = Door.rang.Visitor;
if (7 < hour && hour < 19 || !(title == "x") || (!title) == false) { Phone.ring.skip(); }
if (!title == !hour || (hour < 7) < 1) { Phone.ring.skip(); }
