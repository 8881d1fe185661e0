// Symbol and Boolean.
function show(label, v) { console.log(label + ": " + String(v)); }
function error(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name + ": " + e.message); }
}
show("description", [Symbol("a").description, Symbol().description, Symbol("").description === ""].join());
show("toString", Symbol("a").toString() + Symbol().toString());
error("new", function () { return new Symbol(); });
error("implicit string", function () { return "" + Symbol("x"); });
error("implicit number", function () { return +Symbol("x"); });
show("String()", String(Symbol("x")));
show("for", Symbol.for("k") === Symbol.for("k"));
show("keyFor", Symbol.keyFor(Symbol.for("k")) + Symbol.keyFor(Symbol("k")) + Symbol.keyFor(Symbol.iterator));
show("for 1", Symbol.keyFor(Symbol.for(1)));
show("for undefined", Symbol.keyFor(Symbol.for()));
error("keyFor bad", function () { return Symbol.keyFor("k"); });
show("well-known", ["asyncIterator", "hasInstance", "isConcatSpreadable", "iterator", "match", "matchAll",
  "replace", "search", "species", "split", "toPrimitive", "toStringTag", "unscopables"].map(function (n) {
  var d = Object.getOwnPropertyDescriptor(Symbol, n);
  return String(Symbol[n]) + d.writable + d.enumerable + d.configurable;
}).join(" "));
var wrapped = Object(Symbol("w"));
show("wrapped", typeof wrapped + typeof wrapped.valueOf() + wrapped.toString() + wrapped.description);
show("loose", (wrapped == wrapped.valueOf()) + " " + (wrapped === wrapped.valueOf()));
error("toPrimitive", function () { return typeof Symbol.prototype[Symbol.toPrimitive].call(wrapped); });
error("toPrimitive bad", function () { return Symbol.prototype[Symbol.toPrimitive].call("s"); });
error("toString bad", function () { return Symbol.prototype.toString.call("s"); });
error("valueOf bad", function () { return Symbol.prototype.valueOf.call({}); });
error("description bad", function () { return Symbol.prototype.description; });
var d = Object.getOwnPropertyDescriptor(Symbol.prototype, Symbol.toPrimitive);
show("toPrimitive attributes", [d.writable, d.enumerable, d.configurable, d.value.name, d.value.length].join());
show("tag", Object.prototype.toString.call(Symbol()) + Symbol.prototype[Symbol.toStringTag]);
var key = Symbol("key");
var o = { [key]: 1, plain: 2 };
show("as key", [o[key], key in o, Object.keys(o), JSON.stringify(o), delete o[key], key in o].join());
show("names", [Symbol.length, Symbol.name, Symbol.for.length, Symbol.keyFor.name].join());
show("Boolean", [Boolean(), Boolean(0), Boolean(""), Boolean("0"), Boolean([]), Boolean(NaN), Boolean(null)].join());
show("new Boolean", [typeof new Boolean(false), !!new Boolean(false), new Boolean(true).valueOf(), new Boolean(1) + ""].join());
show("Boolean.prototype", [Boolean.prototype.valueOf(), Object.prototype.toString.call(Boolean.prototype), Boolean.length].join());
show("methods", true.toString() + false.valueOf());
error("Boolean toString bad", function () { return Boolean.prototype.toString.call(1); });
error("Boolean valueOf bad", function () { return Boolean.prototype.valueOf.call("true"); });
class Truth extends Boolean {}
show("subclass", [new Truth(1) instanceof Truth, new Truth(1).valueOf(), Object.prototype.toString.call(new Truth(0))].join());
