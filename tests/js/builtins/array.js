// Array: construction and every method on ordinary arrays.
function text(v) {
  if (v === null) return "null";
  if (typeof v === "string") return JSON.stringify(v);
  if (typeof v === "number" && v === 0 && 1 / v < 0) return "-0";
  if (Array.isArray(v)) {
    var parts = [];
    for (var i = 0; i < v.length; i++) parts.push(i in v ? text(v[i]) : "<hole>");
    return "[" + parts.join(", ") + "]";
  }
  if (typeof v === "object") {
    return "{" + Object.keys(v).map(function (k) { return k + ": " + text(v[k]); }).join(", ") + "}";
  }
  return String(v);
}
function show(label, v) { console.log(label + ": " + text(v)); }
function error(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name + ": " + e.message); }
}
show("Array()", [Array(), Array(3), Array(1, 2), new Array("3"), Array(0), new Array(2).length]);
error("Array(-1)", function () { return Array(-1); });
error("Array(1.5)", function () { return new Array(1.5); });
error("Array(2^32)", function () { return Array(4294967296); });
show("isArray", [Array.isArray([]), Array.isArray({ length: 0 }), Array.isArray(Array.prototype), Array.isArray()]);
show("of", [Array.of(7), Array.of(1, undefined, "x"), Array.of()]);
show("from", [Array.from("añ😀"), Array.from({ length: 3, 1: "b" }), Array.from([1, , 3]), Array.from(new Set([1, 1, 2])),
  Array.from(new Map([[1, 2]])), Array.from({ length: 3 }, function (v, i) { return i * i; }), Array.from(5)]);
