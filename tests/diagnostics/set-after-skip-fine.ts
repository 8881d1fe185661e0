Phone.ring.setMessage("x");
if (Door.rang.Visitor == "Ada") {
  Phone.ring.skip();
  Chat.post.setText("x");
}
Phone.ring.setTitle("x");
Door.rang.Visitor == "Bob" && Chat.post.skip();
Chat.post.setText("y");
for (const word of ["a"]) {
  Mail.send.skip();
}
Mail.send.setBody("x");
try { JSON.parse("x"); Mail.log.skip(); } catch (error) { Mail.log.setBody("x"); }
