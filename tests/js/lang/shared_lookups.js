// Reads at sites that see many shapes, and what built-ins look up often.
const out = [];
const note = (...all) => out.push(all.map(String).join(' '));
const makers = [() => ({ a: 1 }), () => ({ b: 2, a: 1 }), () => ({ c: 3 }), () => Object.create({ a: 'up' }), () => [1], () => () => 1,
  () => ({ get a() { return 'got ' + this.b; }, b: 7 }), () => Object.create({ get a() { return 'up ' + this.b; } }, { b: { value: 8 } })];
const read = o => o.a;
function round(label) { note(label, makers.map(make => read(make())).join()); }
round(1); round(2);
Object.prototype.a = 'of all'; round(3);
delete Object.prototype.a; round(4);
Array.prototype.a = 'of arrays'; round(5);
Object.defineProperty(Array.prototype, 'a', { get() { return 'computed'; } , configurable: true }); round(6);
delete Array.prototype.a; round(7);
const parent = { a: 'p' }, other = { a: 'q' };
const child = Object.create(parent);
const seen = [];
for (let i = 0; i < 6; i++) { seen.push(read(child)); Object.setPrototypeOf(child, i % 2 ? parent : other); }
note(seen);
// a getter that itself fills the tables of lookups
const nested = { get a() { let s = ''; for (const make of makers.slice(0, 5)) { s += read(make()) + read({ z: 1, a: s.length }); } return s; } };
note(read(nested), read(nested), read({ a: 'plain' }));

const instance = (v, C) => { try { return v instanceof C; } catch (e) { return e.name; } };
class Base {} class Sub extends Base {}
const classes = [Base, Sub, Object, Array, Function, (() => 1), { [Symbol.hasInstance]: v => v === 5 }, {}, 5, null,
  { [Symbol.hasInstance]: 5 }, { [Symbol.hasInstance]: null }, { get [Symbol.hasInstance]() { note('asked'); return 1; } }, Base.bind(null)];
const values = [new Sub(), new Base(), [], () => 1, 5, null];
for (let i = 0; i < 2; i++) { for (const v of values) { note(classes.map(C => instance(v, C)).join()); } }
Object.defineProperty(Sub, Symbol.hasInstance, { value: () => true, configurable: true });
note(instance(5, Sub), instance(5, Base));
delete Sub[Symbol.hasInstance];
note(instance(5, Sub), instance(new Sub(), Base));
Object.setPrototypeOf(Sub.prototype, null);
note(instance(new Sub(), Base));

const add = v => { try { return v + 1; } catch (e) { return e.name; } };
const prims = () => [new Date(0).getTime(), add({ valueOf: () => 4 }), add({ toString: () => 't' }), add([5]), add({ [Symbol.toPrimitive]: h => h }),
  add({ [Symbol.toPrimitive]: undefined }), add({ [Symbol.toPrimitive]: 5 }), add(Object.create(null)), add(new Number(2)), add(new Base())].join();
note(prims()); note(prims());
Base.prototype.valueOf = () => 40; note(prims());
Object.prototype[Symbol.toPrimitive] = () => 'all'; note(prims());
delete Object.prototype[Symbol.toPrimitive]; note(prims());
const tag = v => Object.prototype.toString.call(v);
note(tag(new Base()), tag({ [Symbol.toStringTag]: 'T' }), tag({ [Symbol.toStringTag]: 5 }), tag([]), tag(null));
Base.prototype[Symbol.toStringTag] = 'B'; note(tag(new Base()), tag({}));
// globals that come, go and change
var late; globalThis.g1 = 1;
const globals = () => [typeof g1, typeof g1 === 'undefined' ? '' : g1, isNaN('x'), typeof Math].join();
note(globals()); globalThis.g0 = 0; g1 = 2; note(globals()); delete globalThis.g1; note(globals());
Object.defineProperty(globalThis, 'g1', { get: () => 'getter', configurable: true }); note(globals(), globals());
const keptNaN = isNaN; isNaN = () => 'mine'; note(globals()); isNaN = keptNaN; note(globals());
for (let i = 0; i < 3; i++) { globalThis['x' + i] = i; delete globalThis['x' + (i - 1)]; note(globals()); }
console.log(out.join('\n'));
