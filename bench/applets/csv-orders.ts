// An attachment with orders as CSV (quotes, doubled quotes, either separator) into sums per customer.
function cells(line: string, separator: string): string[] {
  const out: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (quoted) {
      if (c === '"' && line[i + 1] === '"') {
        cell += '"';
        i++;
      } else if (c === '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c === '"') {
      quoted = true;
    } else if (c === separator) {
      out.push(cell.trim());
      cell = "";
    } else {
      cell += c;
    }
  }
  out.push(cell.trim());
  return out;
}

const lines: string[] = Dropbox.newFile.Content.split(/\r?\n/).filter((line: string) => line.trim() !== "");
const separator = lines[0].split(";").length > lines[0].split(",").length ? ";" : ",";
const header = cells(lines[0], separator).map((name) => name.toLowerCase().replace(/[^a-z]/g, ""));
const customer = header.indexOf("customer");
const amount = header.indexOf("amount");
const state = header.indexOf("state");

const sums: { [customer: string]: number } = {};
const bad: number[] = [];
for (let n = 1; n < lines.length; n++) {
  const row = cells(lines[n], separator);
  const value = parseFloat((row[amount] || "").replace(/[^\d.,-]/g, "").replace(/,(\d\d)$/, ".$1").replace(/,/g, ""));
  if (row.length !== header.length || isNaN(value)) {
    bad.push(n + 1);
  } else if (row[state].toLowerCase() !== "cancelled") {
    sums[row[customer]] = (sums[row[customer]] || 0) + value;
  }
}
const ranked = Object.keys(sums).sort((a, b) => sums[b] - sums[a] || (a < b ? -1 : 1));
if (ranked.length === 0) {
  Sheets.addRow.skip("no orders");
} else {
  Sheets.addRow.setCells(ranked.map((name) => `${name}: ${sums[name].toFixed(2)}`).join(" ||| "));
  Sheets.addRow.setTotal(ranked.reduce((total, name) => total + sums[name], 0).toFixed(2));
  Sheets.addRow.setRejected(bad.length ? "lines " + bad.join(", ") : "none");
}
