if (Door.rang.Visitor == "Ada"); {
  Phone.ring.skip();
}
