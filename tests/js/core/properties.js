// Properties, attributes, prototypes: what the runtime's core does.
function show(f) { // the name and V8's message
  try { return String(f()); } catch (e) { return e.name + ": " + e.message; } }
var log = function (x) { console.log(String(x)); };

// order of keys
var o = { b: 1, 2: 1, a: 1, 1: 1, "-1": 1, "01": 1, [Symbol("s")]: 1 };
log(Object.keys(o)); log(JSON.stringify(o));
delete o.b; o.b = 2; log(Object.keys(o));
log(Reflect_keys(function f(a, b) { 'use strict'; })); log(Reflect_keys(class A { static m() {} }));
log(Reflect_keys([1, 2])); log(Reflect_keys(Object("ab")));
function Reflect_keys(x) { return Object.getOwnPropertyNames(x).join(); }

// attributes
function desc(x, k) { var d = Object.getOwnPropertyDescriptor(x, k);
  return d ? (d.get || d.set ? "acc " : "data " + String(d.value) + " ") + (d.writable ? "w" : "-") + (d.enumerable ? "e" : "-") + (d.configurable ? "c" : "-") : "none"; }
log(desc(function f(a, b) {}, "length")); log(desc(function f(a, b) {}, "name"));
log(desc(class A {}, "prototype")); log(desc([1], "length")); log(desc([1], 0)); log(desc("ab", "length")); log(desc("ab", 1));
log(desc(Object.prototype, "__proto__")); log(desc(globalThis, "NaN")); log(desc(Math, "PI"));
log(desc(Error.prototype, "message")); log(desc(new Error("x"), "message"));

// definition
log(show(function () { "use strict"; var x = Object.freeze({ a: 1 }); x.a = 2; }));
log(show(function () { "use strict"; var x = Object.freeze([1]); x.push(2); }));
log(show(function () { "use strict"; var x = Object.freeze([1]); x[0] = 2; }));
log(show(function () { "use strict"; var x = { get a() { return 1; } }; x.a = 2; }));
log(show(function () { var x = Object.freeze({ a: 1 }); x.a = 2; return x.a; }));
log(show(function () { "use strict"; delete Object.freeze({ a: 1 }).a; }));
log(show(function () { "use strict"; delete Object.prototype; }));
log(show(function () { return delete Object.prototype; }));
log(show(function () { var x = {}; Object.defineProperty(x, "a", { value: 1 }); Object.defineProperty(x, "a", { value: 2 }); }));
log(show(function () { var x = {}; Object.defineProperty(x, "a", { get: 1 }); }));
log(show(function () { Object.defineProperty({}, "a", { get: function () {}, value: 1 }); }));
log(show(function () { Object.defineProperty(1, "a", {}); }));
log(show(function () { "use strict"; var x = Object.preventExtensions({}); x.a = 1; }));
log(show(function () { "use strict"; "abc".length = 1; }));
log(show(function () { "use strict"; "abc"[0] = 1; }));
log(show(function () { "use strict"; "abc".x = 1; }));
log(show(function () { "use strict"; (5).x = 1; }));
log(show(function () { "use strict"; undeclared = 1; }));
log(show(function () { return undeclared; }));
log(show(function () { null.x; })); log(show(function () { undefined.x(); })); log(show(function () { undefined[Symbol("q")]; }));
log(show(function () { null.x = 1; })); log(show(function () { var u; u.foo.bar = 1; }));
log(show(function () { var x = {}; x.foo(); })); log(show(function () { var x = {}; x.a.b.c(); }));
log(show(function () { var f = 1; f(); })); log(show(function () { new 1; })); log(show(function () { var x = {}; new x.y(); }));
log(show(function () { const c = 1; c = 2; })); log(show(function () { t; let t = 1; })); log(show(function () { class A { constructor() {} } A(); }));
log(show(function () { for (var x of 5) { } })); log(show(function () { new Map([1]); }));
log(show(function () { return 1 in 2; })); log(show(function () { return ({}) instanceof 5; })); log(show(function () { return ({}) instanceof ({}); }));
log(show(function () { return Symbol() + ""; })); log(show(function () { return +Symbol(); })); log(show(function () { return ({ toString: null, valueOf: null }) + ""; }));
log(show(function () { [].reduce(function () {}); })); log(show(function () { new Array(-1); })); log(show(function () { "x".repeat(-1); })); log(show(function () { (1).toFixed(101); }));
log(show(function f() { return f(); }));
log(show(function () { JSON.parse("{bad"); })); log(show(function () { var a = {}; a.a = a; JSON.stringify(a); })); log(show(function () { decodeURIComponent("%"); }));
log(show(function () { Object.setPrototypeOf(Object.preventExtensions({}), {}); })); log(show(function () { var a = {}, b = Object.create(a); Object.setPrototypeOf(a, b); }));
log(show(function () { a = 1; { function a() {} } return typeof a; }));

