let title = Door.rang.Visitor;
const words = title.split(" ");
words.push("x");
words.sort();
words.forEach((word) => word.trim());
title = title.trim();
title.replace(/a/g, () => { words.push("a"); return "b"; });
const time = moment();
time.add(1, "day");
time.hour(7);
title == "x" && words.reverse();
Door.rang.Visitor;
console.log(title);
Phone.ring.setMessage(words.join());
try {
  title.repeat(Number(Door.rang.Count));
} catch (error) {
  Phone.ring.skip();
}
