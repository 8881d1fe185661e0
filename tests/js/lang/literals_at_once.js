// Literals that are made in one call, and those that must not be.
const out = [];
const note = (...all) => out.push(all.map(v => (Object.is(v, -0) ? '-0' : typeof v === 'string' ? v : JSON.stringify(v))).join(' '));

function make(i) { return { a: i, b: 'x' + i, c: { d: [i], e: null }, f: () => i, g: undefined }; }
for (let i = 0; i < 3; i++) {
  const o = make(i);
  o.a += 10; o.z = 1; delete o.b; o.b = 'again';
  note(o, Object.keys(o), o.f(), o.f.name, 'g' in o);
}
Object.defineProperty(Object.prototype, 'trap', { set(v) { note('setter ran'); }, configurable: true });
note(Object.keys({ trap: 1, other: 2 }));
delete Object.prototype.trap;
note({ a: 1, a: 2, b: 3, a: 4 }, { 1: 'one', a: 2, 0: 'zero' }, { a: 1, 1: 'x', b: 2 }, { '2': 1, b: 2, 'c d': 3, '07': 4, 4294967294: 5 });
const key = 'k';
note({ a: 1, [key]: 2, b: 3 }, { [key + 1]: 1 }, { ...{ x: 1, y: 2 }, x: 3 }, { x: 0, ...{ x: 1, y: 2 } });
const proto = { inherited: 'yes' };
const withProto = { a: 1, __proto__: proto, b: 2 };
note(withProto, withProto.inherited, { '__proto__': proto }.inherited, { ['__proto__']: 1 }, Object.keys({ ['__proto__']: 1 }));
const methods = { a: 1, m() { return this.a; }, get g() { return this.a + 1; }, set g(v) { this.a = v; }, b: 2 };
note(Object.keys(methods), methods.m(), methods.g);
methods.g = 5;
note(methods.a, methods.m());
const order = [];
const step = n => (order.push(n), n);
note({ a: step(1), b: step(2), [step('k')]: step(3), c: step(4) }, order);
try { note({ a: 1, b: (() => { throw new Error('in a value'); })() }); } catch (e) { note(e.message); }
const self = { a: 1, me: () => self.a };
note(self.me());
note(Object.getOwnPropertyDescriptor({ a: 1 }, 'a'), Object.isExtensible({ a: 1 }), Object.freeze({ a: 1 }));
function many() {
  return { a0: 0, a1: 1, a2: 2, a3: 3, a4: 4, a5: 5, a6: 6, a7: 7, a8: 8, a9: 9, b0: 0, b1: 1, b2: 2, b3: 3, b4: 4, b5: 5, b6: 6,
    b7: 7, b8: 8, b9: 9, c0: 0, c1: 1, c2: 2, c3: 3, c4: 4, c5: 5, c6: 6, c7: 7, c8: 8, c9: 9, d0: 0, d1: 1, d2: 2, d3: 3, d4: 4,
    d5: 5, d6: 6, d7: 7, d8: 8, d9: 9, e0: 0, e1: 1, e2: 2, e3: 3, e4: 4, e5: 5, e6: 6, e7: 7, e8: 8, e9: 9, f0: 0, f1: 1, f2: 2,
    f3: 3, f4: 4, f5: 5, f6: 6, f7: 7, f8: 8, f9: 9, g0: 0, g1: 1, g2: 2, g3: 3, g4: 4, g5: 5, g6: 6, g7: 7, g8: 8, g9: 9 };
}
for (let i = 0; i < 3; i++) { const o = many(); o.a5 = i; o.g9 = i; o.h = i; note(Object.keys(o).length, o.a5, o.e0, o.g9, o.h); }

function table() { return [1, -2, 0.5, -0, 'text', '0', '', true, false, null, , 1e300, 2147483648, -2147483648, 'caf\u00e9 \u65e5']; }
for (let i = 0; i < 2; i++) {
  const t = table();
  note(t.length, t, t[3], 10 in t, t[10] === undefined, t[12], t[13]);
  t[0] = 'changed'; t.push(9); t.sort();
  note(t);
}
note([, , , , , ,].length, [1, 2, 3, 4, 5, 6, ].length, [1, 2, 3, 4, 5, , ].length, [0, 0, 0, 0, 0, 0].map((v, i) => i));
note([1, 2, 3, 4, 5, 6, 7].concat(['a', 'b', 'c', 'd', 'e', 'f']), ['1', '2', '3', '4', '5', '6'].map(Number));

// cutting an array that keeps its elements in a dictionary
const sparse = [];
for (let i = 0; i < 3000; i++) { sparse[i * 1000] = i; }
sparse.length = 1500001;
note(sparse.length, Object.keys(sparse).length, sparse[1500000]);
Object.defineProperty(sparse, 700000, { configurable: false });
Object.defineProperty(sparse, 600000, { configurable: false });
sparse.length = 5;
note(sparse.length, Object.keys(sparse).length, sparse[700000], sparse[699000]);
(function () { 'use strict'; try { sparse.length = 0; } catch (e) { note(e.name, sparse.length); } })();
const named = [1, 2];
named[4294967294] = 'last'; named[4294967295] = 'name'; named.x = 'y';
named.length = 1;
note(named.length, Object.keys(named));
console.log(out.join('\n'));
