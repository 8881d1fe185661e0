// Property and element access that compiled code does itself: every guard, in functions and loops.
const seen = [];
const note = (...all) => seen.push(all.map(String).join(' '));

function x(o) { return o.x; }
function setX(o, v) { o.x = v; return o.x; }
function at(o, i) { return o[i]; }
function put(o, i, v) { o[i] = v; return o[i]; }
function size(o) { return o.length; }

// the same site with own, inherited, absent, accessor and primitive receivers, in turn
class Base { get x() { return 'got ' + this.y; } set x(v) { this.y = v; } }
const proto = { x: 'inherited' };
const kinds = [{ x: 1 }, { x: 2, z: 1 }, { y: 1, x: 3 }, Object.create(proto), {}, new Base(), 'text',
  5, true, Symbol.iterator, [1, 2], () => 1, Object.freeze({ x: 'frozen' })];
for (let round = 0; round < 3; round++) {
  for (const o of kinds) { note(x(o)); }
  for (const o of kinds) { note(setX(o, round)); }
}
for (const nothing of [null, undefined]) {
  try { x(nothing); } catch (e) { note(e.message); }
  try { setX(nothing, 1); } catch (e) { note(e.message); }
  try { at(nothing, 0); } catch (e) { note(e.message); }
  try { size(nothing); } catch (e) { note(e.message); }
}
// a property that changes from data to accessor, becomes read-only, is deleted
const changing = { x: 1 };
note(x(changing), setX(changing, 2));
Object.defineProperty(changing, 'x', { get() { return 'now computed'; }, configurable: true });
note(x(changing), setX(changing, 3));
Object.defineProperty(changing, 'x', { value: 'fixed', writable: false });
note(x(changing), setX(changing, 4));
(function () { 'use strict'; try { changing.x = 5; } catch (e) { note(e.name); } })();
delete changing.x;
note(x(changing), setX(changing, 6));
// an inherited property that is shadowed, then uncovered
const child = Object.create(proto);
note(x(child), setX(child, 'own'), proto.x);
delete child.x;
note(x(child));
proto.x = 'changed';
note(x(child), x(kinds[3]));

// elements: holes, ends, keys of all kinds, objects that only look like arrays
const holes = [1, , 3];
Array.prototype[1] = 'from the prototype';
note(at(holes, 0), at(holes, 1), at(holes, 2), at(holes, 3), at(holes, -1));
delete Array.prototype[1];
note(at(holes, 1), at([], 0), at([7], 0), at([7], 4294967295), at([7], 1.5), at([7], -0), at([7], NaN));
note(at('text', 1), at('text', 9), at('text', '2'), at([5, 6], '1'), at([5, 6], 'length'));
note(at({ 0: 'zero', '-1': 'minus', 1.5: 'half' }, 0), at({ '-1': 'minus' }, -1), at({ 1.5: 'half' }, 1.5));
function mapped(a) { const before = at(arguments, 0); a = 'changed'; return before + ' ' + at(arguments, 0); }
note(mapped('first'));
function mappedSet(a) { put(arguments, 0, 'set'); return a; }
note(mappedSet('first'));
const frozen = Object.freeze([1, 2]);
note(put(frozen, 0, 9), put(frozen, 2, 9), size(frozen));
const sealed = Object.seal([1, 2]);
note(put(sealed, 0, 9), put(sealed, 2, 9), size(sealed));
const grown = [];
for (let i = 0; i < 20; i++) { put(grown, i, i * i); }
note(grown.join(), size(grown), put(grown, 25, 'far'), size(grown), at(grown, 22));
note(put(grown, -1, 'minus'), size(grown), put(grown, '3', 'three'), at(grown, 3), put(grown, 0.5, 'half'));
const withGetter = [1, 2, 3];
Object.defineProperty(withGetter, 1, { get() { return 'element getter'; } });
note(at(withGetter, 0), at(withGetter, 1), at(withGetter, 2), put(withGetter, 2, 'c'));
const doubles = [0.5, -0, NaN];
let t = 0;
for (let i = 0; i < 3; i += 0.5) { t += at(doubles, i) === undefined ? 100 : 1; }
note(t, 1 / at(doubles, 1), at(doubles, 2));

// lengths
note(size('four'), size([1, 2]), size({ length: 'own' }), size(() => 1), size(new String('abc')), size(5));
const long = [];
long.length = 4294967295;
note(size(long));
long.length = 2147483648;
note(size(long));
class Sub extends Array { get extra() { return this.length + 1; } }
note(size(new Sub(3)), new Sub(3).extra);

// methods of primitives that a program replaces
function up(s) { return s.toUpperCase(); }
note(up('a'));
const kept = String.prototype.toUpperCase;
String.prototype.toUpperCase = function () { return 'mine'; };
note(up('b'));
delete String.prototype.toUpperCase;
Object.prototype.toUpperCase = () => 'of all';
note(up('c'), up({}));
delete Object.prototype.toUpperCase;
try { up('d'); } catch (e) { note(e.message); }
String.prototype.toUpperCase = kept;
note(up('e'), up({ toUpperCase: () => 'own' }), up(String.prototype));
Number.prototype.toUpperCase = function () { return 'number ' + this; };
note(up(7), up('f'));

// truth and equality
function truth(v) { return v ? 'yes' : 'no'; }
for (const v of [0, -0, NaN, 1, -1, 0.1, '', '0', null, undefined, true, false, [], {}, Symbol.iterator]) {
  note(truth(v), v === 'a', v == 'a', v === '0', v == '0', v == null, v === v, v == 0, v === 0, v === true);
}
function same(a, b) { return [a === b, a == b].join(); }
note(same('ab', 'a' + 'b'), same('abc', ['a', 'b', 'c'].join('')), same(1, 1.0), same(0, -0), same(NaN, NaN));
note(same('1', 1), same(null, undefined), same(null, 0), same([1], 1), same(true, '1'), same({}, '[object Object]'));
console.log(seen.join('\n'));
