function first(a) {
  return helper(a);
  function helper(b) { return b; }
  var unused;
}
switch (first(1)) {
  case 1: Phone.ring.skip(); break;
  case 2: { Phone.ring.setMessage("x"); break; }
  default: Phone.ring.setMessage("y");
}
outer: for (const a of [1]) {
  for (const b of [2]) {
    if (a) { continue outer; }
    if (b) { break outer; }
  }
}
function forever() { while (true) { if (first(2)) { return 1; } } }
try { forever(); } catch (error) { throw error; } finally { first(3); }
do { if (first(4)) { break; } } while (true);
Phone.ring.setTitle("reached");
