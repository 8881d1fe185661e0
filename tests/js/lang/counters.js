// Loop counters: where they stay int32 and where they must not.
const out = [];
const note = (...all) => out.push(all.map(v => (Object.is(v, -0) ? '-0' : String(v))).join(' '));

function past32() { let n = 0; for (let i = 2147483640; i < 2147483660; i++) { n = i; } return n; }
function below32() { let n = 0; for (let i = -2147483640; i > -2147483660; i--) { n = i; } return n; }
function bigSteps() { let i = 0, n = 0; while (n < 5) { i += 1000000000; n++; } return i; }
function halves() { let i = 0; while (i < 3) { i += 0.5; if (i > 2) { break; } } return i; }
function minusZero() { let i = -0; const before = i; i++; i--; return [before, i, -i, 0 * -1]; }
function countsToMinusZero() { let i = 3; while (i > 0) { i--; } return [i, -i, i * -1, 1 / -i]; }
note(past32(), below32(), bigSteps(), halves());
note(...minusZero(), ...countsToMinusZero());

function other(v) { let i = 0; for (let k = 0; k < 2; k++) { i++; i = v; } return i; }
note(other(1), other('text'), other(undefined), other(null), other(0.5));
function assignsString() { let i = 0; i++; const before = i; i = 'a'; i += 1; return before + i; }
note(assignsString());
function value() { let i = 5; const a = i++, b = ++i, c = i--, d = --i; return [a, b, c, d, i, typeof i]; }
note(...value());
function stale() { let i = 1; i = i + (i = 5); let k = 1; k = k + 1; return [i, k]; }
note(...stale());
function sums() {
  const a = [10, 20, 30], got = [];
  for (let i = 0; i < 3; i++) { got.push(a[i - 1], a[i + 1], a[i - i], a[i + -1]); }
  a[3 - 1] = 'two';
  for (let i = 0; i < 3; i++) { a[i + 3] = i; }
  return got.join() + '/' + a.join();
}
note(sums());
function keys() { const o = {}; for (let i = -2; i < 3; i++) { o[i] = i; } return Object.keys(o).join() + JSON.stringify(o); }
note(keys());
function arithmetic() {
  const got = [];
  for (let i = -3; i < 4; i++) { got.push(i % 2, i / 2, i * 1e9, i << 30, i >>> 30, -i, +i, ~i, i ** 2, i * 0); }
  return got;
}
note(...arithmetic());
function closures() { const all = []; for (let i = 0; i < 3; i++) { all.push(() => i++); } return all.map(f => f() + f()); }
note(...closures());
function nested() {
  let n = 0;
  for (let i = 0; i < 4; i++) { for (let k = i; k < 4; k++) { if (k === 2) { continue; } n += k; } }
  return n;
}
note(nested());
function compares(n) { let k = 0; for (let i = 0; i < n; i++) { k++; if (k > 9) { break; } } return k; }
note(compares(3), compares('4'), compares(2.5), compares(NaN), compares(null), compares(undefined), compares('x'), compares({ valueOf: () => 6 }), compares(Infinity), compares([7]));
function equal(v) { const got = []; for (let i = 0; i < 3; i++) { got.push(i === v, i == v, v !== i); } return got.join(); }
note(equal(1), equal('1'), equal(1.0), equal(true), equal(null), equal('x'), equal([2]));
function catching() { let i = 0; for (;;) { try { i++; if (i > 3) { throw i; } } catch (e) { return [i, e, typeof e]; } finally { i++; } } }
note(...catching());
function generic() { let i = 0; const s = 'ab'; let t = ''; while (i < s.length) { t += s[i] + i; i += 1; } return t; }
note(generic());
let top = 0;
for (let i = 0; i < 10; i += 3) { top += i; }
var global = 0;
for (global = 0; global < 3; global++) { top += global; }
note(top, global);
console.log(out.join('\n'));
