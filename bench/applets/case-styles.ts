// Field names of a form in whatever style into four others.
function words(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_\-.:/]+/)
    .filter((word) => word.length > 0)
    .map((word) => word.toLowerCase());
}
const capital = (word: string): string => word.replace(/^./, (c) => c.toUpperCase());

const fields = Typeform.newEntry.Fields.split(/\s*[;\n]\s*/);
const camel: string[] = [];
const constants: string[] = [];
const sentence: string[] = [];
let longest = "";
for (const field of fields) {
  const [name, ...rest] = field.split("=");
  const parts = words(name);
  if (!parts.length) continue;
  const value = rest.join("=").trim();
  camel.push(parts[0] + parts.slice(1).map(capital).join("") + ": " + JSON.stringify(value));
  constants.push(parts.join("_").toUpperCase());
  sentence.push(capital(parts.join(" ")) + (value ? " is " + value.toLocaleLowerCase() : " is empty"));
  if (value.length > longest.length) longest = value;
}
const title = longest.replace(/\b[a-zà-ÿ]+/g, (word) => (word.length > 3 ? capital(word) : word));

Airtable.createRecord.setJson("{" + camel.join(", ") + "}");
Airtable.createRecord.setColumns(constants.sort().join(" "));
Airtable.createRecord.setNotes(sentence.join(". ") + ".");
if (title) {
  Airtable.createRecord.setTitle(title.split("").reverse().length > 30 ? title.substring(0, 30) + "..." : title);
}
