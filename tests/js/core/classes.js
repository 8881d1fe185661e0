// Classes, super, private names, iteration, spread, globals, limits of calls.
function show(f) { // the name and V8's message
  try { return String(f()); } catch (e) { return e.name + ": " + e.message; } }
var log = function (x) { console.log(String(x)); };

class A { #p = 1; static s = "st"; f = this.#p + 1; static #c = 0; constructor(x) { this.x = x; A.#c++; } get p() { return this.#p; } set p(v) { this.#p = v; } #m() { return "m" + this.#p; } m() { return this.#m(); } static count() { return A.#c; } get #q() { return 7; } readq() { return this.#q; } writeq() { this.#q = 1; } setm() { this.#m = 1; } ["c" + 1]() { return "computed"; } }
var a = new A(5); log([a.x, a.f, a.p, a.m(), A.count(), A.s, a.c1(), a.readq()]); a.p = 9; log(a.p + a.m());
log(show(function () { A.prototype.m.call({}); }).slice(0, 9)); log(show(function () { a.writeq(); })); log(show(function () { a.setm(); })); log(Object.getOwnPropertyNames(a)); log(JSON.stringify(a)); log(Object.getOwnPropertyNames(A.prototype));
class B extends A { constructor() { super(1); this.y = super.m(); } m() { return "B" + super.m(); } static s2 = super.s + "2"; get z() { return super.p; } }
var b = new B(); log([b.m(), b.y, B.s, B.s2, b.z, b instanceof A, Object.getPrototypeOf(B) === A, B.name, B.length]);
log(show(function () { class C extends A { constructor() { this.q = 1; } } new C(); })); log(show(function () { class C extends A { constructor() {} } new C(); })); log(show(function () { class C extends null {} new C(); }));
log(show(function () { class C extends A { constructor() { super(); super(); } } new C(); })); log(show(function () { class C extends 5 {} })); log(show(function () { function F() {} F.prototype = 3; class C extends F {} }));
class D extends B {} log(new D().m() + D.length + Object.getOwnPropertyNames(D)); class E2 extends Array { sum() { return this.reduce((x, y) => x + y, 0); } } var e = E2.from([1, 2, 3]); log(e.sum() + " " + e.length + " " + e.map(x => x * 2).sum() + (e instanceof E2) + Array.isArray(e)); e[5] = 1; log(e.length);
class R { constructor() { return { other: 1 }; } } class S extends R { f = 2; } log(JSON.stringify(new S())); class T extends R { constructor() { return 5; } } log(show(function () { new T(); }));
class Err extends TypeError { constructor() { super("inner"); } get name() { return "Err"; } } log(show(function () { throw new Err(); })); log(new Err() instanceof TypeError);
var obj = { __proto__: { hi() { return "proto hi"; } }, hi() { return "own " + super.hi(); } }; log(obj.hi()); log(Object.keys({ __proto__: null, a: 1 }) + ("toString" in { __proto__: null }));
var nt = []; function NT() { nt.push(new.target === NT, new.target === undefined); } new NT(); NT(); log(nt); class P1 { constructor() { this.t = new.target.name; } } class P2 extends P1 {} log(new P2().t);
class Acc { static get x() { return this._x; } static set x(v) { this._x = v + 1; } static { this.x = 41; } } log(Acc.x); var C3 = class Inner { who() { return Inner.name; } }; log(new C3().who() + C3.name); log((class { static name = "own"; }).name); log((() => { let K = class {}; return K.name; })());

// iteration
var closes = []; function iter(n, ret) { var i = 0; return { [Symbol.iterator]() { return this; }, next() { return { value: i, done: i++ >= n }; }, return(v) { closes.push("closed"); return ret === undefined ? {} : ret; } }; }
var seen = []; for (var v of iter(3)) seen.push(v); log(seen + "|" + closes); for (v of iter(3)) { break; } log(closes); log(show(function () { for (v of iter(3)) throw new Error("body"); }) + closes.length); log(show(function () { for (v of iter(3, 1)) break; })); log((function () { for (var q of iter(5)) return q; })() + " " + closes.length);
var [x, y] = iter(5); log(x + y + " " + closes.length); var [p, ...rest] = iter(4); log(p + "|" + rest + " " + closes.length); log([...iter(3), ..."aé😀", ...new Set([1, 1, 2]), ...new Map([[1, 2]])].join("/")); log(Math.max(...iter(5)) + " " + [...[1, , 3]].length + (1 in [...[, 1]]));
log(show(function () { for (v of { [Symbol.iterator]() { return 1; } }); })); log(show(function () { for (v of { [Symbol.iterator]() { return {}; } }); })); log(show(function () { for (v of { [Symbol.iterator]() { return { next() { return 1; } }; } }); }));
var arr = [1, 2, 3], grown = []; for (v of arr) { grown.push(v); if (grown.length < 5) arr.push(v * 10); } log(grown); var ai = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { return iter(2); }; log([...[7, 8, 9]]); Array.prototype[Symbol.iterator] = ai; log([...[7, 8]]);
var proto = Object.getPrototypeOf([][Symbol.iterator]()), next = proto.next; proto.next = function () { var r = next.call(this); if (!r.done) r.value = "n" + r.value; return r; }; log([...[1, 2]]); var [m1] = [4]; log(m1); proto.next = next; log([...[1, 2]]);
var { a: da, ...others } = { a: 1, b: 2, [Symbol("z")]: 3 }; log(da + JSON.stringify(others) + Object.getOwnPropertySymbols(others).length); log(JSON.stringify({ ...null, ..."hi", ...[5], x: 1, ...{ x: 2, get y() { return "got"; } } }));
log(((...args) => args.length)(...[1, 2], 3, ...[])); log(new Date(...[2020, 1, 2]).getTime() + " " + new (class { constructor(...r) { this.n = r.length; } })(...[1, 2, 3]).n);

// globals
var gv = 1; function gf() {} log(desc("gv") + desc("gf") + desc("undefined") + desc("parseInt")); function desc(k) { var d = Object.getOwnPropertyDescriptor(globalThis, k); return (d.writable ? "w" : "-") + (d.enumerable ? "e" : "-") + (d.configurable ? "c" : "-") + " "; } implicit = 5; log(desc("implicit") + (delete implicit) + (delete gv) + typeof implicit); let lex = 1; log(globalThis.lex + " " + this.gv); undefined = 5; NaN = 1; log(undefined + NaN); log(typeof globalThis + (this === globalThis)); log(show(function () { "use strict"; undefined = 1; })); log(show(function () { return typeof zzz; }));
// closures and environments
var fs = []; for (let i = 0; i < 3; i++) fs.push(() => i++); log(fs.map(f => f()) + "|" + fs.map(f => f())); fs = []; for (var i = 0; i < 3; i++) fs.push(() => i); log(fs.map(f => f())); fs = []; for (const k in { a: 1, b: 2 }) fs.push(() => k); for (const w of [7, 8]) fs.push(() => w); log(fs.map(f => f()));
function counter() { var n = 0; return { inc() { return ++n; }, get n() { return n; } }; } var c1 = counter(), c2 = counter(); c1.inc(); c1.inc(); c2.inc(); log(c1.n + "" + c2.n); log((function fact(n) { return n < 2 ? 1 : n * fact(n - 1); })(10)); log((function self() { try { self = 1; } catch (e2) { return "threw"; } return typeof self; })() + show(function () { "use strict"; (function self() { self = 1; })(); }));
log((function (a, b = a + 1, { c = b + 1 } = {}, [d = c + 1] = []) { return [a, b, c, d]; })(1)); log(show(function () { (function (a = b, b) {})(); })); log(((a, b) => a + b).length );
// bind, call, apply
function who() { return [this && this.n, ...arguments].join(); } log(who.call({ n: 1 }, 2) + ";" + who.apply({ n: 1 }, [3, 4]) + ";" + who.bind({ n: 5 }, 6).bind({ n: 7 }, 8)(9) + ";" + who.apply({ n: 1 }, { length: 2, 0: "x" })); log(show(function () { who.apply(1, 2); })); log(who.bind().name + who.bind(1, 2).length + (function (a, b, c) {}).bind(null, 1).length);
// getters on primitives, string indices
log("abc"[1] + "abc"["2"] + "abc"[5] + "abc".length + Object("abc")[0] + ("1" in Object("abc")) + ("5" in Object("abc"))); var so = Object("abc"); so[5] = "f"; so.x = 1; log(Object.keys(so) + so.length); log((5).constructor.name + (true).constructor.name + Symbol("q").description + Symbol.iterator.toString());
// exceptions through finally
log((function () { try { return "t"; } finally { seen.push("f"); } })() + seen.length); log((function () { for (;;) { try { return 1; } finally { break; } } return 2; })()); log(show(function () { try { throw 1; } catch (x1) { throw new Error("second" + x1); } finally { seen.push("g"); } }) + seen.length); try { throw { name: "Fake" }; } catch ({ name }) { log(name); }
log(show(function () { var depth = 0; function deep() { depth++; deep(); } try { deep(); } catch (e3) { return e3 instanceof RangeError && depth > 1000; } }));
log(show(function () { var o = {}; o.toString = function () { return String(o); }; return "" + o; })); log(show(function () { var a = []; for (var i = 0; i < 20000; i++) a = [a]; return a.toString(); }));  log(show(function () { var a = []; for (var i = 0; i < 50000; i++) a = [a]; return JSON.stringify(a).length; }));
