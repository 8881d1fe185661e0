// The fields of a base class are there before its constructor's parameters are bound (10.2.2).
class A {
  #x = "private";
  y = (console.log("field"), 1);
  #m() { return "method"; }
  constructor(o = this.#x, p = this.#m(), q = (console.log("parameter"), this.y)) {
    console.log(o, p, q);
  }
}
new A();
class B extends A {
  z = (console.log("field of B"), 2);
  constructor(s = console.log("parameter of B")) {
    super("given");
    console.log(this.z, this.y);
  }
}
new B();
class C {
  v = arguments0();
  constructor(a = fail()) { console.log("not reached", a); }
}
function arguments0() { throw new Error("field first"); }
function fail() { throw new Error("parameter first"); }
try {
  new C();
} catch (e) {
  console.log(e.message);
}
