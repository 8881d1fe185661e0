// One order, two actions: a line in the ledger for every order, a message to the desk for large ones.
interface Line {
  item: string;
  quantity: number;
  price: number;
}

const lines: Line[] = JSON.parse(Shop.newOrder.Lines);
let total = 0;
for (const line of lines) {
  total += line.quantity * line.price;
}

Ledger.addRow.setRow([Shop.newOrder.Customer, lines.length, total.toFixed(2)].join("|||"));

if (total < 100) {
  Desk.notify.skip("only " + total.toFixed(2));
} else {
  const items = lines.map((line) => line.quantity + " x " + line.item).sort();
  Desk.notify.setTitle("Large order of " + Shop.newOrder.Customer);
  Desk.notify.setMessage(items.join(", ") + " = " + total.toFixed(2));
}
console.log("order of", lines.length, "lines, total", total.toFixed(2));
