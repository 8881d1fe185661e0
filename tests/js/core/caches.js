// One site, many shapes: what inline caches must not get wrong.
var log = function (x) { console.log(String(x)); };
function get(o) { return o.p; }
function set(o, v) { o.p = v; return o.p; }
function call(o) { return o.m(); }
function out(f) { try { return f(); } catch (e) { return e.name; } }

// reading: own, inherited, absent, accessor, and changes below the site
var proto = { p: "proto" }, mid = Object.create(proto), o = Object.create(mid), r = [];
for (var i = 0; i < 12; i++) {
  if (i == 2) mid.p = "mid";
  if (i == 4) delete mid.p;
  if (i == 5) Object.defineProperty(mid, "p", { get: function () { return "got " + (this === o); }, configurable: true });
  if (i == 7) delete mid.p;
  if (i == 8) delete proto.p;
  if (i == 9) Object.setPrototypeOf(mid, { p: "new" });
  if (i == 10) o.p = "own";
  if (i == 11) Object.defineProperty(o, "p", { get: function () { return "own get"; } });
  r.push(get(o));
}
log(r);
r = [];
var list = [{ p: 1 }, { q: 1, p: 2 }, [3], "str", 5, true, function () {}, { get p() { return 6; } }, Object.create({ p: 7 }), Object.create(null), Object.freeze({ p: 8 }), new Map(), Symbol()];
for (i = 0; i < 3; i++) for (var x of list) r.push(get(x));
log(r.join());
String.prototype.p = "S"; Number.prototype.p = "N"; Function.prototype.p = "F"; Object.prototype.p = "O";
r = []; for (x of list) r.push(get(x)); log(r); delete String.prototype.p; delete Number.prototype.p; delete Function.prototype.p;
r = []; for (x of list) r.push(get(x)); log(r); delete Object.prototype.p; r = []; for (x of list) r.push(get(x)); log(r);
log(out(function () { return get(null); }) + out(function () { return get(undefined); }));

// writing: existing, adding, setters and read-only properties appearing in prototypes
function Thing() { } r = [];
for (i = 0; i < 8; i++) {
  var t = new Thing();
  if (i == 2) Thing.prototype.p = "inherited";
  if (i == 3) Object.defineProperty(Thing.prototype, "p", { set: function (v) { this.hidden = v; }, get: function () { return "via " + this.hidden; }, configurable: true });
  if (i == 5) { delete Thing.prototype.p; Object.defineProperty(Object.prototype, "p", { value: "fixed", writable: false, configurable: true }); }
  if (i == 6) delete Object.prototype.p;
  if (i == 7) Object.preventExtensions(t);
  r.push(set(t, i) + "/" + Object.keys(t));
}
log(r);
r = []; list = [{}, { p: 1 }, [], function () {}, Object.freeze({ p: 8 }), Object.preventExtensions({}), { get p() { return 1; } }, { set p(v) { this.z = v; } }, "str", 5, Object.create({ p: 1 }), Object.create(Object.freeze({ p: 1 }))];
for (i = 0; i < 3; i++) for (x of list) r.push(set(x, "v" + i)); log(r.join());
(function () { "use strict"; function sset(o, v) { o.p = v; return o.p; } var r = []; for (var i = 0; i < 2; i++) for (var x of list) r.push(out(function () { return sset(x, "s" + i); })); log(r); })();

// length and index-like names at named sites; functions' own properties
function len(o) { return o.length; } r = []; for (x of [[1, 2], "abc", { length: 9 }, function (a, b) {}, Object.create([1]), Object.create(Array.prototype), new String("wxyz"), (function () { return arguments; })(1), [1, 2, 3]]) r.push(len(x)); log(r);
function setlen(o, v) { o.length = v; return o.length; } r = []; for (i = 0; i < 2; i++) for (x of [Object.create(Array.prototype), [1, 2, 3], { length: 1 }, {}, function (a) {}]) r.push(setlen(x, i)); log(r);
function nam(o) { return o.name; } function setnam(o) { o.name = "n"; return o.name; } r = []; for (x of [function f() {}, () => 1, class K {}, { name: "o" }, Object.create(Function.prototype), function g() {}, function () {}.bind()]) r.push(nam(x)); log(r); r = [];
for (i = 0; i < 2; i++) for (x of [Object.create(Object.prototype), function f() {}, Object.create(Function.prototype), function g() {}]) r.push(setnam(x) + Object.getOwnPropertyNames(x).filter(k => k != "arguments" && k != "caller")); log(r.join(";"));
function protoOf(f) { return f.prototype; } var f1 = function () {}, f2 = function () {}; log([protoOf(f1) === protoOf(f1), protoOf(f1) === protoOf(f2), protoOf(f1).constructor === f1, protoOf(Math.max), protoOf(() => 1)]); f1.prototype = { m() { return "replaced"; } }; log(call(new f1())); f1.prototype = { m() { return "again"; } }; log(call(new f1()));

