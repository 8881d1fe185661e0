// Hashtags of a post, each once whatever its case, moved to the end, and all within 280 characters.
const post: string = Instagram.anyNewPhotoByYou.Caption || "";
const seen = new Map<string, string>();
const people = new Set<string>();
const blocked = ["ad", "sponsored", "followme", "l4l"];

const body = post
  .replace(/(^|[^&\p{L}\p{N}_])#([\p{L}\p{N}_]{2,50})/gu, (_all, before: string, tag: string) => {
    const key = tag.toLocaleLowerCase();
    if (!blocked.includes(key) && !seen.has(key)) seen.set(key, tag);
    return before;
  })
  .replace(/@([a-z\d_.]+[a-z\d_])/gi, (_all, name: string) => {
    people.add(name.toLowerCase());
    return name.split(/[._]/).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(" ");
  })
  .replace(/\s+([,.!?])/g, "$1")
  .replace(/\s+/g, " ")
  .trim();

let message = [...body].length > 200 ? [...body].slice(0, 199).join("").trimEnd() + "…" : body;
let left = 280 - Array.from(message).length;
let used = 0;
for (const tag of seen.values()) {
  const cost = Array.from(tag).length + 2;
  if (cost <= left) {
    message += " #" + tag;
    left -= cost;
    used++;
  }
}
if (message.length === 0) {
  Twitter.postNewTweet.skip("empty");
} else {
  Twitter.postNewTweet.setTweet(message);
  Twitter.postNewTweet.setCount(`${used}/${seen.size}`);
  Twitter.postNewTweet.setCc(Array.from(people).sort().join(" "));
}
