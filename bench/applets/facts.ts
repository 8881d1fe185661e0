// Prices, dates and addresses out of running text, each in one form.
const text: string = Evernote.newNote.Body;

const signs: { [sign: string]: string } = { "€": "EUR", $: "USD", "£": "GBP", "¥": "JPY" };
const prices: string[] = [];
const price = /([€$£¥])\s?(\d{1,3}(?:[.,]\d{3})*(?:[.,]\d{2})?|\d+)|(\d+(?:[.,]\d{1,2})?)\s?(EUR|USD|GBP|CHF)\b/g;
let found: RegExpExecArray | null;
while ((found = price.exec(text)) !== null) {
  const digits = (found[2] || found[3]).replace(/[.,](?=\d{3}(?!\d))/g, "").replace(",", ".");
  prices.push(parseFloat(digits).toFixed(2) + " " + (found[4] || signs[found[1]]));
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const two = (n: string | number) => ("0" + n).slice(-2);
const dates: string[] = [];
for (const m of text.matchAll(
  /\b(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})\b|\b(?<d2>\d{1,2})\.\s?(?<m2>\d{1,2})\.(?<y2>\d{4})\b|\b(?<d3>\d{1,2})(?:st|nd|rd|th)? (?<m3>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?<y3>\d{4})\b/g
)) {
  const g = m.groups!;
  const month = g.m || g.m2 || months.indexOf(g.m3.toLowerCase()) + 1;
  dates.push(`${g.y || g.y2 || g.y3}-${two(month)}-${two(g.d || g.d2 || g.d3)}`);
}

const urls = (text.match(/\bhttps?:\/\/[^\s<>"')\]]+/gi) || []).map((url) => {
  const [address, query] = url.replace(/[.,;:!?]+$/, "").split("?");
  const kept = (query || "").split("&").filter((p) => p !== "" && !/^(utm_|fbclid|gclid)/.test(p));
  return address.replace(/^(https?:\/\/)www\./i, "$1").replace(/\/$/, "") + (kept.length ? "?" + kept.join("&") : "");
});

Todoist.createTask.setPrices(prices.join("; ") || "none");
Todoist.createTask.setDue(dates.sort().slice(0, 3).join(", ") || "never");
Todoist.createTask.setLinks(urls.filter((url, i) => urls.indexOf(url) === i).join(" "));
if (!prices.length && !dates.length && !urls.length) {
  Todoist.createTask.skip("no facts");
}
