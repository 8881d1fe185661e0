// Array: holes, huge lengths, prototypes with elements, array-like objects.
function text(v) {
  if (typeof v === "string") return JSON.stringify(v);
  if (Array.isArray(v)) {
    if (v.length > 50) return "[length " + v.length + ": " + Object.keys(v).map(function (k) { return k + "=" + text(v[k]); }).join(", ") + "]";
    var parts = [];
    for (var i = 0; i < v.length; i++) parts.push(v.hasOwnProperty(i) ? text(v[i]) : "<hole>");
    return "[" + parts.join(", ") + "]";
  }
  if (v !== null && typeof v === "object") {
    return "{" + Object.keys(v).map(function (k) { return k + ": " + text(v[k]); }).join(", ") + "}";
  }
  return String(v);
}
function show(label, v) { console.log(label + ": " + text(v)); }
function error(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name + ": " + e.message); }
}
function kind(label, f) {
  try { show(label, f()); } catch (e) { console.log(label + ": " + e.name); }
}
var proto = Array.prototype;
var far = [];
far[4294967294] = "last";
far[7] = "seven";
error("push full", function () { var r = far.push("x"); return r; });
error("after push", function () { return [far.length, far[4294967295]]; });
far.length = 2;
show("cut", far);
error("length", function () { far.length = -1; });

var like = { length: 4, 0: "a", 2: "c" };
show("pop like", [proto.pop.call(like), like, proto.pop.call(like), like]);
show("push like", [proto.push.call(like, "x", "y"), like]);
show("shift like", [proto.shift.call(like), like]);
show("unshift like", [proto.unshift.call(like, "p", "q"), like]);
show("splice like", [proto.splice.call(like, 1, 2, "S"), like]);
show("reverse like", proto.reverse.call({ length: 5, 0: "a", 3: "d" }));
show("join like", [proto.join.call({ length: 3, 0: 1, 2: 3 }), proto.join.call("abc", "-"), proto.join.call({ length: "2" })]);
show("map like", proto.map.call("abc", function (c) { return c + c; }));
show("slice like", proto.slice.call({ length: 3, 1: "b" }));
show("concat like", proto.concat.call({ length: 1, 0: "not spread" }, [1])[1]);
show("fill like", proto.fill.call({ length: 2 }, 7));
show("sort like", proto.sort.call({ length: 4, 0: "c", 1: undefined, 3: "a" }));
show("includes like", [proto.includes.call("abc", "b"), proto.indexOf.call("abcb", "b", 2)]);
show("at like", proto.at.call({ length: 2, 1: "b" }, -1));
show("copyWithin like", proto.copyWithin.call({ length: 5, 3: 1 }, 0, 3));
show("flat like", proto.flat.call({ length: 2, 0: [1], 1: 2 }));
show("find like", proto.findIndex.call({ length: 3, 2: 1 }, function (v) { return v === 1; }));
show("no length", [proto.push.call({}, 1), proto.map.call({}, String), proto.join.call({})]);
show("negative length", proto.map.call({ length: -5, 0: 1 }, String));
var most = 9007199254740991;
show("long like", [proto.indexOf.call({ length: most, 9007199254740990: "end" }, "end", -3), proto.lastIndexOf.call({ length: Infinity, 9007199254740990: "end" }, "end"),
  proto.at.call({ length: most, 9007199254740990: "end" }, -1)]);
error("push long", function () { return proto.push.call({ length: most }, 1); });
error("push none long", function () { var o = { length: most + 5 }; proto.push.call(o); return o.length; });
error("splice long", function () { return proto.splice.call({ length: most }, 0, 0, 1); });
show("pop long", (function () { var o = { length: most, 9007199254740990: "z" }; return [proto.pop.call(o), o]; })());

proto[1] = "inherited";
show("inherited map", [1, , 3].map(String));
show("inherited slice", [1, , 3].slice());
show("inherited indexOf", [[, ,].indexOf("inherited"), [, ,].includes("inherited"), [1, , 3].join()]);
var sorted = [3, , 1];
sorted.sort();
show("inherited sort", sorted);
show("inherited reverse", [3, , 1, 2].reverse());
show("inherited shift", (function () { var a = [1, , 3]; return [a.shift(), a]; })());
show("inherited pop", (function () { var a = [1, ,]; return [a.pop(), a]; })());
show("inherited splice", (function () { var a = [1, , 3]; return [a.splice(0, 2), a]; })());
show("inherited concat", [].concat([1, , 3]));
show("inherited iteration", Array.from([1, , 3]));
delete proto[1];
show("clean again", [1, , 3].map(String));
Object.defineProperty(Object.prototype, "2", { get: function () { return "get" + this.length; }, set: function (v) { this.stored = v; }, configurable: true });
show("accessor above", (function () { var a = [0, 1]; a.push("p"); return [a.length, a.stored, a.hasOwnProperty(2), a[2]]; })());
show("accessor fill", (function () { var a = Array(4).fill("f"); return [a.stored, a]; })());
show("accessor map", (function () { return [0, 1, , 3].map(function (v) { return v; }); })());
delete Object.prototype[2];
show("getter element", (function () {
  var a = [1, 2, 3];
  Object.defineProperty(a, 1, { get: function () { return "got"; }, configurable: true, enumerable: true });
  return [a.map(String), a.join(), a.slice(), a.indexOf("got"), a.concat()];
})());
(function () {
  "use strict";
  var a = [1, 2, 3];
  Object.defineProperty(a, 1, { value: 2, writable: false });
  error("write readonly", function () { a[1] = 5; });
  error("fill readonly", function () { a.fill(0); });
  show("after fill", a);
  error("reverse readonly", function () { return a.reverse(); });
  error("cut fixed", function () { a.length = 0; });
  show("after cut", [a, a.length]);
  var b = [1, 2, 3];
  Object.defineProperty(b, "length", { writable: false });
  kind("push fixed length", function () { b.push(4); });
  error("pop fixed length", function () { b.pop(); });
  error("shift fixed length", function () { b.shift(); });
  kind("write past fixed length", function () { b[3] = 1; });
  show("fixed", [b, b.length]);
})();
