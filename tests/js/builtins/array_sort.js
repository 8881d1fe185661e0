// Array.prototype.sort: order, stability, and the very sequence of comparisons.
function show(label, v) { console.log(label + ": " + v); }
show("default", [10, 9, 1, -1, "b", "a", true, null, undefined, "", 1e21].sort().map(String).join("|"));
show("numbers", [5, 25, 100, 1, -5, 3.5].sort(function (a, b) { return a - b; }));
var withHoles = [3, , undefined, 1, , 2, undefined];
withHoles.sort();
show("holes", withHoles.length + ":" + Object.keys(withHoles) + ":" + withHoles);
show("descending", [1, 2, 3, undefined].sort(function (a, b) { return b - a; }).map(String));
show("astral", ["\uD83D\uDE00", "\uFFFF", "z", "a", "é"].sort().map(escape).join());
show("objects", [{ toString: function () { return "b"; } }, { toString: function () { return "a"; } }].sort().join());
show("comparator results", [3, 1, 2].sort(function (a, b) { return a > b; }) + " " + [3, 1, 2].sort(function (a, b) { return String(a - b); }) +
  " " + [3, 1, 2].sort(function () { return NaN; }) + " " + [3, 1, 2].sort(function () { return {}; }));
show("valueOf result", [3, 1, 2].sort(function (a, b) { return { valueOf: function () { return a - b; } }; }));
show("comparator this", [2, 1].sort(function () { "use strict"; return this === undefined ? -1 : 1; }));
show("undefined comparator", [3, 1, 2].sort(undefined));

var seed = 1;
function random() {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed / 0x7fffffff;
}
function trace(label, list, comparator) {
  var hash = 0, calls = 0;
  list.sort(function (a, b) {
    calls++;
    hash = (hash * 31 + a * 7 + b * 13 + 1) & 0x7fffffff;
    return comparator(a, b);
  });
  var result = 0;
  for (var i = 0; i < list.length; i++) result = (result * 31 + list[i]) & 0x7fffffff;
  show(label, calls + " calls, sequence " + hash + ", result " + result);
}
function numbers(a, b) { return a - b; }
function list(n, make) { var r = []; for (var i = 0; i < n; i++) r.push(make(i)); return r; }
[0, 1, 2, 3, 5, 8, 15, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 200, 500, 1000, 2500].forEach(function (n) {
  trace("random " + n, list(n, function () { return Math.floor(random() * 1000); }), numbers);
  trace("few values " + n, list(n, function () { return Math.floor(random() * 4); }), numbers);
  trace("rising " + n, list(n, function (i) { return i; }), numbers);
  trace("falling " + n, list(n, function (i) { return n - i; }), numbers);
  trace("equal " + n, list(n, function () { return 1; }), numbers);
  trace("saw " + n, list(n, function (i) { return i % 17; }), numbers);
  trace("blocks " + n, list(n, function (i) { return (i % 3) * 1000 + i; }), numbers);
  trace("two runs " + n, list(n, function (i) { return i < n / 2 ? i * 2 : (i - n / 2) * 2 + 1; }), numbers);
  trace("big steps " + n, list(n, function (i) { return i < n / 2 ? i + 5000 : i; }), numbers);
  trace("almost " + n, list(n, function (i) { return i % 40 === 7 ? 3 : i; }), numbers);
  trace("shuffle " + n, list(n, function (i) { return i; }), function () { return random() - 0.5; });
  trace("boolean " + n, list(n, function () { return Math.floor(random() * 50); }), function (a, b) { return a > b; });
  trace("minus one " + n, list(n, function (i) { return i; }), function () { return -1; });
});
var people = list(300, function (i) { return { key: i * 7919 % 10, n: i }; });
people.sort(function (a, b) { return a.key - b.key; });
var stable = true;
for (var i = 1; i < people.length; i++) {
  if (people[i - 1].key > people[i].key || (people[i - 1].key === people[i].key && people[i - 1].n > people[i].n)) stable = false;
}
show("stable", stable);
var words = list(400, function (i) { return "w" + Math.floor(random() * 300); });
show("words", words.sort().join(" "));
show("frozen", Object.freeze([1]).sort() + " " + Object.freeze([]).sort().length);
