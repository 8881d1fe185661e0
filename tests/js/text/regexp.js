// RegExp: constructor, accessors, methods, the symbol protocols. Compared with Node.
function show(v) {
  if (typeof v === "string") { return JSON.stringify(v); }
  if (Array.isArray(v)) {
    var extra = ["index", "groups", "indices"].filter(function (k) { return v[k] !== undefined; }).map(function (k) { return k + "=" + show(v[k]); }).join(" ");
    return "[" + v.map(show).join(",") + "]" + extra;
  }
  if (v instanceof RegExp) { return String(v) + "@" + v.lastIndex; }
  if (v !== null && typeof v === "object") { return "{" + Object.keys(v).map(function (k) { return k + ":" + show(v[k]); }).join(",") + "}"; }
  return String(v);
}
function t(name, f) {
  try { print(name + " " + show(f())); } catch (e) { print(name + " throws " + e.name + ": " + e.message); }
}
var expressions = [/a/, /a/g, /(a)(b)?/, /(a)(b)?/g, /(?<x>a)|(?<y>b)/g, /(?<x>a)|(?<y>b)/d, /b/y, /a/gy, /(?:)/g, /(?:)/gu, /x*/, /x*/g, /$/g,
  /^/gm, /[^]/gu, /\b/g, /\s+/, /,/, /(,)\s*/g, /😀/u, /[😀]/, /./gs, /A/gi, /é/gi, /(?<=a)b/g, /(?!b)/g, /\d+(?<n>\.\d+)?/g, /([a-c])([a-c])/g];
