const hour = Meta.currentUserTime.hour();
const title = Door.rang.Visitor;
if (hour > 7 || hour < 19) { Phone.ring.skip(); }
if (hour > 19 && hour < 7) { Phone.ring.skip(); }
if (title != "a" || title != "b") { Phone.ring.skip(); }
if (title == "a" && title == "b") { Phone.ring.skip(); }
if (title == "a" || "b") { Phone.ring.skip(); }
if (hour == 24) { Phone.ring.skip(); }
if (Meta.currentUserTime.month() == 12) { Phone.ring.skip(); }
if (Meta.currentUserTime.day() >= 0) { Phone.ring.skip(); }
if (hour > 22 && hour < 23) { Phone.ring.skip(); }
if (title.indexOf("x") < -1) { Phone.ring.skip(); }
if (title.length < 0 && title) { Phone.ring.skip(); }
if (hour => 5) { Phone.ring.skip(); }
if (Math.floor(Math.random() * 2) + 1 == 3) { Phone.ring.skip(); }
const late = hour > 20 || hour <= 20;
if (!(hour < 22 || hour > 6)) { Phone.ring.skip(); }
if (title == "x" && (hour > 8 && (hour < 7 || hour > 25))) { Phone.ring.skip(); }
switch (title) {
  case "a" || "b": Phone.ring.skip(); break;
}
const both = title == ("a" || "b");
if (hour >= 22 && (hour < 6 && title)) { Phone.ring.skip(); }
if (parseInt(title) != 1 || parseInt(title) != 2) { Phone.ring.skip(); }
