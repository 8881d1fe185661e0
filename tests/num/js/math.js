// The Math object: its properties, coercion and special values.
function show(label, v) { console.log(label + ": " + v); }
function signed(x) { return Object.is(x, -0) ? "-0" : String(x); }
function attempt(label, f) {
  try { show(label, f()); } catch (e) { show(label, "throws " + e.name + ": " + e.message); }
}
show("names", Object.getOwnPropertyNames(Math).sort());
show("tag", Object.prototype.toString.call(Math));
show("constants", [Math.E, Math.LN10, Math.LN2, Math.LOG10E, Math.LOG2E, Math.PI, Math.SQRT1_2, Math.SQRT2]);
show("lengths", ["abs", "atan2", "max", "min", "hypot", "pow", "imul", "round", "random"].map(function (n) { return n + Math[n].length; }));
var values = [0, -0, 0.5, -0.5, 1.5, 2.5, -2.5, NaN, Infinity, -Infinity, 1e300, -1e-300, "3", null, undefined, [4], true];
["abs", "ceil", "floor", "round", "trunc", "sign", "fround", "clz32", "sqrt", "cbrt"].forEach(function (name) {
  show(name, values.map(function (v) { return signed(Math[name](v)); }));
});
["sin", "cos", "tan", "asin", "acos", "atan", "exp", "expm1", "log", "log1p", "log2", "log10", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"].forEach(function (name) {
  show(name, [0, -0, 0.3, -0.7, 1, 2, 10, 1e10].map(function (v) { return signed(Math[name](v)); }));
});
show("max", [Math.max(), Math.max(1, 2), Math.max(1, NaN, 3), signed(Math.max(-0, 0)), Math.max("5", 3), Math.max(-Infinity)]);
show("min", [Math.min(), Math.min(1, 2), Math.min(NaN), signed(Math.min(0, -0)), Math.min(null, 3)]);
var order = [];
function track(n) { return { valueOf: function () { order.push(n); return n; } }; }
Math.max(track(1), { valueOf: function () { order.push("nan"); return NaN; } }, track(3));
Math.pow(track("base"), track("exponent"));
Math.atan2(track("y"), track("x"));
show("order", order);
show("hypot", [Math.hypot(), Math.hypot(3, 4), Math.hypot(NaN, Infinity), Math.hypot(NaN, 1), signed(Math.hypot(-0)), Math.hypot(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]);
show("pow", [Math.pow(2, 10), Math.pow(2, -1), Math.pow(-8, 1 / 3), Math.pow(NaN, 0), Math.pow(1, Infinity), signed(Math.pow(-0, 3)), Math.pow(0, -1), 2 ** 0.5, (-2) ** 3]);
show("imul", [Math.imul(0xffffffff, 5), Math.imul(2, 4), Math.imul("3", 7), Math.imul(1)]);
attempt("symbol", function () { return Math.abs(Symbol()); });
attempt("throwing", function () { return Math.max(1, { valueOf: function () { throw new RangeError("no"); } }); });
var r = Math.random();
show("random", [r >= 0 && r < 1, typeof r, Math.random() !== r]);
show("remainder", [5 % 3, -5 % 3, signed(-4 % 2), 5.5 % 2, 1 % 0, Infinity % 1, 1 % Infinity, 1e308 % 7].join());
show("shifts", [1e10 | 0, -1e10 >>> 0, 4294967295 | 0, 2147483648 >> 1, NaN | 0, 1.9 | 0, -1.9 | 0, 1 << 33].join());
