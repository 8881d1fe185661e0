if (hour =< 9) {
  Phone.ring.skip();
}
if (hour + 1 =< 9) {}
let b = 5;
let ok = b as number;
