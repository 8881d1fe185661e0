// The day's articles of a query, grouped by section, as one mail.
type Row = { Title?: string; Section?: string; Author?: string; Minutes?: string; Url?: string };
const rows: Row[] = Reader.listArticles;
const wanted = Calendar.everyDay.Sections.split(",").map((s: string) => s.trim().toLowerCase());

const sections: { [name: string]: Row[] } = {};
let minutes = 0;
for (const row of rows) {
  const name = (row.Section || "other").toLowerCase();
  if (wanted.indexOf(name) >= 0 || wanted.includes("all")) {
    (sections[name] = sections[name] || []).push(row);
    minutes += Number(row.Minutes) || 0;
  }
}

const title = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const rule = "-".repeat(40);
const parts: string[] = [];
Object.keys(sections).sort().forEach((name) => {
  const items = sections[name]
    .sort((a, b) => a.Title.toLowerCase() < b.Title.toLowerCase() ? -1 : 1)
    .map((row, index) => {
      const short = row.Title.length > 48 ? row.Title.substr(0, 47).trimEnd() + "…" : row.Title;
      const by = row.Author ? " (" + row.Author.split(" ").map((n) => n[0]).join("") + ")" : "";
      return `${String(index + 1).padStart(2)}. ${short.padEnd(48, ".")}${by.padStart(7)} ${row.Minutes || "?"}'`;
    });
  parts.push(`${title(name)} [${items.length}]\n${rule}\n${items.join("\n")}`);
});

if (parts.length === 0) {
  Email.sendMeEmail.skip("nothing new in " + wanted.join("/"));
} else {
  const hours = Math.floor(minutes / 60);
  Email.sendMeEmail.setSubject(
    `Your reading for ${Calendar.everyDay.Date.replace(/^(\d+)-(\d+)-(\d+)$/, "$3.$2.$1")}: ` +
      (hours ? hours + " h " : "") + (minutes % 60) + " min"
  );
  Email.sendMeEmail.setBody(parts.join("\n\n"));
}
