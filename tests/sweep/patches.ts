// Changes whatever a run can reach: prototypes, globals, host objects, inherited accessors.
const names = String(Feed.item.Title).split(/[\s,]+/);
Array.prototype.map = function () { return ["patched"]; };
String.prototype.trim = () => "trimmed";
Object.prototype.extra = names;
Object.defineProperty(Object.prototype, "late", { get() { return this; }, configurable: true });
(globalThis as any).leaked = { names };
delete (Math as any).max;
Math.floor = function () { return 7; };
Number.prototype.toFixed = function () { throw new TypeError("patched"); };
JSON.stringify = null;
RegExp.prototype.flags2 = 1;
Map.prototype.set = new Map().get;
(Feed as any).item = { Title: "gone" };
(Meta as any).currentUserTime = null;
moment.prototype = undefined;
(moment as any).locale = null;
console.log(names.map(n => n), " a ".trim(), Math.floor(2.5));
for (const key in {}) { console.log(key); }
Phone.ring.setMessage(names.length + (Feed.item.Title ?? ""));
Phone.ring.setMessage = null;
