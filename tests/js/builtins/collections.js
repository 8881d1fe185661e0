// Map, Set, WeakMap, WeakSet and their iterators.
function text(v) {
  if (typeof v === "string") return JSON.stringify(v);
  if (typeof v === "number" && v === 0 && 1 / v < 0) return "-0";
  if (Array.isArray(v)) return "[" + v.map(text).join(", ") + "]";
  if (v instanceof Map) return "Map" + text(Array.from(v));
  if (v instanceof Set) return "Set" + text(Array.from(v));
  return typeof v === "object" && v !== null ? Object.prototype.toString.call(v) : String(v);
}
function show(label, v) { console.log(label + ": " + text(v)); }
function error(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name + ": " + e.message); }
}
var m = new Map([["a", 1], ["b", 2], ["a", 3]]);
show("map", [m, m.size, m.get("a"), m.get("z"), m.has("b"), m.set("c", 4) === m, m.delete("b"), m.delete("b"), m]);
var keys = new Map([[0, "zero"], [NaN, "nan"], ["0", "text"], [null, "null"], [undefined, "undefined"], [true, "true"], [1.5, "half"]]);
show("keys", [keys.get(-0), keys.get(NaN), keys.get("0"), keys.get(null), keys.get(), keys.get(true), keys.get(3 / 2), keys.size]);
keys.set(-0, "minus");
show("minus zero", Array.from(keys.keys())[0]);
show("minus zero in set", Array.from(new Set([-0])));
show("concatenated keys", (function () { var x = new Map(); for (var i = 0; i < 50; i++) x.set("k" + i, i); return [x.get("k" + 7), x.get(["k", 49].join("")), x.size]; })());
show("int and double", new Map([[1, "int"]]).get(0.5 + 0.5));
var object = {};
show("objects", [new Map([[object, 1]]).get(object), new Map([[{}, 1]]).get({}), new Map([[Symbol.iterator, 2]]).get(Symbol.iterator)]);
var log = [];
m.forEach(function (v, k, map) { log.push([v, k, map === m, this.t]); }, { t: 1 });
show("forEach", log);
show("views", [Array.from(m.keys()), Array.from(m.values()), Array.from(m.entries()), m[Symbol.iterator] === m.entries]);
m.clear();
show("clear", [m, m.size]);
var s = new Set([3, 1, 3, 2]);
show("set", [s, s.size, s.has(3), s.add(5) === s, s.delete(1), s.delete(1), s]);
show("set views", [Array.from(s.keys()), Array.from(s.entries()), s.keys === s.values, s[Symbol.iterator] === s.values]);
show("string set", new Set("hello"));
log = [];
s.forEach(function (v, k, set) { log.push([v, k, set === s]); });
show("set forEach", log);

function kind(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name); }
}

function during(label, start, change) {
  var set = new Set(start), seen = [];
  for (var v of set) { seen.push(v); if (seen.length > 20) break; change(set, v); }
  show(label, [seen, set]);
}
during("delete ahead", [1, 2, 3, 4], function (set, v) { set.delete(v + 1); });
during("delete self", [1, 2, 3, 4], function (set, v) { set.delete(v); });
during("delete and add again", [1, 2, 3], function (set, v) { if (v === 1) { set.delete(1); set.add(1); } });
during("delete and add always", [1, 2], function (set, v) { set.delete(v); set.add(v); });
during("add", [1], function (set, v) { if (v < 5) set.add(v + 1); });
during("clear", [1, 2, 3], function (set, v) { if (v === 2) { set.clear(); set.add(9); } });
during("clear then same", [1, 2, 3], function (set, v) { if (v === 2) { set.clear(); set.add(1); set.add(2.5); } });
during("much churn", [1, 2, 3, 4, 5, 6, 7, 8], function (set, v) {
  for (var i = 0; i < 50; i++) { set.add("t" + i); }
  for (i = 0; i < 50; i++) { set.delete("t" + i); }
});
during("grow under the iterator", [1, 2, 3], function (set, v) {
  if (v === 1) { set.delete(2); for (var i = 100; i < 110; i++) set.add(i); set.delete(103); }
});
show("forEach with changes", (function () {
  var map = new Map([[1, "a"], [2, "b"], [3, "c"]]), seen = [];
  map.forEach(function (v, k) { seen.push(k); map.delete(k); if (k < 3) map.set(k + 10, v); if (seen.length > 10) map.clear(); });
  return [seen, map];
})());
var it = new Set([1]).values();
it.next();
show("done stays", [it.next().done, it.next().done]);
var late = new Set([1]), lateIt = late.values();
lateIt.next(); lateIt.next(); late.add(2);
show("done although added", lateIt.next().done);
var big = new Map();
for (var i = 0; i < 20000; i++) big.set(i % 2 ? i : "s" + i, i);
for (i = 0; i < 20000; i += 3) big.delete(i % 2 ? i : "s" + i);
var sum = 0, count = 0;
big.forEach(function (v, k) { sum += v; count++; });
show("big", [sum, count, big.size, big.get("s2"), big.get(9999), big.get(5)]);
var queue = new Set();
for (i = 0; i < 100000; i++) { queue.add(i); if (i > 10) queue.delete(i - 10); }
show("queue", [queue.size, Array.from(queue).slice(0, 4)]);

