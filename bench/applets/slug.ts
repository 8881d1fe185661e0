// A title in any European language into a path and a file name.
const special: Record<string, string> = { ß: "ss", æ: "ae", ø: "o", œ: "oe", ł: "l", đ: "d", þ: "th" };

function slugify(text: string, most: number): string {
  let slug = text
    .toLowerCase()
    .replace(/[ßæøœłđþ]/g, (c) => special[c])
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/&/g, " and ")
    .replace(/['’`]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (slug.length > most) {
    slug = slug.slice(0, most + 1).replace(/-[^-]*$/, "");
  }
  return slug || "untitled";
}

const stop = new Set("a an and the of in on for to der die das und le la les et de".split(" "));
const title: string = WordPress.anyNewPost.PostTitle;
const slug = slugify(title, 60);
const words = slug.split("-").filter((word) => !stop.has(word) && word.length > 1);
const [year, month] = WordPress.anyNewPost.PublishedDate.split("-");

Dropbox.addFileFromUrl.setFolder(["Posts", year, month].join("/"));
Dropbox.addFileFromUrl.setFilename(words.slice(0, 6).join("_") + ".html");
Dropbox.addFileFromUrl.setUrl(WordPress.anyNewPost.PostUrl.replace(/\/?(?:\?.*)?$/, "/" + slug));
if (words.length < 2) {
  Dropbox.addFileFromUrl.skip("title too short: " + words);
}