// accessors and receivers
var base = { get v() { return this.w; }, set v(x) { this.w = x * 2; } }, derived = Object.create(base);
derived.v = 4; log(derived.v + " " + base.v + " " + Object.keys(derived));
Object.defineProperty(Number.prototype, "self", { get: function () { "use strict"; return typeof this; }, configurable: true });
log((5).self); delete Number.prototype.self;
// arrays
var a = [1, 2, 3]; a.length = 1; a[3] = 4; log(a.length + " " + (2 in a) + " " + a); a.length = 0; log(a.length);
var far = []; far[4294967294] = 1; log(far.length); log(show(function () { far.push(2); })); log(far.length); far[4294967295] = 1; log(far.length);
var holes = [, 1, , 2]; log(holes.length + " " + Object.keys(holes)); Array.prototype[0] = "p"; log(holes[0] + " " + holes.indexOf("p")); delete Array.prototype[0];
var sealed = Object.seal([1, 2]); sealed[0] = 5; sealed[2] = 1; log(sealed + " " + Object.isSealed(sealed) + Object.isFrozen(sealed));
var x = [1, 2, 3]; Object.defineProperty(x, 1, { configurable: false }); x.length = 0; log(x.length);
Object.defineProperty(x, "length", { writable: false }); x[9] = 1; log(x.length);
// arguments
function sloppy(a, b) { arguments[0] = 9; b = 8; return a + " " + arguments[1] + " " + arguments.length + " " + Object.prototype.toString.call(arguments); } log(sloppy(1, 2, 3)); log(sloppy(1));
function strict(a) { "use strict"; arguments[0] = 9; return a + " " + arguments[0]; } log(strict(1));
function del(a) { delete arguments[0]; arguments[0] = 5; return a; } log(del(1));
function frz(a) { Object.defineProperty(arguments, 0, { writable: false }); a = 7; return arguments[0]; } log(frz(1));
log(show(function () { "use strict"; return arguments.callee; })); log((function () { return typeof arguments.callee; })());
log((function () { return [...arguments].join("-"); })(1, 2, 3));
// for-in
function P() { this.own = 1; } P.prototype.inherited = 2; var keys = []; for (var k in new P()) keys.push(k); log(keys);
keys = []; var vanish = { a: 1, b: 2, c: 3 }; for (k in vanish) { keys.push(k); delete vanish.b; vanish.d = 1; } log(keys);
keys = []; for (k in "ab") keys.push(k); for (k in null) keys.push("no"); for (k in [5, 6]) keys.push(k); log(keys);
keys = []; var hide = Object.create({ a: 1, b: 1 }); Object.defineProperty(hide, "a", { value: 1, enumerable: false }); for (k in hide) keys.push(k); log(keys);
// functions
log((function (a, b = 1, c) {}).length + " " + (() => 1).name + " " + (function () {}).bind().name + " " + (class { get x() { return 1; } }).name);
var named = function () {}; log(named.name + " " + named.bind().name + " " + named.bind(null, 1).length); log(Object.getOwnPropertyDescriptor({ get zz() { return 1; } }, "zz").get.name);
log({ ["a" + 1]() {} }.a1.name + " " + { [Symbol("d")]: function () {} }[Object.getOwnPropertySymbols({ [Symbol("d")]: 1 })[0]]);
function Old() { if (!new.target) return new Old(); this.ok = 1; } log(Old().ok + " " + (Old() instanceof Old)); function Ret() { return { r: 1 }; } log(new Ret().r); function RetP() { this.q = 1; return 5; } log(new RetP().q);
var B = Old.bind(null); log(new B() instanceof Old); log(new B() instanceof B); log("prototype" in B); log("prototype" in (() => 1));
log(Function.prototype.name === "" && Function.prototype.length === 0 && Function.prototype() === undefined);
log((function () { return typeof this; }).call(5) + (function () { "use strict"; return typeof this; }).call(5) + (function () { return this === globalThis; })());
// typeof, conversions
log([typeof null, typeof undefined, typeof (() => 1), typeof Symbol(), typeof "", typeof 1, typeof {}, typeof true, typeof nothingAtAll]);
log([1 + "2", "3" * "4", 1 + null, 1 + undefined, [] + {}, [] == "", null == 0, null >= 0, undefined == null, NaN != NaN, "b" > "a", "10" < "9", 10 < "9", [2] > 1]);
log([1 / -0, Object.is(-0, 0), 5 % -3, -5 % 3, -0 % 1, 2 ** -1, 7 >>> 0, -7 >>> 28, 1 << 33, ~~4294967297, 0.1 + 0.2, 1e21, 123456789012345680000, 5e-324]);
log([parseInt("08"), Number("0x1f"), Number(" 12 "), Number("1_0"), Number(""), Number([5]), Number("1e3"), +new Date(5), Number("Infinity"), Number("-"), Number(null)]);
var order = []; ({ valueOf() { order.push("l"); return 1; } }) < ({ valueOf() { order.push("r"); return 2; } }); ({ valueOf() { order.push("l"); return 1; } }) > ({ valueOf() { order.push("r"); return 2; } }); log(order);
log(`${{ toString() { return "ts"; }, valueOf() { return "vo"; } }}` + { toString() { return "ts"; }, valueOf() { return "vo"; } });
log({ [Symbol.toPrimitive](h) { return h; } } + "" + `${{ [Symbol.toPrimitive](h) { return h; } }}` + +{ [Symbol.toPrimitive](h) { return h.length; } });
// errors
log(new TypeError("m", { cause: 1 }).cause + " " + new RangeError("m") + " " + Object.prototype.toString.call(new Error()) + " " + (new TypeError() instanceof Error) + TypeError.name + TypeError.length);
class MyError extends Error { constructor(m) { super(m); this.name = "MyError"; } } log(new MyError("boo") + " " + (new MyError() instanceof MyError) + show(function () { throw new MyError("zip"); }));
log(Error("x").message + Error.prototype.name + (Object.getPrototypeOf(TypeError) === Error) + ({}).toString.call(Error.prototype)); log(Error.prototype.toString.call({ name: "N", message: "" }) + Error.prototype.toString.call({ message: "M" }));
// many properties
var big = {}; for (var i = 0; i < 300; i++) big["k" + i] = i; for (i = 0; i < 300; i += 3) delete big["k" + i]; var sum = 0; for (k in big) sum += big[k]; log(sum + " " + Object.keys(big).length + " " + Object.keys(big)[10]);
// strings
var s = ""; for (i = 0; i < 2000; i++) { s += i; if (i % 100 == 0) s.charCodeAt(i); } log(s.length + " " + s.slice(-7) + " " + s.indexOf("1999"));
s = ""; for (i = 0; i < 500; i++) s = String.fromCharCode(65 + i % 26) + s; log(s.slice(0, 30) + s.length); var u = "é" + "€" + "x".repeat(40); log(u.slice(1, 30) + u.length + u.charAt(1)); log(("ab".repeat(30)).slice(10, 50).slice(3, 35).toUpperCase());
// template objects
function tag(t) { return t; } function site() { return tag`a${1}\n`; } log((site() === site()) + site().raw[1] + Object.isFrozen(site()) + site().length);
