// f.apply(x, arguments) without an arguments object, and everything that needs one after all.
const out = [];
const note = (...all) => out.push(all.map(String).join(' '));
function list() { return (this === globalThis ? 'global' : this) + ':' + arguments.length + ':' + Array.prototype.join.call(arguments, '|'); }

function plain() { return list.apply('this', arguments); }
note(plain(), plain(1), plain(1, undefined, 'x'));
function strict(a, b) { 'use strict'; a = 'changed'; return list.apply(this, arguments) + a + b; }
note(strict(1, 2), strict.call('s', 1));
function sloppy(a) { a = 'changed'; return list.apply('t', arguments); }
note(sloppy(1), sloppy(1, 2));
function defaults(a = 5) { a = 6; return list.apply('d', arguments); }
note(defaults(), defaults(1, 2));
function twice() { return list.apply(1, arguments) + list.apply(2, arguments); }
note(twice(1, 2));
function changed() { arguments[0] = 'set'; return list.apply('c', arguments); }
note(changed(1, 2));
function kept() { const same = arguments; return list.apply('k', arguments) + (same === arguments); }
note(kept(1));
const own = { apply(x, args) { return [this === own, x, Object.prototype.toString.call(args), args.length, args[0]].join(); } };
function custom() { return own.apply('own', arguments); }
note(custom('a', 'b'));
function callee() { return { apply: (x, args) => args.callee === callee }.apply(0, arguments); }
note(callee());
function calleeStrict() {
  'use strict';
  return { apply(x, args) { try { return args.callee; } catch (e) { return e.name; } } }.apply(0, arguments);
}
note(calleeStrict());
function inArrow() { return (() => list.apply('arrow', arguments))(); }
note(inArrow(1, 2));
function inLoop() { const all = []; for (let i = 0; i < 2; i++) { all.push({ apply: (x, a) => a }.apply(0, arguments)); } return all[0] === all[1]; }
note(inLoop(1));
function construct() { return new (function (f) { this.kind = typeof f; }).apply(null, arguments); }
try { note(construct(1).kind); } catch (e) { note(e.name); }
function notFunction() { return undefined.apply(null, arguments); }
try { notFunction(); } catch (e) { note(e.name); }
function noApply() { return {}.apply(null, arguments); }
try { noApply(); } catch (e) { note(e.name, e.message); }
function apply() { return Function.prototype.apply.apply(list, arguments); }
note(apply('first', [1, 2]));
class A { constructor(...all) { this.all = all; } }
function classCall() { return A.apply({}, arguments); }
try { classCall(1); } catch (e) { note(e.name); }
function order() { return ({ get apply() { note('got'); return list.apply; } }).apply((note('this'), 't'), arguments); }
try { note(order(1)); } catch (e) { note(e.name); }
const bound = list.bind('bound', 0);
function toBound() { return bound.apply('ignored', arguments); }
note(toBound(1, 2), list.call.apply(list, ['x', 1]), list.call('y', 1, 2), list.call(undefined), bound.call('z', 3));
Function.prototype.apply = function (x, args) { return 'replaced ' + args.length; };
note(plain(1, 2, 3));
note([1 instanceof Number, [] instanceof Array, Object(1) instanceof Number, note instanceof Function]);
class Even { static [Symbol.hasInstance](n) { return n % 2 === 0; } }
note(2 instanceof Even, 3 instanceof Even, ({}) instanceof bound);
console.log(out.join('\n'));
