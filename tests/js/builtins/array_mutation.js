// Array: callbacks, getters and comparators that change the array under the method's feet.
function text(v) {
  if (typeof v === "string") return JSON.stringify(v);
  if (Array.isArray(v)) {
    var parts = [];
    for (var i = 0; i < v.length; i++) parts.push(v.hasOwnProperty(i) ? text(v[i]) : "<hole>");
    return "[" + parts.join(", ") + "]";
  }
  return String(v);
}
function show(label, v) { console.log(label + ": " + text(v)); }
function watch(name, change) {
  var a = [1, 2, 3, 4];
  var seen = [];
  var result = a[name](function () {
    var index = arguments.length === 4 ? arguments[2] : arguments[1];
    seen.push(index, a[index]);
    change(a, index);
    return arguments[0];
  });
  show(name, [seen, result, a]);
}
var changes = {
  cut: function (a, i) { if (i === 1) a.length = 2; },
  clear: function (a, i) { a.length = 0; },
  grow: function (a, i) { a.push("new" + i); },
  remove: function (a, i) { delete a[i + 1]; },
  shift: function (a, i) { a.shift(); },
  replace: function (a, i) { a[3] = "changed"; },
  front: function (a, i) { if (i < 2) a.unshift("f" + i); },
  getter: function (a, i) { if (i === 0) Object.defineProperty(a, 2, { get: function () { return "getter"; }, configurable: true }); },
  freeze: function (a, i) { Object.freeze(a); },
  stretch: function (a, i) { if (i === 0) { a.length = 0; a.length = 4; a[3] = "late"; } },
  far: function (a, i) { if (i === 0) a[30] = 1; if (i === 1) a.length = 4; }
};
Object.keys(changes).forEach(function (change) {
  console.log("-- " + change);
  ["forEach", "map", "filter", "some", "every", "find", "findIndex", "reduce", "reduceRight", "flatMap"].forEach(function (name) {
    watch(name, changes[change]);
  });
});
show("iteration", (function () {
  var a = [1, 2, 3], seen = [];
  for (var v of a) { seen.push(v); if (seen.length < 6) a.push(v * 10); if (v === 2) a.shift(); }
  return seen;
})());
show("iteration cut", (function () {
  var a = [1, 2, 3], seen = [];
  for (var v of a) { seen.push(v); a.length = 1; }
  return seen;
})());
show("iterator stays done", (function () {
  var a = [1], it = a.values();
  it.next(); it.next(); a.push(2);
  return it.next().done;
})());
show("sort that cuts", (function () {
  var a = [3, 1, 2];
  a.sort(function (x, y) { a.length = 0; return x - y; });
  return a;
})());
show("sort that grows", (function () {
  var a = [3, 1, 2];
  a.sort(function (x, y) { if (a.length < 5) a.push(9); return x - y; });
  return a;
})());
show("sort that throws", (function () {
  var a = [3, 1, 2];
  try { a.sort(function () { throw "thrown"; }); } catch (e) { return [e, a]; }
})());
show("join that changes", (function () {
  var a = [{ toString: function () { a.length = 1; return "x"; } }, 2, 3];
  return a.join();
})());
show("start that cuts", (function () {
  var a = [1, 2, 3, 4];
  return [a.slice({ valueOf: function () { a.length = 2; return 0; } }), a];
})());
show("indexOf start that cuts", (function () {
  var a = [1, 2, 3, 4];
  return [a.indexOf(undefined, { valueOf: function () { a.length = 2; return 0; } }),
    a.includes(undefined, { valueOf: function () { a.length = 1; return 0; } })];
})());
show("copyWithin that cuts", (function () {
  var a = [1, 2, 3, 4];
  return a.copyWithin(0, { valueOf: function () { a.length = 3; return 2; } });
})());
show("splice count that cuts", (function () {
  var a = [1, 2, 3, 4];
  return [a.splice(1, { valueOf: function () { a.length = 2; return 2; } }, "x"), a];
})());
show("concat getter that changes", (function () {
  var a = [1, 2, 3], b = { length: 2, get 0() { a.push("late"); return "zero"; }, 1: "one", [Symbol.isConcatSpreadable]: true };
  return [].concat(b, a);
})());
show("flat that shrinks", (function () {
  var inner = [1, 2, 3], a = [{}, inner];
  Object.defineProperty(a, 0, { get: function () { inner.length = 1; return "g"; } });
  return a.flat();
})());
show("reverse getter", (function () {
  var o = { length: 3, get 0() { delete this[2]; return "a"; }, set 0(v) { this.zero = v; }, 1: "b", 2: "c" };
  Array.prototype.reverse.call(o);
  return [o[1], o[2], o.zero, "zero" in o];
})());
