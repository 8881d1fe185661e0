const hour = Meta.currentUserTime.hour();
const title = Door.rang.Visitor;
if (hour === "7") { Phone.ring.skip(); }
if (title === 5) { Phone.ring.skip(); }
if (Meta.currentUserTime.day() == "Monday") { Phone.ring.skip(); }
if (parseInt(title) == NaN || Number.NaN !== hour) { Phone.ring.skip(); }
if (typeof title == "strnig") { Phone.ring.skip(); }
if ("array" === typeof title) { Phone.ring.skip(); }
if (title.includes("x") == "true") { Phone.ring.skip(); }
if (Door.rang.Urgent == true) { Phone.ring.skip(); }
if (Meta.currentUserTime == Meta.triggerTime) { Phone.ring.skip(); }
if (Meta.currentUserTime > "22:00") { Phone.ring.skip(); }
if (title.split(",") === []) { Phone.ring.skip(); }
if (hour > "noon") { Phone.ring.skip(); }
switch (hour) {
  case "7": Phone.ring.skip(); break;
  case 8: break;
}
switch (title) {
  case title == "x": Phone.ring.skip(); break;
}
if (title !== 5) { Phone.ring.skip(); }
if (title == title) { Phone.ring.skip(); }
