// `#name in object`
class A {
  #field = 1;
  #method() {}
  get #accessor() { return 2; }
  static #shared = 3;
  static field(x) { return #field in x; }
  static all(x) { return [#field in x, #method in x, #accessor in x, #shared in x].join(); }
  static nested(x) { return #field in x && !(#method in x) || #accessor in x === true; }
  static late() { return class { m(x) { return #field in x; } }; }
}
class B extends A {}
print(A.all(new A()), A.all(new B()), A.all(A), A.all({}), A.all([]));
print(A.nested(new A()), A.field(Object.create(new A())), new (A.late())().m(new A()));
for (const x of [1, "text", undefined, null, Symbol("s"), true]) {
  try {
    print(A.field(x));
  } catch (e) {
    print(e.name, e.message);
  }
}
let log = "";
class C {
  #x = (log += "made ", 0);
  constructor(stop) { if (stop) { log += #x in this; } }
  static run(f) { return #x in f(); }
}
print(C.run(() => (log += "asked ", new C(true))), log);
