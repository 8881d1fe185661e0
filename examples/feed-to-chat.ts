// A new entry of a feed becomes a chat message: the release's version, when it appeared in the
// reader's own time, and a title without its markup. Entries that are no releases are left out.
const title = Feed.newFeedItem.EntryTitle;
const release = title.match(/\bv(\d+)\.(\d+)(?:\.(\d+))?/i);

if (release === null) {
  Chat.postMessage.skip("no release in: " + title);
} else {
  const [, major, minor, patch = "0"] = release;
  const published = moment(new Date(Feed.newFeedItem.EntryPublished)).tz("Europe/Paris");
  const plain = title.replace(/<[^>]+>/g, "").replace(/\s+/g, " ").trim();
  const kind = patch !== "0" ? "fix" : minor !== "0" ? "feature" : "major";
  Chat.postMessage.setText(
    `${plain} (${kind} release ${major}.${minor}.${patch}, ${published.format("dddd D MMMM, HH:mm")})`,
  );
  Chat.postMessage.setLink(Feed.newFeedItem.EntryUrl);
}
