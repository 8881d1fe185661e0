// Asked for, assigned, or of values that are not known.
const title = Door.rang.Visitor;
if (title.contains) {
  Phone.ring.skip();
}
const has = title.contains && title.contains("x");
function unknown(value) {
  return value.contains("x") + value.lenght;
}
const list = [1, 2];
list.total = 3;
let mixed = title;
mixed = { contains: () => true };
mixed.contains("x");
const found = title.match(/x/);
Phone.ring.setMessage(String(found.index) + unknown(title) + has + list.hasOwnProperty("total"));
Phone.ring.setTime(moment().tz("UTC").isoWeekYear() + title.toString().length);
