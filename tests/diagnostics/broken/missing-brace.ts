if (Door.rang.Visitor == "Ada") {
  Phone.ring.skip()
else {
  Phone.ring.setMessage("x")
}
