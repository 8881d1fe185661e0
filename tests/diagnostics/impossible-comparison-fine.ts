const hour = Meta.currentUserTime.hour();
const title = Door.rang.Visitor;
if (hour == "7" || title == 5 || title > 5) { Phone.ring.skip(); }
if (title === undefined || title == null || title === null) { Phone.ring.skip(); }
if (typeof title === "string" || typeof hour !== "number") { Phone.ring.skip(); }
if (hour !== hour) { Phone.ring.skip(); }
if (Meta.currentUserTime > Meta.triggerTime || Meta.currentUserTime.format("HH:mm") > "07:00") { Phone.ring.skip(); }
let mixed: any = 5;
mixed = title;
if (mixed === 5 || mixed === "x") { Phone.ring.skip(); }
switch (true) {
  case hour > 5: Phone.ring.skip(); break;
}
if (title == "" || hour == "") { Phone.ring.skip(); }
if (title.includes("x") == true || title.indexOf("x") === 0) { Phone.ring.skip(); }
if (title.split(",") == "a,b") { Phone.ring.skip(); }
if (mixed === mixed || true == "1" || (title == "1") == true) { Phone.ring.skip(); }
