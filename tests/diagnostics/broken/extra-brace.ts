if (Door.rang.Visitor == "Ada") {
  Phone.ring.skip()
}
}
Phone.ring.setMessage("x")
let = 5 5
