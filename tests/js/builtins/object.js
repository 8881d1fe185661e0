// Object: the functions of the constructor and of Object.prototype.
function text(v) {
  if (v === null) return "null";
  if (typeof v === "string") return JSON.stringify(v);
  if (typeof v === "number" && v === 0 && 1 / v < 0) return "-0";
  if (typeof v === "function") return "function " + v.name;
  if (Array.isArray(v)) {
    var parts = [];
    for (var i = 0; i < v.length; i++) parts.push(i in v ? text(v[i]) : "<hole>");
    return "[" + parts.join(", ") + "]";
  }
  if (typeof v === "object") {
    return "{" + Object.getOwnPropertyNames(v).map(function (k) {
      var d = Object.getOwnPropertyDescriptor(v, k);
      return k + ": " + ("value" in d ? text(d.value) : "accessor");
    }).join(", ") + "}";
  }
  return String(v);
}
function show(label, v) { console.log(label + ": " + text(v)); }
function error(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name + ": " + e.message); }
}
function attributes(o, k) {
  var d = Object.getOwnPropertyDescriptor(o, k);
  return (d.writable ? "w" : "-") + (d.enumerable ? "e" : "-") + (d.configurable ? "c" : "-");
}

var ordered = { b: 1, 2: "two", a: 3, 1: "one", [Symbol("s")]: 4 };
show("keys", Object.keys(ordered));
show("values", Object.values(ordered));
show("entries", Object.entries(ordered));
show("names", Object.getOwnPropertyNames("ab"));
show("symbols", Object.getOwnPropertySymbols(ordered).length);
show("keys of string", Object.keys("xy"));
show("keys of number", Object.keys(7));

show("assign", Object.assign({ x: 1 }, { x: 2, y: 3 }, null, undefined, "hi", 5, true));
var source = {};
Object.defineProperty(source, "hidden", { value: 1 });
Object.defineProperty(source, "seen", { get: function () { return "got"; }, enumerable: true });
show("assign getter", Object.assign({}, source));
show("assign returns target", Object.assign(source) === source);
error("assign null", function () { return Object.assign(null); });

var o = {};
Object.defineProperty(o, "x", { value: 1 });
show("define default attributes", attributes(o, "x"));
error("redefine", function () { return Object.defineProperty(o, "x", { value: 2 }); });
error("same value is fine", function () { return Object.defineProperty(o, "x", { value: 1 }) === o; });
error("non-object", function () { return Object.defineProperty(1, "x", {}); });
error("no extension", function () {
  return Object.defineProperty(Object.preventExtensions({}), "n", { value: 2 });
});
error("bad getter", function () { return Object.defineProperty({}, "n", { get: 1 }); });
show("both", (function () { try { Object.defineProperty({}, "n", { get: function () {}, value: 1 }); } catch (e) { return e.name; } })());
error("no descriptor", function () { return Object.defineProperty({}, "n", 1); });
error("defineProperties", function () {
  return Object.defineProperties({}, { a: { value: 1, enumerable: true }, b: { value: 2 } });
});
error("defineProperties is all or nothing in reading", function () {
  var target = {};
  try { Object.defineProperties(target, { a: { value: 1 }, b: 2 }); } catch (e) {}
  return target;
});
error("create", function () {
  var made = Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } });
  return [made, made.inherited, Object.keys(made)];
});
error("create null", function () { return Object.getPrototypeOf(Object.create(null)); });
error("create 1", function () { return Object.create(1); });
error("create undefined", function () { return Object.create(); });

show("descriptor", Object.getOwnPropertyDescriptor([5], "length"));
show("no descriptor", Object.getOwnPropertyDescriptor({}, "q"));
show("descriptors", Object.getOwnPropertyDescriptors({ a: 1, get b() { return 2; } }));
show("fromEntries", Object.fromEntries([["a", 1], ["b", 2], ["a", 3]]));
show("fromEntries map", Object.fromEntries(new Map([["k", "v"]])));
error("fromEntries bad", function () { return Object.fromEntries([1]); });
error("fromEntries none", function () { return Object.fromEntries(); });