// methods that are patched while a loop runs
class A { m() { return "A"; } } class B extends A { } var b = new B(); r = [];
for (i = 0; i < 8; i++) { if (i == 1) A.prototype.m = function () { return "A2"; }; if (i == 2) B.prototype.m = function () { return "B"; }; if (i == 3) b.m = function () { return "own"; }; if (i == 4) delete b.m; if (i == 5) delete B.prototype.m; if (i == 6) Object.setPrototypeOf(B.prototype, { m() { return "other"; } }); if (i == 7) Object.setPrototypeOf(b, A.prototype); r.push(call(b)); } log(r);
var save = Array.prototype.push, n = 0; function pushTo(a) { a.push(1); return a.length; } log(pushTo([])); Array.prototype.push = function (v) { n++; return save.call(this, v, v); }; log(pushTo([]) + " " + n); Array.prototype.push = save; log(pushTo([]));
// globals
var g = 1; function readG() { return g; } log(readG()); globalThis.g = 2; log(readG()); for (i = 0; i < 80; i++) globalThis["extra" + i] = i; log(readG() + extra79); delete globalThis.extra3; log(readG() + typeof extra3); function readH() { return typeof later === "undefined" ? "none" : later; } log(readH()); later = 3; log(readH()); delete globalThis.later; log(readH()); Object.defineProperty(globalThis, "acc", { get: function () { return "acc" + g; }, configurable: true }); function readAcc() { return acc; } log(readAcc() + readAcc()); Object.defineProperty(globalThis, "acc", { value: "plain" }); log(readAcc());
// shapes that branch, attributes that differ
r = []; for (i = 0; i < 40; i++) { x = {}; if (i % 2) x.a = 1; if (i % 3) x.b = 2; if (i % 5) Object.defineProperty(x, "c", { value: 3, enumerable: i % 2 == 0, configurable: true, writable: true }); x.p = i; if (i % 7 == 0) delete x.b; r.push(get(x) + Object.keys(x).join("")); } log(r);
// elements: holes, prototypes with indices, growing, slow arrays
function at(a, k) { return a[k]; } function put(a, k, v) { a[k] = v; return a.length + ":" + a[k]; } r = []; var arr = [1, , 3]; r.push(at(arr, 1)); Array.prototype[1] = "P"; r.push(at(arr, 1)); r.push(put([], 1, "q")); Object.defineProperty(Array.prototype, 2, { set: function (v) { r.push("set " + v); }, configurable: true }); r.push(put([], 2, "w")); delete Array.prototype[1]; delete Array.prototype[2]; r.push(put([], 2, "w")); log(r);
r = []; for (var k of [0, "0", 1.0, 1.5, -1, "01", 4294967295, 4294967294, "x", true, null, undefined, NaN, -0]) { var z = []; z[k] = "v"; r.push(z.length + Object.keys(z)); } log(r); var neg = [1, 2]; log(neg[-0] + neg["1"] + neg[1.0] + neg[0.5] + neg["-0"]);
var big = []; big[100000] = 1; big[5] = 2; log(big.length + " " + Object.keys(big) + " " + big.indexOf(1)); big.length = 50; log(Object.keys(big) + big.length); for (i = 0; i < 5; i++) big.push(i); log(Object.keys(big)); var ob = {}; for (i = 20; i >= 0; i--) ob[i] = i; log(Object.keys(ob)); ob[3000000000] = "far"; ob[2147483647] = "edge"; log(Object.keys(ob).slice(-3));
