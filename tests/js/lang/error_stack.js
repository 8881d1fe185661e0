// The stack of an error is its first line: what V8 prints in front of the places.
const first = (e) => String(e.stack).split("\n")[0];
print(first(new Error("message")), first(new TypeError()), first(new RangeError("a", { cause: 1 })));
try {
  null.x;
} catch (e) {
  print(first(e), typeof e.stack);
}
class Special extends Error {}
print(first(new Special("q")), typeof Error.captureStackTrace);
print(Object.keys(new Error("x")).length, JSON.stringify(new Error("x")));
