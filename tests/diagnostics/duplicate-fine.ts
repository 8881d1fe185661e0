const names = { a: "Ada", get b() { return 1; }, set b(v) {}, ["a" + 1]: 2 };
const title = Door.rang.Visitor;
let n = 0;
if (Math.random() < 0.5) {
  Phone.ring.setTitle("1");
} else if (Math.random() < 0.5) {
  Phone.ring.setTitle("2");
} else if (n++ < 1) {
  Phone.ring.setTitle("3");
} else if (n++ < 1) {
  Phone.ring.setTitle(names.a + title);
}
