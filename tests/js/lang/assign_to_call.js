// Sloppy code may assign to a call: the function runs, then a ReferenceError is thrown.
let log = [];
function f() { log.push("called"); return {}; }
function show(g) {
  log = [];
  try {
    g();
    print("no error", log);
  } catch (e) {
    print(e.name, e.message.split(" ").slice(0, 3).join(" "), log);
  }
}
show(() => { f() = log.push("right side"); });
show(() => { f() += log.push("right side"); });
show(() => { f()++; });
show(() => { --f(); });
show(() => { for (f() in { a: 1 }) log.push("body"); });
show(() => { for (f() of [1]) log.push("body"); });
show(() => { for (f() of []) log.push("body"); });
show(() => { if (false) f() = 1; });
show(() => { f().x = 1; });
show(() => { (f()) = 1; });
