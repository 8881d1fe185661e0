// Date: construction, setters, texts, conversion.
function show(label, v) { console.log(label + ": " + v); }
function attempt(label, f) {
  try { show(label, f()); } catch (e) { show(label, "throws " + e.name + ": " + e.message); }
}
var d = new Date(2023, 2, 15, 19, 16, 27, 123);
show("text", [d.toString(), d.toDateString(), d.toTimeString(), d.toUTCString(), d.toISOString(), d.toJSON(), String(d), d + "", d.toGMTString === d.toUTCString].join(" | "));
show("locale", [d.toLocaleString(), d.toLocaleDateString(), d.toLocaleTimeString()].join(" | "));
show("locale options", [
  d.toLocaleDateString("en-US", { weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  d.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit" }),
  d.toLocaleTimeString([], { hour: "numeric", minute: "2-digit", hour12: false }),
  d.toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" }),
  d.toLocaleDateString(undefined, { month: "short", day: "numeric" }),
  d.toLocaleString("en-US", { timeZone: "UTC", timeZoneName: "short" }),
].join(" | "));
attempt("locale value", function () { return d.toLocaleDateString("en-US", { month: "huge" }); });
show("getters", [d.getFullYear(), d.getMonth(), d.getDate(), d.getDay(), d.getHours(), d.getMinutes(), d.getSeconds(), d.getMilliseconds(), d.getTime(), d.valueOf(), d.getTimezoneOffset(), d.getYear()]);
show("utc getters", [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCDay(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), d.getUTCMilliseconds()]);
show("construct", [+new Date(0), +new Date("1970-01-02"), +new Date(new Date(5)), +new Date(1.9), +new Date(-1.9), +new Date(99, 0), +new Date(100, 0), +new Date(2020, 0, 1, 0, 0, 0, 0.7), +new Date(null), +new Date(undefined), +new Date(NaN), +new Date(8.64e15 + 1), +new Date(true), +new Date("x"), +new Date([2020, 1]), +new Date({ valueOf: function () { return 77; } })]);
show("type", [typeof Date(), Date().length > 30, typeof Date.now(), Math.abs(Date.now() - new Date()) < 5000]);
show("invalid", [String(new Date(NaN)), new Date(NaN).getDay(), new Date(NaN).toJSON(), new Date(NaN).getTimezoneOffset(), new Date(NaN).toUTCString(), new Date(NaN).toLocaleDateString()]);
attempt("invalid ISO", function () { return new Date(NaN).toISOString(); });
attempt("wrong this", function () { return Date.prototype.getTime.call({}); });
attempt("prototype", function () { return Date.prototype.getTime(); });
show("prototype tag", Object.prototype.toString.call(Date.prototype) + Object.prototype.toString.call(new Date(0)));
show("UTC", [Date.UTC(), Date.UTC(2020), Date.UTC(2020, 1), Date.UTC(99, 11, 31), Date.UTC(2020, 13, -5, 25, 61, 61, 1001), Date.UTC(275760, 8, 13, 0, 0, 0, 1), Date.UTC("2020", "1")]);
show("parse", [Date.parse("2023-03-15T19:16:27Z"), Date.parse("Mar 15, 2023"), Date.parse("nonsense"), Date.parse(), Date.parse("2023-03-15T19:16:27.5-02:30")]);
function set(name) {
  var x = new Date(Date.UTC(2020, 1, 29, 12, 30, 45, 500));
  var args = Array.prototype.slice.call(arguments, 1);
  var result = x[name].apply(x, args);
  return name + "(" + args + ")=" + (isNaN(result) ? "NaN" : x.toISOString()) + (result === x.getTime() || isNaN(result) ? "" : " differs");
}
show("set", [
  set("setFullYear", 2021), set("setFullYear", 2021, 5, 1), set("setFullYear", 2021, 0, 1, 9), set("setMonth", 0), set("setMonth", 13, 31), set("setDate", 0), set("setDate", 366), set("setHours", 25),
  set("setHours", 1, 2, 3, 4), set("setMinutes", -1), set("setMinutes", 1, 2, 3), set("setSeconds", 61.9), set("setSeconds", 1, 2), set("setMilliseconds", 1e10),
  set("setTime", 0), set("setTime", "12"), set("setYear", 99), set("setYear", 2001), set("setUTCHours", 5, 5), set("setUTCDate", 1.9), set("setDate"), set("setMonth", NaN), set("setUTCFullYear", 1e9),
  set("setHours", undefined), set("setMinutes", 5, undefined), set("setYear", NaN),
].join("\n  "));
var invalid = new Date(NaN);
show("set invalid", [invalid.setMonth(1), invalid.setFullYear(2020), invalid.toISOString()]);
var order = [];
function n(name, v) { return { valueOf: function () { order.push(name); return v; } }; }
Date.UTC(n("y", NaN), n("mo", 1));
show("order", order);
show("toPrimitive", [d[Symbol.toPrimitive]("number"), d[Symbol.toPrimitive]("default") === d.toString(), d[Symbol.toPrimitive]("string") === d.toString(), d - 0, d > 5, d == d.toString()]);
attempt("toPrimitive hint", function () { return d[Symbol.toPrimitive]("x"); });
attempt("toPrimitive this", function () { return Date.prototype[Symbol.toPrimitive].call(1, "number"); });
attempt("toPrimitive objects", function () { return Date.prototype[Symbol.toPrimitive].call({ toString: function () { return {}; }, valueOf: function () { return {}; } }, "number"); });
show("toPrimitive own", Date.prototype[Symbol.toPrimitive].call({ toString: function () { return "s"; }, valueOf: function () { return 5; } }, "default"));
show("toPrimitive property", JSON.stringify(Object.getOwnPropertyDescriptor(Date.prototype, Symbol.toPrimitive)) + Date.prototype[Symbol.toPrimitive].name);
show("toJSON", [Date.prototype.toJSON.call({ toISOString: function () { return "iso"; } }), Date.prototype.toJSON.call({ valueOf: function () { return Infinity; } })]);
attempt("toJSON missing", function () { return Date.prototype.toJSON.call({}); });
show("lengths", [Date.length, Date.UTC.length, Date.prototype.setHours.length, Date.prototype.setMonth.length, Date.prototype.toJSON.length, Date.prototype.setFullYear.length]);
show("names", Object.getOwnPropertyNames(Date.prototype).sort());
show("static names", Object.getOwnPropertyNames(Date).sort());
class Day extends Date { next() { return new Day(this.getTime() + 864e5); } }
show("subclass", [new Day(0).next().toISOString(), new Day(0) instanceof Date, new Day(2020, 1).getMonth()]);
show("far", [new Date(8.64e15).toISOString(), new Date(-8.64e15).toISOString(), new Date(-62198755200000).toISOString(), new Date(-62198755200000).toString(), new Date(253402300800000).toISOString()].join(" | "));
