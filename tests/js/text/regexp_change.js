// Expressions that change while they are used, and flags that are not what a property says.
var r = /a/;
var limit = { valueOf: function () { r.compile("b"); return -1; } };
console.log(JSON.stringify(r[Symbol.split]("abba", limit)), r.source);
var s = /abc/gim;
Object.defineProperty(s, "flags", { get: function () { console.log("read"); return "y"; } });
var t = /x/;
t.compile(s);
console.log(t.source, t.flags, t.lastIndex);
