// Array: wide gaps must cost nothing. Node loops over them, so it gets a smaller number than we.
var END = typeof process === "object" ? 100001 : 4294967295;
function name(k) { k = +k; return k > 1000 ? "END-" + (END - k) : String(k); }
function text(v) {
  if (typeof v === "number") return name(v);
  if (v !== null && typeof v === "object") {
    return "{" + Object.keys(v).map(function (k) { return (isNaN(k) ? k : name(k)) + ": " + text(v[k]); }).join(", ") +
      (Array.isArray(v) ? " length " + name(v.length) : "") + "}";
  }
  return String(v);
}
function show(label, v) { console.log(label + ": " + text(v)); }
var proto = Array.prototype;
function make() {
  var far = [];
  far[END - 1] = "last";
  far[7] = "seven";
  far[END - 500] = "middle";
  return far;
}
var far = make();
show("far", far);
var visited = [];
far.forEach(function (v, i) { visited.push(i, v); });
show("forEach", visited);
show("indexOf", [far.indexOf("last"), far.indexOf("middle"), far.indexOf("none"), far.lastIndexOf("seven"), far.includes("last"), far.lastIndexOf("none")]);
show("map", far.map(function (v) { return v.length; }));
show("filter", far.filter(Boolean));
show("some every", [far.some(function (v) { return v === "last"; }), far.every(Boolean)]);
show("reduce", [far.reduce(function (a, v) { return a + v; }), far.reduceRight(function (a, v) { return a + v; })]);
show("slice", far.slice(-5));
show("slice wide", far.slice(1, -1));
show("reverse", make().reverse());
show("sort", make().sort());
show("shift", (function () { var a = make(); return [a.shift(), a]; })());
show("shift seven", (function () { var a = make(), r = []; for (var i = 0; i < 8; i++) r.push(a.shift()); return [r[7], a]; })());
show("splice", (function () { var a = make(); return [a.splice(3, 10, "in"), a]; })());
show("splice grow", (function () { var a = make(); a.length = END - 10; return [a.splice(3, 1, "x", "y", "z"), a]; })());
show("unshift", (function () { var a = make(); a.length = END - 10; return [a.unshift("u"), a]; })());
show("copyWithin", make().copyWithin(0, 7, 10));
show("copyWithin wide", make().copyWithin(10, 0, -20));
show("flat", (function () { var a = make(); a[END - 1] = [1, [2]]; return a.flat(); })());
show("flatMap", make().flatMap(function (v) { return [v, v]; }));
show("concat", (function () { var a = [1, 2, 3].concat(make().slice(10)); return a; })());
show("like shift", (function () { var o = { length: END, 1: "a", [END - 1]: "z" }; return [proto.shift.call(o), o]; })());
show("like reverse", proto.reverse.call({ length: END, 1: "a", [END - 1]: "z" }));
show("like sort", proto.sort.call({ length: END, 1: "b", [END - 1]: "a", 77: undefined }));
show("changing", (function () {
  var a = make(), seen = [];
  a.forEach(function (v, i) { seen.push(i); if (i === 7) { delete a[END - 500]; a[END - 300] = "new"; } });
  return seen;
})());
show("inherited", (function () {
  proto[END - 200] = "inherited";
  var r = make().map(String);
  delete proto[END - 200];
  return r;
})());
