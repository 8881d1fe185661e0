// Methods that return changed copies, and the searches from the end.
function show(f) {
  try {
    const r = f();
    print(Array.isArray(r) ? "[" + Object.keys(r) + "] " + JSON.stringify(r) : String(r));
  } catch (e) {
    print(e.name + ": " + e.message);
  }
}
const a = [3, 1, 2], holes = [5, , 4, undefined, , 1];
show(() => a.toReversed());
show(() => a.toSorted());
show(() => a.toSorted((x, y) => y - x));
show(() => a.toSpliced(1, 1, "x", "y"));
show(() => a.toSpliced());
show(() => a.toSpliced(1));
show(() => a.toSpliced(-1, 0, 9));
show(() => a.toSpliced(undefined, undefined, 9));
show(() => a.with(-1, "last"));
show(() => a.with("1", 7));
show(() => a);
show(() => holes.toReversed());
show(() => holes.toSorted());
show(() => holes.toSpliced(1, 2));
show(() => holes.with(0, 0));
show(() => a.with(3, 0));
show(() => a.with(-4, 0));
show(() => a.with(NaN, 1));
show(() => [].with(0));
show(() => a.toSorted(null));
show(() => [10, 9, 1].toSorted(undefined));
const like = { length: 3, 0: "a", 2: "c", get 1() { return "got"; } };
show(() => Array.prototype.toReversed.call(like));
show(() => Array.prototype.toSorted.call(like));
show(() => Array.prototype.toSpliced.call(like, 0, 2, "z"));
show(() => Array.prototype.with.call(like, 1, "w"));
show(() => Array.prototype.toReversed.call({ length: 2 ** 32 }));
show(() => Array.prototype.toSpliced.call({ length: 2 ** 53 - 1 }, 0, 0, 1));
show(() => Array.prototype.toSorted.call(null));
show(() => Array.prototype.with.call("text", 0, 1));
class Sub extends Array {}
show(() => Sub.from([2, 1]).toSorted() instanceof Sub);
let order = [];
show(() => Array.prototype.toSpliced.call({ get length() { order.push("length"); return 2; }, get 0() { order.push(0); }, get 1() { order.push(1); } },
  { valueOf() { order.push("start"); return 1; } }, { valueOf() { order.push("count"); return 0; } }, "n"));
show(() => order);
show(() => [1, 2, 3, 4].findLast((x) => x % 2));
show(() => [1, 2, 3, 4].findLastIndex((x) => x % 2));
show(() => [1, 2].findLast(() => false));
show(() => [1, 2].findLastIndex(() => false));
show(() => { const seen = []; [1, , 3].findLast((x, i) => { seen.push(i + ":" + x); }); return seen; });
show(() => [].findLast());
show(() => [].findLastIndex({}));
show(() => Object.keys(Array.prototype[Symbol.unscopables]));
show(() => Object.getOwnPropertyNames(Array.prototype));
show(() => ["toReversed", "toSorted", "toSpliced", "with", "findLast", "findLastIndex"].map((n) => n + Array.prototype[n].length));
