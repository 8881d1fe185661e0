const limit = 5;
for (const word of Door.rang.Visitor.split(" ")) {
  const limit = word;
  Phone.ring.setMessage(limit);
}
for (const key in { a: 1 }) {
  Phone.ring.setTitle(key);
}
let count = limit;
count = 6;
