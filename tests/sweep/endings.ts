// Every way for a run to end; the event says which.
const how = Test.event.How;
const keep: any[] = [];
function deep(n) { return n > 0 ? deep(n - 1) + 1 : 0; }
try {
  switch (how) {
    case "throw": throw new TypeError("thrown");
    case "value": throw { toString() { return "value"; } };
    case "stack": (function again() { again(); })(); break;
    case "time": for (;;) { keep.length = 0; }
    case "memory": for (;;) { keep.push("x".repeat(keep.length + 1) + keep.length); }
    case "regexp": /^(a+)+$/.test("a".repeat(40) + "b"); break;
    case "sort": keep.push(...Array.from({ length: 3000 }, (_, i) => -i)); keep.sort((a, b) => { while (true) { } }); break;
    case "caught": try { null.x; } catch (error) { console.log(error.name); } break;
    default: console.log(deep(200), [..."abc"].reverse().join(""));
  }
} finally {
  Out.note.setText(String(how));
}
