Phone.ring.skip("no");
Phone.ring.setMessage("never sent");
if (Door.rang.Visitor == "Ada") {
  Chat.post.skip();
} else {
  Chat.post.skip();
}
Chat.post.setText("never sent");
function silence() { Mail.send.skip(); }
silence();
Mail.send.setBody("never sent");
