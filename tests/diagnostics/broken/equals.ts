if (hour => 7 && hour =< 9) {
  Phone.ring.skip();
}
if (a <> b) { Phone.ring.skip(); }
if (a and b) { Phone.ring.skip(); }
if (not a) {}
