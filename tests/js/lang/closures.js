// Closures, per-iteration bindings, captured parameters, recursion.
var log = (...a) => console.log(a.map(String).join(' '));
function counter() { let n = 0; return { up: () => ++n, down: () => --n, get n() { return n; } }; }
const a = counter(), b = counter(); a.up(); a.up(); b.down(); log(a.n, b.n);
const fs = []; for (let i = 0; i < 3; i++) { fs.push(() => i); } log(fs.map(f => f()));
const gs = []; for (var v = 0; v < 3; v++) { gs.push(() => v); } log(gs.map(f => f()));
const hs = []; for (const x of [1, 2, 3]) { hs.push(() => x * 2); } log(hs.map(f => f()));
const ks = []; for (const k in { p: 1, q: 2 }) { ks.push(() => k); } log(ks.map(f => f()));
const es = []; for (let i = 0, inc = () => i++; i < 3; inc(), i++) { es.push(() => i); if (es.length > 4) break; } log(es.map(f => f()));
const ls = []; for (let i = 0; i < 3; i++) { ls.push(() => i); i++; } log(ls.map(f => f()));
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); } log(fib(15));
const fact = function f(n) { return n <= 1 ? 1 : n * f(n - 1); }; log(fact(10));
function outer(p) { function inner() { return p; } p = p + 1; return inner; } log(outer(4)());
function dflt(a, b = () => a, c = b()) { a = 10; return [a, b(), c].join(); } log(dflt(1));
function shadow(x, f = () => x) { var x; var y = x; x = 2; return [x, y, f()].join(); } log(shadow(1));
{ let z = 1; { let z = 2; var q = () => z; } log(z, q()); }
let w = []; { const t = 5; function decl() { return t; } w.push(decl); } log(w[0](), typeof decl);
function deep() { let a = 1; return () => { let b = 2; return () => { let c = 3; return () => a++ + b++ + c++; }; }; }
const d = deep()()(); log(d(), d(), d());
let late = () => after; let after = 'ok'; log(late());
var self = (function me() { me = 1; return typeof me; })(); log(self);
log((function () { return typeof hoisted; var hoisted = 1; })(), (function () { return f(); function f() { return 'first'; } })());
log((() => { switch (1) { case 0: let s = 1; case 1: s = 2; return s; } }).toString === undefined);
try { (() => { switch (1) { case 0: let s = 1; case 1: return s; } })(); } catch (e) { log(e.name); }
for (let i = 0; i < 2; i++) { let fresh; log(fresh); fresh = i; }
for (let i of [1]) { try { let y = i2; let i2 = 1; } catch (e) { log(e.name); } }
try { for (let x of [x]) { } } catch (e) { log(e.name); }
try { const c = 1; c = 2; } catch (e) { log(e.name); }
try { const c = 1; c++; } catch (e) { log(e.name); }
