// Functions and values of the global object.
function show(label, v) { console.log(label + ": " + v); }
function attempt(label, f) {
  try { show(label, f()); } catch (e) { show(label, "throws " + e.name + ": " + e.message); }
}
function signed(x) { return Object.is(x, -0) ? "-0" : String(x); }
show("parseInt", [parseInt("42px"), parseInt("  -0x1F"), parseInt("10", 2), parseInt("z", 36), parseInt("12", 1), parseInt(""), parseInt(null), parseInt("Infinity"), parseInt(0.0000005), parseInt(1e21), parseInt("123", "10"), parseInt("9007199254740993"), parseInt(15.99), parseInt("0b1"), parseInt("1e3"), signed(parseInt("-0")), parseInt("10", 0), parseInt("10", 4294967298)]);
show("parseFloat", [parseFloat("3.14abc"), parseFloat(".5."), parseFloat("-Infinityx"), parseFloat("1e1000"), parseFloat(""), signed(parseFloat("-0")), parseFloat("1_0"), parseFloat([7, 8]), parseFloat("0x10"), parseFloat("5e-324")]);
show("isNaN", [isNaN(), isNaN("x"), isNaN("1"), isNaN(null), isNaN({}), isNaN([])]);
show("isFinite", [isFinite(), isFinite("1"), isFinite(Infinity), isFinite(null), isFinite("x")]);
attempt("isNaN symbol", function () { return isNaN(Symbol()); });
var samples = ["abc ABC 123", "-_.!~*'()", ";/?:@&=+$,#", "\u00e9\u20ac\ud83d\ude00", "\u0000\u007f%", "[]{}|\\^`\"<>", ""];
["encodeURI", "encodeURIComponent", "escape"].forEach(function (name) {
  samples.forEach(function (s) { attempt(name, function () { return globalThis[name](s); }); });
});
samples.forEach(function (s) { show("round", [decodeURIComponent(encodeURIComponent(s)) === s, decodeURI(encodeURI(s)) === s, unescape(escape(s)) === s]); });
["\ud800", "\udc00", "a\ud800b", "\udc00\ud800"].forEach(function (s) { attempt("encode lone", function () { return encodeURIComponent(s); }); });
["%41%42", "%C3%A9", "%e2%82%ac", "%F0%9F%98%80", "%2F%3f%23%41", "%", "%4", "%zz", "%C3", "%C3%28", "%80", "%C0%80", "%ED%A0%80", "%F8%80%80%80%80", "%F5%80%80%80", "%E0%80%80", "%f0%80%80%80", "%C3A9", "x%20y%", "%00", "%F4%90%80%80", "%F4%8F%BF%BF"].forEach(function (s) {
  attempt("decodeURIComponent " + s, function () { return escape(decodeURIComponent(s)); });
  attempt("decodeURI " + s, function () { return escape(decodeURI(s)); });
});
["%u0041%41", "%u20AC", "%u12", "%", "%u", "%zz", "a%20b", "%uD83D%uDE00", "%E9", "%u00e9"].forEach(function (s) { show("unescape " + s, escape(unescape(s))); });
show("values", [globalThis === this, typeof NaN, Infinity, undefined]);
["NaN", "Infinity", "undefined", "globalThis", "parseInt"].forEach(function (name) {
  var p = Object.getOwnPropertyDescriptor(globalThis, name);
  show(name, [p.writable, p.enumerable, p.configurable]);
});
show("lengths", [parseInt.length, parseFloat.length, isNaN.length, encodeURI.length, escape.length]);
undefined = 5; NaN = 6; Infinity = 7;
show("still", [undefined, NaN, Infinity]);
