// String: constructor, every method, and the error messages. Compared with Node.
function show(v) {
  if (typeof v === "string") { return JSON.stringify(v); }
  if (Array.isArray(v)) { return "[" + v.map(show).join(",") + "]"; }
  if (Object.is(v, -0)) { return "-0"; }
  if (v !== null && typeof v === "object") { return "{" + Object.keys(v).map(function (k) { return k + ":" + show(v[k]); }).join(",") + "}"; }
  return String(v);
}
function t(name, f) {
  try { print(name + " " + show(f())); } catch (e) { print(name + " throws " + e.name + ": " + e.message); }
}
var texts = ["", "  \t ab \u00a0\ufeff\n", "straße", "\u0130ΑΣ ΟΔΟΣ.", "😀a\ud83d", "abcabc", "ÿµé\udc00\ud800"];
var positions = [undefined, 0, 1, 2.9, -1, 100, NaN, Infinity, "1"];
texts.forEach(function (s) {
  ["toUpperCase", "toLowerCase", "toLocaleUpperCase", "toLocaleLowerCase", "trim", "trimStart", "trimEnd", "trimLeft", "trimRight",
    "toString", "valueOf", "normalize", "big", "blink", "bold", "fixed", "italics", "small", "strike", "sub", "sup"].forEach(function (m) {
    t(m, function () { return s[m](); });
  });
  ["anchor", "fontcolor", "fontsize", "link"].forEach(function (m) { t(m, function () { return s[m]('a"b"<'); }); });
  t("link()", function () { return s.link(); });
  positions.forEach(function (p) {
    ["at", "charAt", "charCodeAt", "codePointAt", "slice", "substring", "substr"].forEach(function (m) {
      t(m + " " + p, function () { return s[m](p); });
    });
    positions.forEach(function (q) {
      ["slice", "substring", "substr"].forEach(function (m) {
        t(m + " " + p + " " + q, function () { return s[m](p, q); });
      });
    });
    ["", "a", "bc", "😀", "Σ", undefined].forEach(function (x) {
      ["indexOf", "lastIndexOf", "includes", "startsWith", "endsWith"].forEach(function (m) {
        t(m + " " + show(x) + " " + p, function () { return s[m](x, p); });
      });
    });
    t("padStart " + p, function () { return s.padStart(p === Infinity ? 5 : p, "xy"); });
    t("padEnd " + p, function () { return s.padEnd(p === Infinity ? 5 : p); });
    t("repeat " + p, function () { return s.repeat(p); });
    t("split " + p, function () { return s.split("", p); });
    t("split a " + p, function () { return s.split("a", p); });
  });
  t("split", function () { return s.split(); });
  t("split null", function () { return s.split(null); });
  t("iterate", function () { return Array.from(s); });
  t("spread", function () { var out = []; for (var c of s) { out.push(c.length, c); } return out; });
  ["NFC", "NFD", "NFKC", "NFKD"].forEach(function (f) { t(f, function () { return s.normalize(f); }); });
  t("concat", function () { return s.concat(1, null, undefined, "é"); });
  ["$$", "$&", "$`", "$'", "$1", "$<a>", "$", "[$&$&]", "$0", "$00", "$10", "x$"].forEach(function (r) {
    t("replace " + r, function () { return s.replace("a", r); });
    t("replaceAll " + r, function () { return s.replaceAll("a", r); });
    t("replaceAll empty " + r, function () { return s.replaceAll("", r); });
  });
  t("replace f", function () { return s.replace("b", function () { return show([].slice.call(arguments)); }); });
  t("replaceAll f", function () { return s.replaceAll("b", function (m, p) { return "<" + m + p + ">"; }); });
  t("replace undefined", function () { return s.replace("a"); });
  t("well", function () { return [s.isWellFormed(), s.toWellFormed()]; });
});
[[], [65], [65, 66.9, "67", 65536 + 68], [0x1F600], [-1], [0xd83d, 0xde00], [NaN]].forEach(function (a) {
  t("fromCharCode", function () { return String.fromCharCode.apply(null, a); });
  t("fromCodePoint", function () { return String.fromCodePoint.apply(null, a); });
});
[1.5, Infinity, 0x110000, "x", undefined].forEach(function (c) { t("fromCodePoint", function () { return String.fromCodePoint(c); }); });
t("raw", function () { return String.raw`a\n${1}b\u{41}${"x"}`; });
t("raw", function () { return String.raw({ raw: "abc" }, 1, 2, 3, 4); });
t("raw", function () { return String.raw({ raw: { length: 2, 0: "x" } }, 0); });
t("raw", function () { return String.raw(); });
[undefined, null, true, 12, -0, 1e21, [1, [2, 3]], {}, Symbol("d"), Symbol()].forEach(function (v) {
  t("String", function () { return String(v); });
  t("new String", function () { return new String(v).length; });
});
t("String", function () { return [String(), new String().length, typeof new String("x"), typeof String(new String("x"))]; });
t("wrapper", function () { var s = new String("héy"); return [s.length, s[1], Object.getOwnPropertyNames(s), "1" in s, delete s.x, s + 1]; });
t("prototype", function () { return [String.prototype.length, typeof String.prototype, Object.prototype.toString.call(String.prototype)]; });
Object.getOwnPropertyNames(String.prototype).forEach(function (m) {
  var f = String.prototype[m];
  if (typeof f === "function" && m !== "constructor" && !/^trim./.test(m)) {
    t(m + " " + f.name + " " + f.length, function () { return f.call(undefined); });
    t(m, function () { return f.call(null); });
    if (m !== "toString" && m !== "valueOf") { t(m, function () { return f.call(1234.5, 2, 3); }); }
  }
});
t("names", function () { return Object.getOwnPropertyNames(String.prototype).sort(); });
t("statics", function () { return Object.getOwnPropertyNames(String).sort(); });
t("iterator", function () {
  var i = "a😀"[Symbol.iterator]();
  return [Object.prototype.toString.call(i), i[Symbol.iterator]() === i, i.next(), i.next(), i.next(), i.next()];
});
t("iterator", function () { return "x"[Symbol.iterator]().next.call({}); });
t("toString", function () { return String.prototype.toString.call(1); });
t("valueOf", function () { return String.prototype.valueOf.call({}); });
t("repeat", function () { return "ab".repeat(-1); });
t("repeat", function () { return "ab".repeat(1 / 0); });
t("repeat", function () { return "ab".repeat(1e9); });
t("pad", function () { return "ab".padStart(1e10); });
t("pad", function () { return "ab".padStart(1e10, ""); });
t("normalize", function () { return "a".normalize("x"); });
["includes", "startsWith", "endsWith"].forEach(function (m) {
  t(m, function () { return "a"[m](/a/); });
  t(m, function () { var r = /a/; r[Symbol.match] = false; return "/a/"[m](r); });
});
t("matchAll", function () { return "a".matchAll(/a/); });
t("replaceAll", function () { return "a".replaceAll(/a/, "b"); });
t("replaceAll", function () { return "aXbX".replaceAll(/x/gi, "[$&]"); });
t("symbol", function () { return "a" + Symbol("x"); });
t("custom", function () {
  var o = {};
  [Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split].forEach(function (s) {
    o[s] = function () { return [s.toString(), [].slice.call(arguments)]; };
  });
  return ["s".match(o), "s".replace(o, 1), "s".search(o), "s".split(o, 2)];
});
t("not callable", function () { var o = {}; o[Symbol.split] = 1; try { "a".split(o); } catch (e) { return e.name; } });
t("search", function () { return ["abc".search("c"), "abc".search(/[bc]/), "abc".search("x"), "abc".search()]; });
t("match", function () { return ["abc".match("b").index, "abc".match("x"), "a.c".match(".").index, "abc".match().index]; });
t("order", function () {
  var log = [];
  function v(n, x) { return { toString: function () { log.push(n); return x; }, valueOf: function () { log.push(n + "v"); return x; } }; }
  String.prototype.indexOf.call(v("this", "abc"), v("arg", "b"), v("pos", 1));
  String.prototype.split.call(v("this", "abc"), v("sep", "b"), v("limit", 1));
  String.prototype.padEnd.call(v("this", "abc"), v("len", 5), v("fill", "x"));
  String.prototype.replace.call(v("this", "abc"), v("search", "b"), v("repl", "x"));
  String.prototype.concat.call(v("this", "abc"), v("a", "b"), v("b", "x"));
  return log;
});
