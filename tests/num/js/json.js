// JSON.parse and JSON.stringify.
function show(label, v) { console.log(label + ": " + v); }
function attempt(label, f) {
  try { show(label, f()); } catch (e) { show(label, "throws " + e.name + ": " + e.message); }
}
function deep(v) {
  if (Object.is(v, -0)) return "-0";
  if (v === undefined) return "undefined";
  if (typeof v === "string") return "'" + v + "'";
  if (v === null || typeof v !== "object") return String(v);
  if (Array.isArray(v)) { var p = []; for (var i = 0; i < v.length; i++) p.push(i in v ? deep(v[i]) : "hole"); return "[" + p.join(",") + "]"; }
  return "{" + Object.keys(v).map(function (k) { return k + ":" + deep(v[k]); }).join(",") + "}";
}
['1', '-0', ' [ ] ', '{}', '"a\\n\\u0041\\ud83d\\ude00\\/"', '[1,2.5,-3e2,1E+2,true,false,null]', '{"a":{"b":[{}]},"":1,"2":3,"1":4}', '{"a":1,"a":2}', '{"__proto__":5}', '\t\r\n 7 \n', '[[[[]]]]', '"\u2028"', '123456789012345678901234567890', '0.1e-6', '"\\"\\\\\\b\\f\\r\\t"', '"caf\u00e9 \u20ac"', '{"\u20ac":"\\u20ac"}', '[1,[2,[3,{"x":[4]}],5],6]'].forEach(function (s) {
  attempt("parse " + s, function () { return deep(JSON.parse(s)); });
});
["", "undefined", "NaN", "abc", "{", "[", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "[1,]", "[1 2]", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "01", "-", "-a", "1.", "1.a", "1e", "1e+", "1ex", "1 2", "\"abc", "\"ab\nc\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"\\", "tru", "trux", "nulll", "[1,2,3,4,5,6,7,8,x,10,11,12]", "xaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "[1,2,3,4,5,6,7,8,9,10,11,12,x", "[object Object]", "Infinity", "{\"a\":\"b\"\"c\"}", "[\"a\"\"b\"]", "[\"a\" 1]", "{\"a\":1}x", "\u00a01", "[}", "{]", "{,}", "[,]", ":", "-01", "{1:2}", "{\"a\":tru}", "'a'", "\"\\u\"", "1.5.5", "--1", "+1", ".5", "{\"a\":1,b:2}"].forEach(function (s) {
  attempt("error " + JSON.stringify(s), function () { return deep(JSON.parse(s)); });
});
attempt("parse undefined", function () { return JSON.parse(); });
attempt("parse object", function () { return JSON.parse({}); });
attempt("parse null", function () { return deep(JSON.parse(null)); });
attempt("parse symbol", function () { return JSON.parse(Symbol()); });
show("own __proto__", [Object.getPrototypeOf(JSON.parse('{"__proto__":null}')) === Object.prototype, Object.keys(JSON.parse('{"__proto__":null}'))]);
var seen = [];
show("reviver", deep(JSON.parse('{"a":[1,2,{"b":3}],"c":4}', function (k, v) { seen.push(k, Array.isArray(this)); return typeof v === "number" ? v * 2 : v; })) + " " + seen);
show("reviver delete", deep(JSON.parse('{"a":1,"b":2,"c":[1,2,3]}', function (k, v) { return k === "a" || k === "1" ? undefined : v; })));
attempt("reviver throws", function () { return JSON.parse("[1]", function () { throw new Error("stop"); }); });
show("reviver change", deep(JSON.parse('[1,2,3]', function (k, v) { if (k === "0") this[1] = [9]; return v; })));
show("reviver root", deep(JSON.parse("5", function (k, v) { return [k, v, Object.keys(this).length]; })));
var values = [null, undefined, true, 1, -0, NaN, Infinity, 1e21, 1e-7, "a", "\u2028\u2029", "\ud800", "\udc00x", "\ud83d\ude00", "\u0000\u001f\u007f\"\\/", [], {}, function () {}, Symbol("s"), new Number(3), new String("s"), new Boolean(false), new Date(0), [undefined, function () {}, Symbol()], /x/, new Error("e"), Object.create({ inherited: 1 })];
values.forEach(function (v, i) { attempt("stringify " + i, function () { return JSON.stringify(v); }); });
show("stringify object", JSON.stringify({ b: 1, a: undefined, c: function () {}, 2: "x", 1: "y", d: { e: [1, { f: null }] }, [Symbol("z")]: 1, g: new Date(NaN) }));
show("indent 2", JSON.stringify({ a: [1, 2, { b: [] }], c: {}, d: [[]] }, null, 2));
show("indent tab", JSON.stringify([1, { a: "b" }], null, "\t"));
show("indent long", JSON.stringify([1], null, "abcdefghijklmnop"));
show("indent numbers", [JSON.stringify([1], null, 100).length, JSON.stringify([1], null, 0), JSON.stringify([1], null, -5), JSON.stringify([1], null, 1.9), JSON.stringify([1], null, new Number(1)), JSON.stringify([1], null, new String("-")), JSON.stringify([1], null, true), JSON.stringify([1], null, {})]);
show("list", JSON.stringify({ a: 1, b: 2, 1: 3, c: { a: 4, z: 5 } }, ["c", "a", 1, "a", new String("b"), {}, null]));
show("list empty", JSON.stringify({ a: 1 }, []));
show("replacer", JSON.stringify({ a: 1, b: [1, 2], c: "x" }, function (k, v) { return k === "a" ? undefined : typeof v === "number" ? v + 1 : v; }));
var calls = [];
JSON.stringify({ a: [5], toJSON: undefined }, function (k, v) { calls.push(k, typeof k, this === undefined); return v; });
show("replacer calls", calls);
show("replacer root", JSON.stringify(1, function (k, v) { return k === "" ? { x: [v] } : v; }));
show("toJSON", JSON.stringify({ a: { toJSON: function (k) { return k + "!"; } }, b: [{ toJSON: function (k) { return typeof k + k; } }], c: { toJSON: 5 } }));
attempt("toJSON throws", function () { return JSON.stringify({ toJSON: function () { throw new TypeError("t"); } }); });
attempt("getter throws", function () { return JSON.stringify({ get a() { throw new TypeError("g"); } }); });
var circle = { a: { b: [{}] } };
circle.a.b[0].c = circle;
attempt("circle", function () { return JSON.stringify(circle); });
var self = []; self[0] = self;
attempt("self", function () { return JSON.stringify(self); });
var long = {}; long.a = { b: { c: { d: { e: long } } } };
attempt("long circle", function () { return JSON.stringify({ start: long }); });
class Node { constructor() { this.me = this; } }
attempt("class circle", function () { return JSON.stringify([new Node()]); });
var twice = { v: 1 };
show("no circle", JSON.stringify([twice, twice]));
show("sparse", JSON.stringify([1, , 3]));
show("array extra", JSON.stringify(Object.assign([1], { x: 2 })));
show("round trip", JSON.stringify(JSON.parse(JSON.stringify({ s: "q\"\\\n", n: [0.1, 1e100, -5] }))));
var nested = "1";
for (var i = 0; i < 2000; i++) nested = "[" + nested + "]";
show("deep", JSON.stringify(JSON.parse(nested)) === nested);
var bottom = [];
for (var j = 0; j < 1000000; j++) bottom = [bottom];
try { JSON.stringify(bottom); show("too deep", "no error"); } catch (e) { show("too deep", e instanceof RangeError); }
show("tag", Object.prototype.toString.call(JSON));
show("lengths", [JSON.parse.length, JSON.stringify.length]);
