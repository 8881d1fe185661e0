// The setters read the time value first and convert every argument (ECMA-262 21.4.4.20 to 34).
function logged(name, value) {
  return { valueOf: function () { console.log(name); return value; } };
}
var d = new Date(NaN);
console.log(d.setHours(logged("hour", 1), logged("minute", 2), logged("second", 3), logged("ms", 4)));
console.log(d.setMonth(logged("month", 0), logged("date", 1), logged("not", 0)));
d = new Date(0);
console.log(d.setDate({ valueOf: function () { d.setTime(NaN); return 5; } }), d.getTime());
d = new Date(NaN);
console.log(d.setDate({ valueOf: function () { d.setTime(0); return 5; } }), d.getTime());
d = new Date(0);
console.log(d.setUTCHours(), d.setTime(0), d.setFullYear(2020, 1, 30), d.setMinutes(1, undefined));
