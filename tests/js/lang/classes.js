// Classes: fields, accessors, private names, statics, inheritance, super.
var log = (...a) => console.log(a.map(String).join(' '));
class A { x = 1; #p = 2; static s = 3; static #sp = 4; ['c' + 1] = 5;
  constructor(y) { this.y = y; }
  get p() { return this.#p; } set p(v) { this.#p = v; }
  m() { return this.x + this.y; } #pm() { return this.#p * 10; } callpm() { return this.#pm(); }
  static sm() { return A.#sp + this.s; } get #acc() { return 'acc' + this.#p; } acc() { return this.#acc; }
  static { this.block = this.s + 1; } toString() { return `A(${this.x})`; } }
const a = new A(10); a.p = 7; log(a.m(), a.p, a.callpm(), A.sm(), a.c1, a.acc(), A.block, a, Object.keys(a));
class B extends A { z = this.y * 2; constructor() { super(5); this.w = super.m(); } m() { return super.m() + 100; }
  static sm() { return 'B' + super.sm(); } get p() { return 'b' + super.p; } }
const b = new B(); log(b.z, b.w, b.m(), B.sm(), b.p, b instanceof A, b instanceof B, B.name, Object.getPrototypeOf(B) === A);
class C extends B { } log(new C().z, new C() instanceof A, C.length, A.length);
class D extends Array { sum() { return this.reduce((x, y) => x + y, 0); } } const d = D.from([1, 2, 3]); log(d.sum(), d.length, d instanceof D, d.map(x => x * 2) instanceof D);
class E extends Error { constructor(m) { super(m); this.name = 'E'; } } try { throw new E('boom'); } catch (e) { log(e, e instanceof Error, e.message); }
try { A(); } catch (e) { log(e.name); }
try { class F extends A { constructor() { } } new F(); } catch (e) { log(e.name); }
try { class F extends A { constructor() { super(1); super(2); } } new F(); } catch (e) { log(e.name); }
try { class F extends A { constructor() { return 1; } } new F(); } catch (e) { log(e.name); }
class G extends A { constructor() { return { own: 1 }; } } log(new G().own);
class H extends A { constructor() { const f = () => super(9); f(); log(this.y); } } new H();
try { class I extends null { } new I(); } catch (e) { log(e.name); }
const anon = class { }; log(anon.name, (class { }).name, (class N { static name = 'over'; }).name);
const o = { __proto__: { hi() { return 'proto hi'; } }, hi() { return 'own ' + super.hi(); } }; log(o.hi());
class K { static count = 0; id = ++K.count; } new K(); new K(); log(K.count, new K().id);
class L { 'quoted name'() { return 1; } 42() { return 2; } [Symbol.iterator]() { return [7, 8][Symbol.iterator](); } } const l = new L(); log(l['quoted name'](), l[42](), ...l);
class M { f = () => this.v; v = 3; } const { f } = new M(); log(f());
class P { static make() { return new this(); } } log(P.make() instanceof P);
function Old(x) { if (!new.target) return new Old(x); this.x = x; } Old.prototype.get = function () { return this.x; }; log(Old(3).get(), new Old(4).get());
function Ret() { return [1, 2]; } log(new Ret().length); function Prim() { this.a = 1; return 5; } log(new Prim().a);
log(typeof A, Object.getOwnPropertyNames(A.prototype).join(), Object.keys(A).join());
try { a.constructor.prototype.p; } catch (e) { log(e.name); }
class Q { #x = 1; static has(o) { try { o.#x; return true; } catch { return false; } } } log(Q.has(new Q()), Q.has({}));
var order = []; class R { [(order.push('k1'), 'a')] = order.push('v1'); static [(order.push('k2'), 'b')] = order.push('v2'); [(order.push('k3'), 'c')]() { } } order.push('def'); new R(); log(order);
