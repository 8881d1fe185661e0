// switch, labels, try/finally completions, iteration closing.
var log = (...a) => console.log(a.map(String).join(' '));
function sw(x) { switch (x) { case 1: return 'one'; case 2: case 3: log('fall'); default: log('def'); case 4: return 'four'; } } log(sw(1), sw(2), sw(9), sw(4));
function sw2(x) { let r = ''; switch (x) { default: r += 'd'; case 'a': r += 'a'; break; case 'b': r += 'b'; } return r; } log(sw2('z'), sw2('a'), sw2('b'));
outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; log(i, j); } }
blk: { log('in'); if (true) break blk; log('never'); }
function fin(x) { try { if (x === 1) return 'try'; if (x === 2) throw 'thrown'; log('body'); } catch (e) { return 'catch ' + e; } finally { log('finally', x); } return 'end'; } log(fin(0), fin(1), fin(2));
function over() { try { return 1; } finally { return 2; } } log(over()); function over2() { for (; ;) { try { return 1; } finally { break; } } return 3; } log(over2());
function cont() { let r = []; for (let i = 0; i < 3; i++) { try { if (i === 1) continue; r.push(i); } finally { r.push('f' + i); } } return r; } log(cont());
function nest() { let r = []; try { try { throw new Error('a'); } finally { r.push('f1'); } } catch (e) { r.push(e.message); try { r.push('t'); return r; } finally { r.push('f2'); } } finally { r.push('f3'); } } log(nest());
try { try { throw 1; } finally { throw 2; } } catch (e) { log(e); }
function valueKept() { let x = 1; try { return x; } finally { x = 2; } } log(valueKept());
const iter = (n) => ({ [Symbol.iterator]() { let i = 0; return { next: () => ({ value: i, done: i++ >= n }), return() { log('closed'); return {}; } }; } });
for (const x of iter(3)) { log(x); } for (const x of iter(3)) { if (x === 1) break; } for (const x of iter(2)) { if (x === 0) continue; log('c', x); }
try { for (const x of iter(3)) { throw 'err'; } } catch (e) { log(e); } (() => { for (const x of iter(3)) { return; } })();
lab: for (const x of iter(2)) { for (const y of iter(2)) { continue lab; } }
try { for (const x of 5) { } } catch (e) { log(e.name); } let dw = 0; do { dw++; if (dw === 2) continue; } while (dw < 4); log(dw);
let wh = 10; while (true) { if (--wh < 5) break; } log(wh); for (var k in 'ab') { log(k); } for (var k in null) { log('never'); }
const obj = { b: 1, a: 2, 1: 3, 0: 4 }; let ks = ''; for (const k in obj) { ks += k; } log(ks); let arr = [1, , 3]; arr.extra = 1; ks = ''; for (const k in arr) { ks += k + ';'; } log(ks);
for (const c of 'a\u{1F600}b') { log(c.length); } if (0) { log('no'); } else if ('') { log('no'); } else { log('else'); }
for (let i = 0, n = 2; i < n; i++); l1: l2: for (; ;) { break l1; } var e = 'outer'; try { throw 'inner'; } catch (e) { var e = 'changed'; } log(e);
try { null.foo; } catch (err) { log(err instanceof TypeError); } try { undefined(); } catch (err) { log(err.name); } try { ({}).x.y; } catch (err) { log(err.name); }
function f2() { try { throw 1; } catch { return 'nobind'; } } log(f2()); const m = new Map([[1, 2], [3, 4]]); for (const [a, b] of m) { log(a, b); } for (const s of new Set([1, 1, 2])) { log(s); }
