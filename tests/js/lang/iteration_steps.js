// for-of, spread and destructuring over built-in iterators, unchanged and replaced.
const out = [];
const note = (...all) => out.push(all.map(String).join(' '));
const all = (iterable) => { const got = []; for (const x of iterable) { got.push(x); } return got.join('|'); };

note(all('a\u{1f600}b'), [...'x\ud800y'].length, [...'']. length);
note(all([1, , 3].entries()), all([1, 2].keys()), all([1, 2].values()), [...new Map([[1, 2]]).entries()]);
note(all({ [Symbol.iterator]: () => 'own'[Symbol.iterator]() }));
const [a, b, ...rest] = 'hello';
note(a, b, rest);
const grows = [1, 2];
const seen = [];
for (const [i, v] of grows.entries()) { seen.push(i + v); if (grows.length < 5) { grows.push(v * 10); } }
note(seen);
const iterator = [1, 2, 3][Symbol.iterator]();
for (const x of iterator) { note(x); break; }
note([...iterator], [...iterator]);
const half = 'abcd'[Symbol.iterator]();
half.next();
note([...half], half.next().done);
const mixed = 'ab'[Symbol.iterator]();
mixed.next = () => ({ done: true, value: 1 });
note([...mixed]);
const wrong = Object.create('ab'[Symbol.iterator]());
try { note([...wrong]); } catch (e) { note(e.name); }
const foreign = 'ab'[Symbol.iterator]();
foreign.next = [][Symbol.iterator]().next;
try { note([...foreign]); } catch (e) { note(e.name); }
const getter = { get 0() { throw new Error('read'); }, length: 1 };
try { for (const x of Array.prototype.values.call(getter)) { note(x); } } catch (e) { note(e.message); }
const stringIterator = Object.getPrototypeOf(''[Symbol.iterator]());
const kept = stringIterator.next;
let calls = 0;
stringIterator.next = function () { calls++; return kept.call(this); };
note(all('xyz'), calls);
stringIterator.return = function () { note('closed'); return {}; };
for (const c of 'xy') { note(c); break; }
stringIterator.next = kept;
for (const c of 'xy') { note(c); break; }
delete stringIterator.return;
note(all('xyz'), calls, all(new String('ws')));
const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]());
const keptNext = arrayIterator.next;
arrayIterator.next = function () { const r = keptNext.call(this); return { done: r.done, value: r.value + '!' }; };
note(all([1, 2]), all([1, 2].keys()));
arrayIterator.next = keptNext;
note(all([1, 2]), all([1, 2].keys()), Array.from('a\u{1f600}').length, Math.max(...[1, 5, 3].values()));
console.log(out.join('\n'));
