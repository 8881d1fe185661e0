// What a feed sends as HTML, as plain text of a length that fits into a message.
const names: { [name: string]: string } = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", hellip: "…", mdash: "—", ndash: "–",
  eacute: "é", uuml: "ü", ouml: "ö", auml: "ä", szlig: "ß", euro: "€", copy: "©",
};

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+\d*));/gi, (all, hex, decimal, name) => {
    if (name) return names.hasOwnProperty(name) ? names[name] : all;
    const code = hex ? parseInt(hex, 16) : +decimal;
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

let html: string = Feed.newFeedItem.EntryContent;
const image = html.match(/<img\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)')/i);
const links = html.match(/<a\s[^>]*href=/gi);

html = html
  .replace(/<!--[\s\S]*?-->/g, "")
  .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, "")
  .replace(/<\/(?:p|div|h[1-6]|tr|ul|ol)\s*>|<br\s*\/?>/gi, "\n")
  .replace(/<li\b[^>]*>/gi, "\n• ")
  .replace(/<\/?[a-z][^>]*>/gi, "");
let text = decode(html)
  .replace(/[ \t\u00a0]+/g, " ")
  .replace(/ ?\n ?/g, "\n")
  .replace(/\n{3,}/g, "\n\n")
  .trim();

const most = 240;
if (text.length > most) {
  const cut = text.lastIndexOf(" ", most);
  text = text.substring(0, cut > most / 2 ? cut : most).replace(/[\s,;:.]+$/, "") + "…";
}
if (text.length < 10 && !image) {
  Telegram.sendMessage.skip("nothing to say");
} else {
  Telegram.sendMessage.setText(decode(Feed.newFeedItem.EntryTitle).toUpperCase() + "\n" + text);
  Telegram.sendMessage.setLinks(links ? links.length : 0);
  if (image) Telegram.sendMessage.setPhoto(decode(image[1] || image[2]));
}