var texts = ["", "ab", "aabbab", "😀a😀", "a, b,c , d", "x\ny\nz", "É1.5é22"];
expressions.forEach(function (r) {
  t("source", function () { return [r.source, r.flags, r.global, r.ignoreCase, r.multiline, r.dotAll, r.unicode, r.sticky, r.hasIndices, String(r)]; });
  texts.forEach(function (s) {
    function fresh() { return new RegExp(r); }
    var name = String(r) + " " + show(s);
    t(name + " exec", function () { var x = fresh(); return [x.exec(s), x.lastIndex, x.exec(s), x.lastIndex]; });
    t(name + " at 1", function () { var x = fresh(); x.lastIndex = 1; return [x.exec(s), x.lastIndex, x.test(s), x.lastIndex]; });
    t(name + " match", function () { var x = fresh(); x.lastIndex = 1; return [s.match(x), x.lastIndex]; });
    t(name + " matchAll", function () { return Array.from(s.matchAll(new RegExp(r, r.flags.replace("g", "") + "g"))); });
    t(name + " search", function () { var x = fresh(); x.lastIndex = 1; return [s.search(x), x.lastIndex]; });
    t(name + " split", function () { return [s.split(fresh()), s.split(fresh(), 2), s.split(fresh(), 0)]; });
    ["[$&]", "$2$1", "$`|$'", "$<x>", "$01$10$$"].forEach(function (w) {
      t(name + " replace " + w, function () { var x = fresh(); x.lastIndex = 1; return [s.replace(x, w), x.lastIndex]; });
    });
    t(name + " replace f", function () { return s.replace(fresh(), function () { return show([].slice.call(arguments)); }); });
    // The same without the fast path: an own exec that calls the built-in one.
    function slow() { var x = fresh(); x.exec = function (a) { return RegExp.prototype.exec.call(this, a); }; return x; }
    t(name + " slow match", function () { return s.match(slow()); });
    t(name + " slow search", function () { return s.search(slow()); });
    t(name + " slow replace", function () { return s.replace(slow(), "<$&$1>"); });
    t(name + " slow replace f", function () { return s.replace(slow(), function () { return show([].slice.call(arguments)); }); });
    t(name + " slow test", function () { return slow().test(s); });
  });
});
[["a", "gg"], ["a", "x"], ["("], ["[b-a]", "i"], ["a**"], ["/"], ["[/]/"], ["\n\r\u2028"], ["\\\n"], [""], ["a", undefined], [undefined, "g"], [null],
  [/a/g], [/a/g, "i"], [/a/g, undefined], [{ toString: function () { return "z"; } }], ["\\/"], ["a", null], ["(?<n>a)(?<n>b)"], ["\\u{1}", "u"], ["é/é"]].forEach(function (a) {
  t("new", function () { return new RegExp(a[0], a[1]); });
  t("call", function () { return RegExp(a[0], a[1]); });
  t("compile", function () { return /q/g.compile(a[0], a[1]); });
});
t("same", function () { var r = /a/; return [RegExp(r) === r, new RegExp(r) === r, RegExp(r, "g") === r]; });
t("like", function () { var o = { source: "s", flags: "g", constructor: 1 }; o[Symbol.match] = true; return new RegExp(o); });
t("species", function () { return [RegExp[Symbol.species] === RegExp, Object.getOwnPropertyNames(RegExp).filter(function (n) { return !/^(\$|input|last|left|right)/.test(n); })]; });
t("names", function () { return Object.getOwnPropertyNames(RegExp.prototype).filter(function (n) { return n !== "unicodeSets"; }).sort(); });
t("proto", function () { var p = RegExp.prototype; return [p.source, p.flags, p.global, p.sticky, String(p), Object.prototype.toString.call(p)]; });
["global", "source", "flags", "sticky"].forEach(function (n) {
  var g = Object.getOwnPropertyDescriptor(RegExp.prototype, n).get;
  t(g.name, function () { return g.call({}); });
  t(g.name, function () { return g.call(1); });
});
t("flags", function () { return Object.getOwnPropertyDescriptor(RegExp.prototype, "flags").get.call({ global: 1, unicode: "x", sticky: 0 }); });
["exec", "toString", "compile"].forEach(function (m) {
  t(m, function () { return RegExp.prototype[m].call(1); });
  t(m, function () { return RegExp.prototype[m].call({}); });
});
t("toString", function () { return RegExp.prototype.toString.call({ source: "a", flags: "b" }); });
t("lastIndex", function () { var r = /a/g; return [Object.getOwnPropertyDescriptor(r, "lastIndex"), Object.keys(r), delete r.lastIndex]; });
t("lastIndex", function () { "use strict"; var r = Object.freeze(/a/g); try { r.exec("a"); } catch (e) { return e.name; } });
t("lastIndex", function () { "use strict"; var r = Object.freeze(/a/); return r.exec("a"); });
t("lastIndex", function () { var r = /a/g; r.lastIndex = { valueOf: function () { return 1; } }; return [r.exec("aaa"), r.lastIndex]; });
t("lastIndex", function () { var r = /a/y; r.lastIndex = -5; return [r.exec("aaa"), r.lastIndex]; });
t("lastIndex", function () { var r = /a/g; r.lastIndex = 1e20; return [r.exec("aaa"), r.lastIndex]; });
t("lastIndex", function () { var r = /a/g; r.lastIndex = "1"; return ["abab".replace(r, "x"), r.lastIndex]; });
t("exec", function () { var r = /a/; r.exec = function () { return 5; }; return r.test("a"); });
t("exec", function () { var r = /a/; r.exec = function () { return { index: 1, length: 2, 0: "bc", 1: "q", groups: { z: "Z" } }; }; return "abcd".replace(r, "[$1$<z>]"); });
t("exec", function () { var r = /a/; r.exec = 5; return r.test("a"); });
t("groups", function () { return "ab".replace(/(?<first>a)(?<second>b)/, "$<second>$<first>$<none>$<"); });
t("groups", function () { var m = /(?<y>\d{4})-(?<m>\d\d)/u.exec("in 2024-05"); return [m.groups, Object.getPrototypeOf(m.groups), m.input, Object.keys(m)]; });
t("subclass", function () { class R extends RegExp { exec(s) { var m = super.exec(s); if (m) { m[0] = m[0] + "!"; } return m; } } var r = new R("a", "g"); return [r instanceof R, "banana".match(r), "banana".replace(r, "<$&>"), "a-b".split(new R("-")), String(r)]; });
t("iterator", function () { var i = "a1b2".matchAll(/\d/g); return [Object.prototype.toString.call(i), i.next(), i.next(), i.next(), i.next()]; });
t("iterator", function () { return Object.getPrototypeOf("a".matchAll(/a/g)).next.call({}); });
["match", "matchAll", "replace", "search", "split"].forEach(function (n) {
  if (n !== "replace") { t(n, function () { return RegExp.prototype[Symbol[n]].call(1, "a"); }); }
  t(n, function () { return [RegExp.prototype[Symbol[n]].name, RegExp.prototype[Symbol[n]].length]; });
});
t("coerce", function () { return [/undefined/.test(), /null/.exec(null), /1/.test(213)]; });
t("literal", function () { var a = []; for (var i = 0; i < 3; i++) { var r = /a/g; a.push(r.lastIndex); r.test("aa"); a.push(r.lastIndex); } return a; });
t("patched", function () { var exec = RegExp.prototype.exec; RegExp.prototype.exec = function (s) { return null; }; try { return ["a".replace(/a/, "b"), "a".match(/a/g), /a/.test("a"), "aXa".split(/X/)]; } finally { RegExp.prototype.exec = exec; } });
t("patched", function () { var d = Object.getOwnPropertyDescriptor(RegExp.prototype, "global"); Object.defineProperty(RegExp.prototype, "global", { get: function () { return true; }, configurable: true }); try { return "aaa".match(/a/y); } finally { Object.defineProperty(RegExp.prototype, "global", d); } });
t("replace f changes", function () { var r = /a/g; return ["aaa".replace(r, function () { r.lastIndex = 2; r.compile("b", "g"); return "x"; }), r]; });
t("dates", function () { return "2024-05-06T07:08:09Z".match(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/); });
t("long", function () { var s = "ab".repeat(20000); return [s.replace(/(?:a|b)/g, "").length, s.match(/(ab)*/)[0].length, s.split(/a/).length, /^(?:a|b)*$/.test(s), /^[ab]*$/.test(s)]; });
t("stack", function () { return /^(?:(a)|b)*$/.test("ab".repeat(4000000)); });
