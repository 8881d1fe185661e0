const names = { a: "Ada", b: "Bob", a: "Anna", "b": 2 };
const title = Door.rang.Visitor;
switch (title) {
  case "a": Phone.ring.setMessage(names.a); break;
  case "b": Phone.ring.skip(); break;
  case "a": Phone.ring.skip(); break;
}
if (title == "x") {
  Phone.ring.setTitle("1");
} else if (title == "y") {
  Phone.ring.setTitle("2");
} else if (title == "x") {
  Phone.ring.setTitle("3");
}
