function first(a) {
  return a;
  Phone.ring.setMessage("never");
}
function second(a) {
  if (a) { return 1; } else { throw new Error("x"); }
  Phone.ring.setTitle("never");
}
for (;;) {
  if (first(1)) { break; Phone.ring.skip(); }
  continue;
}
function fail() { throw new Error("always"); }
fail();
Phone.ring.setBody("never");
