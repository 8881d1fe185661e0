// Destructuring: patterns, defaults, rest, evaluation order, iterator closing.
var log = (...a) => console.log(a.map(String).join(' '));
const [a, , b = 5, ...c] = [1, 2, undefined, 4, 5]; log(a, b, c);
const { x, y: { z = 9 } = {}, ...rest } = { x: 1, p: 2, q: 3 }; log(x, z, JSON.stringify(rest));
let m, n; [m, n] = [1, 2]; [m, n] = [n, m]; log(m, n);
({ m, n: [n] } = { m: 'M', n: ['N'] }); log(m, n);
const o = {}; [o.a, o['b'], ...o.c] = 'xyzw'; log(JSON.stringify(o));
function f({ a = 1, b: [c] = [2] } = {}, [d = 4] = [], ...e) { return [a, c, d, e].join(); } log(f(), f({ a: 7, b: [8] }, [9], 10, 11));
for (const [k, v] of Object.entries({ p: 1, q: 2 })) { log(k, v); }
for (const { length } of ['abc', 'de']) { log(length); }
const key = 'dyn'; const { [key]: dyn, [`${key}2`]: dyn2 = 'def' } = { dyn: 1 }; log(dyn, dyn2);
try { const { q } = null; } catch (e) { log(e.name); } try { const [q] = {}; } catch (e) { log(e.name); }
const order = []; const src = { get a() { order.push('get a'); }, get b() { order.push('get b'); return 1; } };
const { a: a1 = order.push('default a'), b: b1 = order.push('default b') } = src; log(order);
let closed = 0; const it = { [Symbol.iterator]() { let i = 0; return { next() { return { value: i++, done: false }; }, return() { closed++; return {}; } }; } };
const [i0, i1] = it; log(i0, i1, closed); const [] = it; log(closed);
try { const [q = (() => { throw new Error('x'); })()] = { [Symbol.iterator]() { return { next() { return { value: undefined, done: false }; }, return() { closed += 10; return {}; } }; } }; } catch (e) { log(e.message, closed); }
const fn = ({ name }) => name; log(fn({ name: 'arrow' })); const { log: alias = 1 } = {}; log(alias);
const { g = function () { }, h = () => 1, k = class { } } = {}; log(g.name, h.name, k.name);
let v1 = 1; ({ v1 = 2 } = {}); log(v1); let r = [1, [2, [3]]]; const [p1, [p2, [p3]]] = r; log(p1, p2, p3);
const { length: len, 0: first } = 'str'; log(len, first); try { throw { code: 5 }; } catch ({ code }) { log(code); }
var { va, vb = va } = { va: 1 }; log(va, vb); const asg = ([m] = [5, 6]); log(asg, m);
