// Much of the library in one run: regular expressions, sorting, collections, JSON, texts, dates, moment.
class Line {
  static count = 0;
  #text: string;
  constructor(text: string, public number = Line.count++) { this.#text = text; }
  get words() { return this.#text.match(/[\p{L}\d]+/gu) ?? []; }
}
const text = Mail.inbox.Body || "";
const lines = text.split("\n").map(one => new Line(one));
const counts = new Map<string, number>();
for (const line of lines) {
  for (const word of line.words) { counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) || 0) + 1); }
}
const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
console.log(JSON.stringify(sorted), sorted.length);
const [first, ...rest] = sorted;
const row = Sheets.rows.find(r => r.Name === (first && first[0]));
let copied = { ...row, ...JSON.parse('{"a":[1,{"b":null}]}'), [Symbol.iterator]: undefined };
const when = moment(Meta.triggerTime).add(rest.length, "days").tz("Asia/Kolkata");
try {
  if (rest.length > 3) { throw new RangeError(text.replace(/(\w+) (\w+)/g, (_, a, b) => `${b} ${a}`)); }
} catch (error) {
  console.log(error.message.slice(0, 40).padEnd(44, "."));
} finally {
  Mail.send.setSubject(when.format("dddd, MMMM Do YYYY, h:mm:ss a z") + Object.keys(copied).join());
}
const long = Array.from({ length: lines.length * 20 }, (_, i) => (i * 7919) % 101).sort((a, b) => a - b);
Mail.send.setBody(`${long.slice(0, 5)} ${new Date(Number(moment.utc(0))).toISOString()} ${(1 / 3).toFixed(20)} ${Math.random()}`);
if (lines.length > 2) { Mail.send.skip("long"); }
