const pattern = /a(.)/g;
let match;
while ((match = pattern.exec(Door.rang.Visitor))) {
  Phone.ring.setMessage(match[1]);
}
while (match = pattern.exec("abac")) {
  Phone.ring.setTitle(match[1]);
}
let node = { next: null };
while (node = node.next) {
  Phone.ring.setBody("x");
}
let found;
if (found = Door.rang.Visitor.match(/x/)) {
  Phone.ring.setCount(found[0]);
}
if ((found = node)) {
  Phone.ring.skip();
}
