// Names asked for with typeof, assigned without declaration, declared later, services.
if (typeof legacyFetch !== "undefined") {
  legacyFetch("x");
}
total = 1;
Phone.ring.setMessage(String(total + later));
var later = 2;
function f(a: number) { return arguments.length + a; }
Phone.ring.setTitle(String(f(1)) + escape("ä") + globalThis.NaN);
const { Visitor } = Door.rang;
Phone.ring.setBody(Visitor + MomentJS().format() + Buffer.addToBuffer.Text);
