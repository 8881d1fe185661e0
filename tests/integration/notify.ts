// What tests/integration/applet_run.c runs.
let length = (Feed.newItem.Title || "").length;
if (!Feed.newItem.Title) {
  Chat.post.skip("no title");
} else if (Feed.newItem.Title.indexOf("skip") >= 0) {
  Chat.post.skip("asked to");
} else if (Feed.newItem.Title === "loop") {
  while (true) {
    length++;
  }
} else if (Feed.newItem.Title === "fill") {
  const all = [];
  while (true) {
    all.push("x" + all.length);
  }
} else if (Feed.newItem.Title === "throw") {
  (undefined as any).x;
} else {
  (String.prototype as any).left = ((String.prototype as any).left || 0) + 1;
  Chat.post.setMessage(Feed.newItem.Title + " " + length + " " + (String.prototype as any).left);
}
Log.write.setLine("random " + Math.random());
if (Trigger.Shout) {
  Log.write.setLine(Trigger.Shout.toUpperCase());
}
console.log("ran", length);