show("from this", Array.from([1], function () { return this.k; }, { k: "this" }));
error("from null", function () { return Array.from(null); });
error("from bad mapper", function () { return Array.from([], 1); });
function Other(n) { this.made = arguments.length; this.n = n; }
show("from/of other", [Array.from.call(Other, [1, 2]), Array.from.call(Other, { length: 1, 0: 9 }), Array.of.call(Other, 5, 6)]);
show("at", [[1, 2, 3].at(-1), [1, 2, 3].at(0), [1].at(1), [1].at(-2), [1, 2].at("1"), [1].at(NaN), [1].at(Infinity)]);
show("concat", [[1].concat(2, [3, [4]], "s", null), [1, , 2].concat([, 3]), [].concat({ length: 1, 0: "spread", [Symbol.isConcatSpreadable]: true })]);
var shut = [1, 2];
shut[Symbol.isConcatSpreadable] = false;
show("concat not spreadable", [[0].concat(shut).length]);
show("copyWithin", [[1, 2, 3, 4, 5].copyWithin(0, 3), [1, 2, 3, 4, 5].copyWithin(1, 0, 3), [1, 2, 3, 4, 5].copyWithin(-2, -3, -1), [1, , 3].copyWithin(0, 1)]);
show("fill", [[1, 2, 3].fill(0), [1, 2, 3].fill(9, 1), [1, 2, 3].fill(9, -2, -1), Array(3).fill("x"), [1].fill()]);
show("find", [[1, 5, 9].find(function (v) { return v > 3; }), [1].find(function () {}), [, 1].find(function (v, i) { return i === 0; })]);
show("findIndex", [[1, 5, 9].findIndex(function (v) { return v > 3; }), [1].findIndex(function () {}), [,].findIndex(function (v) { return v === undefined; })]);
show("includes", [[1, NaN].includes(NaN), [0].includes(-0), [,].includes(undefined), [1, 2].includes(1, 1), [1, 2].includes(2, -1), ["1"].includes(1)]);
show("indexOf", [[1, 2, 1].indexOf(1), [1, 2, 1].indexOf(1, 1), [NaN].indexOf(NaN), [1, 2, 1].indexOf(1, -1), [,].indexOf(undefined), ["a"].indexOf("a", 5)]);
show("lastIndexOf", [[1, 2, 1].lastIndexOf(1), [1, 2, 1].lastIndexOf(1, 1), [1, 2, 1].lastIndexOf(1, -2), [1].lastIndexOf(1, undefined), [].lastIndexOf(1), [1].lastIndexOf(1, -5)]);
show("join", [[1, null, undefined, "x", [2, [3]]].join(), [1, 2].join(" - "), [1, 2].join(undefined), [, ,].join(), [1, 2].join(null), [].join(), [true, 0.5].join("")]);
var loop = [1];
loop.push(loop, [loop, 2]);
show("join cycle", [loop.join(), String(loop)]);
error("join throws", function () { return [{ toString: function () { throw new Error("inside"); } }].join(); });
show("join after throw", [loop.join("|")]);
error("join symbol", function () { return [Symbol("s")].join(); });
show("toString", [[1, [2, 3]].toString(), Array.prototype.toString.call({ join: function () { return "joined"; } }), Array.prototype.toString.call({ join: 1 })]);
show("toLocaleString", [[1, null, "a"].toLocaleString(), [{ toLocaleString: function () { return "L"; } }].toLocaleString()]);
var stack = [];
show("push", [stack.push(), stack.push(1), stack.push(2, 3), stack]);
show("pop", [stack.pop(), stack, [].pop(), [1, ,].pop()]);
show("shift", [[1, 2, 3].shift(), [].shift(), [, 1].shift()]);
var queue = [1, , 3];
queue.shift();
show("shift holes", queue);
show("unshift", [queue.unshift("a", "b"), queue, queue.unshift(), [].unshift(1)]);
show("reverse", [[1, 2, 3].reverse(), [1, , 3, 4].reverse(), [, 1].reverse(), [].reverse()]);
show("slice", [[1, 2, 3].slice(1), [1, 2, 3].slice(-2, -1), [1, , 3].slice(0, 2), [1].slice(5), [1, 2].slice(undefined, undefined), [1, 2, 3].slice("1", 2.9)]);
var s = [1, 2, 3, 4, 5];
show("splice", [s.splice(1, 2), s, s.splice(1, 0, "a", "b"), s, s.splice(-1), s, s.splice(), s.splice(0), s]);
s = [1, , 3];
show("splice holes", [s.splice(0, 2, "x"), s]);
s = [1, 2, 3];
show("splice undefined", [s.splice(undefined), s]);
s = [1, 2, 3];
show("splice one undefined", [s.splice(0, undefined), s]);
var log = [];
[1, , 3].forEach(function (v, i, a) { log.push([v, i, a.length, this.t]); }, { t: "T" });
show("forEach", log);
show("map", [[1, 2].map(function (v, i) { return v + i; }), [1, , 3].map(String), ["1", "2", "3"].map(Number), ["1", "2", "3"].map(parseInt)]);
show("filter", [[1, , 3, 4].filter(function (v) { return v > 1; }), [0, "", null, 1].filter(Boolean)]);
show("some every", [[1, 2].some(function (v) { return v > 1; }), [].some(Boolean), [1, 0].every(Boolean), [].every(Boolean), [, 1].every(Boolean)]);
show("reduce", [[1, 2, 3].reduce(function (a, b) { return a + b; }), [1, 2, 3].reduceRight(function (a, b) { return a + "," + b; }), [].reduce(String, "init"), [5].reduce(String)]);
show("reduce arguments", [[1, , 3].reduce(function (a, v, i, all) { return a.concat([[v, i, all.length]]); }, [])]);
error("reduce empty", function () { return [].reduce(function () {}); });
error("reduceRight empty", function () { return [, ,].reduceRight(function () {}); });
show("flat", [[1, [2, [3, [4]]]].flat(), [1, [2, [3, [4]]]].flat(Infinity), [1, [2, , 3], ,].flat(), [[1]].flat(0), [[[1]]].flat(-1)]);
show("flatMap", [[1, 2].flatMap(function (v) { return [v, [v * 2]]; }), ["a b", "c"].flatMap(function (v) { return v.split(" "); })]);
error("flat cycle", function () { var c = []; c.push(c); return c.flat(Infinity); });
show("keys entries values", [Array.from(["a", , "c"].keys()), Array.from(["a", "b"].entries()), Array.from([1, , 2].values())]);
["forEach", "map", "filter", "some", "every", "find", "findIndex", "reduce", "reduceRight", "flatMap"].forEach(function (name) {
  error(name + " without function", function () { return [1][name](); });
  if (name !== "flatMap") error(name + " of null", function () { return Array.prototype[name].call(null, String); });
});
error("sort bad", function () { return [1, 2].sort("x"); });
show("unscopables", [Object.getPrototypeOf(Array.prototype[Symbol.unscopables]), Array.prototype[Symbol.unscopables].flat]);
show("iterator is values", Array.prototype[Symbol.iterator] === Array.prototype.values);
show("lengths", Object.getOwnPropertyNames(Array.prototype).filter(function (n) {
  return !/^(findLast|findLastIndex|toReversed|toSorted|toSpliced|with)$/.test(n);
}).sort().map(function (n) {
  var d = Object.getOwnPropertyDescriptor(Array.prototype, n);
  return n + "/" + Array.prototype[n].length + (d.writable ? "w" : "-") + (d.enumerable ? "e" : "-") + (d.configurable ? "c" : "-");
}));
show("species", [Array[Symbol.species] === Array, Object.getOwnPropertyDescriptor(Array, Symbol.species).get.name]);
class Mine extends Array {}
var mine = Mine.from([3, 1, 2]);
show("subclass", [mine instanceof Mine, mine.length, mine.map(String) instanceof Mine, mine.filter(Boolean).constructor.name,
  mine.slice(1) instanceof Mine, mine.concat([1]) instanceof Mine, mine.splice(0, 1) instanceof Mine, Mine.of(1) instanceof Mine, [] instanceof Mine, new Mine(3).length]);
class Plain extends Array { static get [Symbol.species]() { return Array; } }
show("species Array", [new Plain(1, 2, 3).map(String) instanceof Plain]);
error("species bad", function () { var a = [1]; a.constructor = { [Symbol.species]: 5 }; return a.map(String); });
show("species null", (function () { var a = [1]; a.constructor = { [Symbol.species]: null }; return a.map(String); })());
show("species logged", (function () {
  var a = [1, 2, 3], seen = [];
  a.constructor = { [Symbol.species]: function (n) { seen.push(n); this.length = 0; } };
  var r = a.map(function (v) { return v * 2; });
  var q = a.filter(function (v) { return v > 1; });
  var t = a.slice(1);
  return [seen, r, q, t];
})());
show("toLocaleString arguments", [{ toLocaleString: function (a, b) { return a + "/" + b; } }].toLocaleString("x", "y", "z"));
