// The same thing, spelt in two ways.
let total = 0;
totl = total + 1;
Phone.ring.setMessage(Door.rang.Visitor);
if (Door.rang.Visitro == "Ada") {
  Phone.ring.setMesage("Ada");
} else {
  Phnoe.ring.skip();
}
Chat.postMessage.setText(Feed.newItem.EntryTitle + Feed.newItem.EntryUrl + Feed.newItem.EntryURL);
Chat.postMesage.skip("no");
Sheets.rows.forEach((row) => {
  Chat.postMessage.setBody(row.Customer + row.Custommer);
});
