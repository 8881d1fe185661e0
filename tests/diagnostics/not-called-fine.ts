// Functions as values.
const title = Door.rang.Visitor;
const digits = title.padStart ? title.padStart(5) : title;
const parts = digits.split(" ").map(Number);
const skip = Phone.ring.skip;
skip("no");
const set = Phone.ring.setMessage;
set(parts.map((part) => part.toFixed ? 1 : 2).join(","));
const minute = Meta.currentUserTime.minute();
if (minute > 22) {
  set(minute);
}