error("without new", function () { return Map(); });
error("Set without new", function () { return Set(); });
kind("not iterable", function () { return new Map(5); });
kind("Set not iterable", function () { return new Set(5); });
error("not entries", function () { return new Map([1]); });
error("null", function () { return [new Map(null).size, new Set(undefined).size]; });
error("receiver", function () { return Map.prototype.get.call(new Set(), 1); });
error("receiver size", function () { return Object.getOwnPropertyDescriptor(Set.prototype, "size").get.call(new Map()); });
error("receiver next", function () { return new Map().keys().next.call(new Set().keys()); });
kind("forEach bad", function () { return new Map().forEach(1); });
error("patched set", function () {
  class Logged extends Map { set(k, v) { return super.set(k, v * 2); } }
  var l = new Logged([["x", 1]]);
  return [l instanceof Map, l.get("x"), l.size, Array.from(l)];
});
error("set not callable", function () { class Bad extends Map {} Bad.prototype.set = 1; return new Bad([]); });
show("closes the iterator", (function () {
  var closed = 0, iterable = {};
  iterable[Symbol.iterator] = function () {
    return { next: function () { return { value: 5, done: false }; }, return: function () { closed++; return {}; } };
  };
  try { new Map(iterable); } catch (e) {}
  return closed;
})());
var weak = new WeakMap([[object, 1]]);
show("weak map", [weak.get(object), weak.has(object), weak.has({}), weak.get(1), weak.set(object, 2) === weak, weak.get(object), weak.delete(object), weak.delete(object), weak.delete(1)]);
error("weak key", function () { weak.set("s", 1); });
error("weak value", function () { new WeakSet().add(1); });
error("weak iterable", function () { return new WeakSet([1]); });
var ws = new WeakSet([object]);
show("weak set", [ws.has(object), ws.add(ws) === ws, ws.has(ws), ws.delete(object), ws.has(object), ws.has(1)]);
show("tags", [new Map(), new Set(), weak, ws, new Map().keys(), new Set().keys(), [].keys()]);
show("species", [Map[Symbol.species] === Map, Set[Symbol.species] === Set, WeakMap[Symbol.species]]);
show("names", [Map, Set, WeakMap, WeakSet].map(function (c) {
  return c.name + c.length + Object.getOwnPropertyNames(c.prototype).filter(function (n) { return typeof n === "string" && n !== "size"; }).map(function (n) {
    return " " + n + c.prototype[n].length;
  });
}));
var iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([].keys()));
show("iterators", [Object.getPrototypeOf(Object.getPrototypeOf(new Map().keys())) === iteratorPrototype, iteratorPrototype[Symbol.iterator].name,
  new Map().entries()[Symbol.iterator]().next().done, Object.getPrototypeOf(new Set().keys()).next.length]);
error("array iterator receiver", function () { return [].keys().next.call({}); });
show("array iterator", (function () { var x = [].entries.call({ length: 2, 0: "a" }); return [x.next().value, x.next().value, x.next().value, x.next().done]; })());
// Symbols are weak keys unless Symbol.for made them.
{
  const map = new WeakMap(), key = Symbol("key");
  map.set(key, 1).set(Symbol.iterator, 2);
  print(map.get(key), map.get(Symbol.iterator), map.delete(key), map.has(key), new WeakSet([key]).has(key));
  for (const f of [() => map.set(Symbol.for("key"), 1), () => new WeakSet([Symbol.for("key")]), () => map.set("text", 1)]) {
    try {
      print(f());
    } catch (e) {
      print(e.name, e.message);
    }
  }
  print(map.has(Symbol.for("key")), map.get("text"), map.delete(1));
}
