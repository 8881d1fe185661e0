// A function where its result is meant.
const now = Meta.currentUserTime;
const title = Door.rang.Visitor;
if (now.hour < 7) {
  Phone.ring.skip;
}
if (title.trim == "x" || !title.toLowerCase) {
  Phone.ring.setMessage;
}
Phone.ring.setTitle(title.trim);
now.utc;
const text = now.isBefore ? "a" : "b";
const hour = now.hour;
if (hour > 22) {
  Phone.ring.setBody(hour);
}