var frozen = Object.freeze({ a: 1, inner: { b: 2 } });
(function () { "use strict"; error("write frozen", function () { frozen.a = 2; }); })();
(function () { "use strict"; error("delete frozen", function () { delete frozen.a; }); })();
(function () { "use strict"; error("add frozen", function () { frozen.c = 2; }); })();
frozen.a = 5;
frozen.inner.b = 3;
show("frozen", [frozen, Object.isFrozen(frozen), Object.isSealed(frozen), Object.isExtensible(frozen)]);
var list = Object.freeze([1, 2]);
(function () { "use strict"; error("push frozen", function () { return list.push(3); }); })();
(function () { "use strict"; error("set frozen element", function () { list[0] = 3; }); })();
(function () { "use strict"; error("pop frozen", function () { return list.pop(); }); })();
(function () { "use strict"; error("sort frozen", function () { return list.sort(); }); })();
show("frozen list", list);
var sealed = Object.seal([1, 2]);
sealed[0] = 9;
(function () { "use strict"; error("push sealed", function () { return sealed.push(3); }); })();
(function () { "use strict"; error("pop sealed", function () { return sealed.pop(); }); })();
show("sealed list", [sealed, Object.isSealed(sealed), Object.isFrozen(sealed)]);
var closed = Object.preventExtensions([1, 2]);
(function () { "use strict"; error("push closed", function () { return closed.push(3); }); })();
closed.pop();
show("closed list", closed);
show("primitives are frozen", [Object.isFrozen(1), Object.isSealed("a"), Object.isExtensible(1)]);
show("freeze primitive", Object.freeze(4));
show("empty closed is frozen", Object.isFrozen(Object.preventExtensions({})));

show("is", [Object.is(NaN, NaN), Object.is(0, -0), Object.is("a", "a"), Object.is({}, {})]);
show("hasOwn", [Object.hasOwn({ a: 1 }, "a"), Object.hasOwn({}, "toString"), Object.hasOwn("abc", 1)]);
error("hasOwn null", function () { return Object.hasOwn(null, "a"); });

error("setPrototypeOf", function () { return Object.getPrototypeOf(Object.setPrototypeOf({}, null)); });
error("setPrototypeOf bad", function () { return Object.setPrototypeOf({}, 1); });
error("setPrototypeOf undefined", function () { return Object.setPrototypeOf(undefined, {}); });
error("cycle", function () { var a = {}; var b = Object.create(a); Object.setPrototypeOf(a, b); });
error("closed prototype", function () { Object.setPrototypeOf(Object.preventExtensions({}), {}); });
error("closed same prototype", function () {
  return Object.isExtensible(Object.setPrototypeOf(Object.preventExtensions({}), Object.prototype));
});
error("immutable", function () { Object.setPrototypeOf(Object.prototype, {}); });

show("Object()", [typeof Object(), typeof Object(1), Object("s").length, Object(o) === o, new Object(2) + 1]);
class Sub extends Object { constructor() { super(1); } }
show("subclass", new Sub() instanceof Sub);

var tags = [null, undefined, 1, "s", true, [], {}, function () {}, new Date(0), /x/, new Error("e"),
  (function () { return arguments; })(), Symbol("q"), new Map(), new Set(), Math, JSON,
  { get [Symbol.toStringTag]() { return "Mine"; } }, { [Symbol.toStringTag]: 1 }];
show("toString", tags.map(function (v) { return Object.prototype.toString.call(v); }));
error("toLocaleString", function () { return Object.prototype.toLocaleString.call({ toString: function () { return "T"; } }); });
show("valueOf", typeof Object.prototype.valueOf.call(1));
error("valueOf null", function () { return Object.prototype.valueOf.call(null); });
show("hasOwnProperty", [{ a: 1 }.hasOwnProperty("a"), [1].hasOwnProperty(0), [1].hasOwnProperty("length")]);
show("isPrototypeOf", [Array.prototype.isPrototypeOf([]), Object.prototype.isPrototypeOf(Object.create(null))]);
show("propertyIsEnumerable", [[1].propertyIsEnumerable(0), [1].propertyIsEnumerable("length")]);

var legacy = {};
legacy.__defineGetter__("g", function () { return "got"; });
legacy.__defineSetter__("g", function (v) { this.set = v; });
legacy.g = 4;
show("legacy accessors", [legacy.g, legacy.set, typeof legacy.__lookupGetter__("g"),
  typeof legacy.__lookupSetter__("g"), legacy.__lookupGetter__("set")]);
error("__defineGetter__", function () { legacy.__defineGetter__("x", 1); });
show("__proto__", [{}.__proto__ === Object.prototype, { __proto__: Array.prototype } instanceof Array]);
var p = {};
p.__proto__ = Array.prototype;
p.__proto__ = 5;
show("set __proto__", p instanceof Array);
error("cyclic __proto__", function () { var a = {}; a.__proto__ = Object.create(a); });
show("lengths", ["assign", "create", "defineProperty", "entries", "fromEntries", "is", "keys"].map(function (n) {
  return n + Object[n].length + attributes(Object, n);
}));
show("constructor", [Object.length, Object.name, attributes(Object, "prototype"), Object.prototype.constructor === Object]);
show("getter changes later keys", (function () {
  var x = { get a() { delete this.b; Object.defineProperty(this, "c", { enumerable: false }); return 1; }, b: 2, c: 3, d: 4 };
  return Object.entries(x);
})());
