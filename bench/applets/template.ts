// A user's own template with filters and conditions, filled in with a row.
const template: string = Sheets.newRow.Template;
const values: Record<string, string> = {
  name: Sheets.newRow.Name,
  city: Sheets.newRow.City,
  amount: Sheets.newRow.Amount,
  date: Sheets.newRow.Date,
  notes: Sheets.newRow.Notes,
};

const filters: Record<string, (text: string, argument: string) => string> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  trim: (text) => text.trim(),
  first: (text, n) => text.split(/\s+/).slice(0, Number(n) || 1).join(" "),
  cut: (text, n) => (text.length > +n ? text.slice(0, +n - 1) + "…" : text),
  money: (text) => Number(text).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ","),
  or: (text, other) => text || other,
  quote: (text) => '"' + text.replace(/(["\\])/g, "\\$1") + '"',
};
const unknown: string[] = [];

function fill(text: string): string {
  return text.replace(/\{\{\s*([a-z]+)((?:\s*\|\s*[a-z]+(?::[^|}]*)?)*)\s*\}\}/gi, (all, name, chain) => {
    if (!(name in values)) {
      unknown.push(name);
      return all;
    }
    let value = values[name] === undefined ? "" : values[name];
    for (const step of chain.split("|").slice(1)) {
      const [filter, argument] = step.trim().split(":");
      value = filters[filter] ? filters[filter](value, (argument || "").trim()) : value;
    }
    return value;
  });
}

const chosen = template.replace(/\{%\s*if (\w+)\s*%\}([\s\S]*?)(?:\{%\s*else\s*%\}([\s\S]*?))?\{%\s*end\s*%\}/g,
  (_all, name: string, yes: string, no?: string) => (values[name] ? yes : no || ""));
const message = fill(chosen).replace(/[ \t]+$/gm, "");
Slack.postToChannel.setMessage(message);
Slack.postToChannel.setTitle(fill("{{name|first}} of {{ city | upper | or:NOWHERE }}"));
if (unknown.length > 0) {
  Slack.postToChannel.skip("unknown: " + unknown.join(","));
}
