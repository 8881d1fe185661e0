// localeCompare with the options applets use. Compared with Node.
var words = ["a", "A", "á", "Á", "b", "B", "résumé", "resume", "Resume", "file1", "file10", "file2", "File2", "file02", "2", "10", "1a", "1", "001", "0",
  "00", "a b", "a-b", "ab", "Ab", "", "ß", "ss", "SS", "é", "e\u0301", "ñ", "n", "Ж", "ж", "20.5", "20.15", "v1.10.2", "v1.9.3", "x", "Z", "z"];
function sign(n) { return n < 0 ? "<" : n > 0 ? ">" : "="; }
[undefined, {}, { sensitivity: "base" }, { sensitivity: "accent" }, { sensitivity: "case" }, { sensitivity: "variant" }, { numeric: true },
  { numeric: true, sensitivity: "base" }].forEach(function (options) {
  print(JSON.stringify(options));
  words.forEach(function (a) {
    print(words.map(function (b) { return sign(a.localeCompare(b, undefined, options)); }).join("") + " " + a);
  });
});
print(words.slice().sort(function (a, b) { return a.localeCompare(b); }).join(" "));
print(words.slice().sort(function (a, b) { return a.localeCompare(b, "en", { numeric: true }); }).join(" "));
try { "a".localeCompare("b", "en", { sensitivity: "x" }); } catch (e) { print(e.name + ": " + e.message); }
try { "a".localeCompare("b", "en", null); } catch (e) { print(e.name); }
