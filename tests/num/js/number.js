// Number, Number.prototype and their errors.
function show(label, v) { console.log(label + ": " + (Object.is(v, -0) ? "-0" : String(v))); }
function attempt(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": throws " + e.name + ": " + e.message); }
}
show("call", [Number(), Number(""), Number(" 12 "), Number(null), Number(true), Number("0x1F"), Number([5]), Number({}), Number(undefined)]);
attempt("symbol", function () { return Number(Symbol("s")); });
var boxed = new Number(7);
show("boxed", [typeof boxed, boxed + 1, boxed instanceof Number, Object.prototype.toString.call(boxed)]);
boxed.extra = 1;
show("boxed keys", Object.keys(boxed));
show("constants", [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
show("attributes", JSON.stringify(Object.getOwnPropertyDescriptor(Number, "MAX_VALUE")));
show("names", Object.getOwnPropertyNames(Number).sort());
show("prototype names", Object.getOwnPropertyNames(Number.prototype).sort());
show("lengths", [Number.length, Number.prototype.toString.length, Number.prototype.toFixed.length, Number.isInteger.length]);
show("same functions", [Number.parseFloat === parseFloat, Number.parseInt === parseInt]);
var tested = [1, 1.5, -0, NaN, Infinity, 9007199254740991, 9007199254740992, "1", null, undefined, new Number(1)];
show("isInteger", tested.map(Number.isInteger));
show("isSafeInteger", tested.map(Number.isSafeInteger));
show("isFinite", tested.map(Number.isFinite));
show("isNaN", tested.map(Number.isNaN));
show("toString", [255..toString(16), 255..toString(2), (-255).toString(36), 0.5.toString(2), 1e21.toString(7), NaN.toString(2), (-Infinity).toString(3), 10..toString(undefined), 3.7.toString("8")]);
attempt("radix 1", function () { return 1..toString(1); });
attempt("radix 37", function () { return 1..toString(37); });
attempt("radix NaN", function () { return 1..toString("x"); });
attempt("toString on string", function () { return Number.prototype.toString.call("1"); });
attempt("valueOf on object", function () { return Number.prototype.valueOf.call({}); });
show("toFixed", [1.005.toFixed(2), 1e21.toFixed(2), (-1.5).toFixed(0), 0..toFixed(2), NaN.toFixed(2), 123.456.toFixed(), 0.000001.toFixed(10), (1.45).toFixed(1), (-0.0001).toFixed(2)]);
attempt("toFixed 101", function () { return 1..toFixed(101); });
attempt("toFixed -1", function () { return 1..toFixed(-1); });
show("toFixed 100", 0.1.toFixed(100));
show("toExponential", [123456..toExponential(), 123456..toExponential(2), 0..toExponential(3), NaN.toExponential(1000), (-1.5e-9).toExponential(0)]);
attempt("toExponential 101", function () { return 1..toExponential(101); });
show("toPrecision", [123.456.toPrecision(4), 0.00001.toPrecision(1), 1e21.toPrecision(3), 123456..toPrecision(2), Infinity.toPrecision(1000), 5..toPrecision(), 0..toPrecision(4)]);
attempt("toPrecision 0", function () { return 1..toPrecision(0); });
show("toLocaleString", [1234567.891.toLocaleString(), 0.5.toLocaleString("en-US"), (-1e21).toLocaleString(), NaN.toLocaleString(), Infinity.toLocaleString(), 1234.5.toLocaleString("en-US", { minimumFractionDigits: 2 }), 0.256.toLocaleString("en-US", { style: "percent" }), 1234.5.toLocaleString("en-US", { style: "currency", currency: "USD" }), 12345..toLocaleString(undefined, { useGrouping: false }), (-3.14159).toLocaleString("en", { maximumFractionDigits: 0 })]);
attempt("toLocaleString digits", function () { return 1..toLocaleString("en-US", { minimumFractionDigits: 30 }); });
attempt("toLocaleString order", function () { return 1..toLocaleString("en-US", { minimumFractionDigits: 3, maximumFractionDigits: 1 }); });
class Money extends Number { twice() { return this * 2; } }
show("subclass", [new Money(21).twice(), new Money(1) instanceof Money, new Money("5").toFixed(1)]);
