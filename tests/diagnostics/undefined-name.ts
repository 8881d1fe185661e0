// Names that nothing defines.
let message = Door.rang.Visitor;
Phone.ring.setMessage(mesage);
const rows = fetch("https://example.org/rows");
const fs = require("fs");
document.title = "x";
if (isNan(Number(message))) {
  Phone.ring.setTitle(Strng(message));
}
const later = new Promise(function (resolve) { resolve(1); });
Phone.ring.setCount(len(message));
meta.currentUserTime.hour();
print(message);
setTimeout(function () {}, 10);
const Url = Parseint("7");
Phone.ring.setBody(MESSAGE);
