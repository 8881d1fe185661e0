let hour = Meta.currentUserTime.hour();
let title = Door.rang.Visitor;
if (hour = 7) {
  Phone.ring.skip();
} else if (title == "x" && (hour < 3)) {
  Phone.ring.skip();
}
while (hour = 0) {
  Phone.ring.skip();
}
const text = (title = "Ada") ? "a" : "b";
if (!(hour = title)) {
  Phone.ring.skip();
}
const other = title = "Ada" ? "a" : "b";
