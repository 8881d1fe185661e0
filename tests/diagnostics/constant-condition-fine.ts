const hour = Meta.currentUserTime.hour();
const title = Door.rang.Visitor;
const enabled = true;
const limit = 5;
if (true) { Phone.ring.skip(); }
if (enabled && limit > 3) { Phone.ring.skip(); }
while (1) { break; }
if (hour >= 22 || hour < 6) { Phone.ring.skip(); }
if (hour >= 0 && hour < 6) { Phone.ring.skip(); }
if (hour > 6 && hour <= 24) { Phone.ring.skip(); }
if (hour > 7 && hour < 9) { Phone.ring.skip(); }
if (title != "a" && title != "b") { Phone.ring.skip(); }
if (title == "a" || title == "b") { Phone.ring.skip(); }
function loose(x) { return x > "5" || x == "5.0" || (x == "1" && x == "1.0"); }
const shown = title || "nobody";
let count = 0;
while (count++ < 3 && count > 1) { Phone.ring.skip(); }
if (Math.random() < 0.5 && Math.random() > 0.5) { Phone.ring.skip(); }
function inside(x) { return x > 3 && x < 4; }
if (Math.floor(Math.random() * 3) == 2 || hour == 23) { Phone.ring.skip(); }
if (title.length > 140 || title.length == 0) { Phone.ring.skip(); }
Phone.ring.setMessage(shown + inside(3.5) + loose(5) + (title ? "a" : "b"));
