"""What the compiler knows of the runtime; what `check`, `types` and `deploy` say of an applet."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from support import check, expect  # noqa: E402
from test_command import ACTION, HEAD, TRIGGER, Home  # noqa: E402

# Every global, and every property of what the compiler has tables of, as the runtime has them.
LIST = """
const of = {
  "text": String.prototype, "1.5": Number.prototype, "true": Boolean.prototype,
  "[]": Array.prototype, "moment()": moment.fn, "moment.duration(1)": moment.duration.fn,
  "new Date()": Date.prototype, "/x/": RegExp.prototype, "Math": Math, "JSON": JSON,
  "console": console, "moment": moment, "moment.tz": moment.tz, "Number": Number,
  "String": String, "Date": Date, "Object": Object, "Array": Array,
};
for (const name of Object.getOwnPropertyNames(globalThis)) { console.log(name); }
for (const key in of) {
  const holder = key == "text" ? '"a"' : key == "1.5" ? "(1.5)" : key;
  for (const name of Object.getOwnPropertyNames(of[key])) {
    if (/^[A-Za-z_]+[0-9]*$/.test(name) && name != "_bubble") { console.log(holder + "." + name); }
  }
}
"""


def run(bin_folder, *arguments, code=0):
    result = subprocess.run([Path(bin_folder) / "tapdance", *map(str, arguments)], text=True,
                            stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    expect(f"exit code of {arguments}: {result.stderr}", result.returncode, code)
    return result


def diagnostics(bin_folder, source, name="a.ts"):
    """(code, message) of each, and the facts of the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(source)
        facts = json.loads(run(bin_folder, "check", "--json", path).stdout)["files"][0]
    return [(item["code"], item["message"]) for item in facts["diagnostics"]], facts


def test_tables_of_the_runtime(bin_folder):
    """Nothing that the runtime has is called unknown: the tables of compiler/known.c are whole."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "list.js"
        script.write_text(LIST)
        names = run(bin_folder, "run", script).stdout.splitlines()
    check("the runtime has names", len(names) > 300 and "moment().isoWeekday" in names)
    uses = "".join(f"void {name};\n" for name in names if name != "print")
    found, _ = diagnostics(bin_folder, uses)
    expect("nothing of it is unknown", found, [])
    found, _ = diagnostics(bin_folder, 'x = [Math.nothing, moment().nothing, "a".nothing];\n')
    expect("what is not there is", [code for code, _ in found], ["unknown-member"] * 3)


def test_positions(bin_folder):
    """Lines and columns count characters; the end is exclusive."""
    _, facts = diagnostics(bin_folder, 'const größe = "ä";\nPhone.ring.setText(größe.lenght);\n')
    item = facts["diagnostics"][0]
    expect("place", [item[key] for key in ("line", "column", "end_line", "end_column")],
           [2, 26, 2, 32])
    expect("hint", item["hint"], "did you mean length?")
    expect("severity", item["severity"], "warning")


def test_no_colour_in_pipes(bin_folder):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ts"
        path.write_text("Phone.ring.setText(txt);\nif (\n")
        result = run(bin_folder, "check", path, code=2)
    check("no escape sequences", "\x1b" not in result.stderr + result.stdout)
    check("the error is there", "SyntaxError" in result.stderr)


def test_many_files(bin_folder):
    """All are checked, the worst gives the exit code, the last line counts."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("a", "1;"), ("b", "x;"), ("c", "async function f() {}")):
            (Path(folder) / f"{name}.ts").write_text(text)
        paths = [Path(folder) / f"{name}.ts" for name in "abc"]
        result = run(bin_folder, "check", *paths, code=1)
        expect("tally", result.stdout.splitlines()[-1],
               "3 files: 1 fine, 1 with warnings, 1 with errors")
        run(bin_folder, "check", *paths[:2], code=0)
        run(bin_folder, "check", *[paths[0]] * 200, code=0)


DOOR = {"service": "Door", "triggers": {"rang": {"ingredients": {"Visitor": {}}}}}
LOG = {"service": "Log", "actions": {"write": {"fields": {"Line": {"required": True}}}}}


def test_deploy_with_descriptions(bin_folder):
    """Errors refuse; warnings and bounds are printed once, and deploying goes on."""
    with Home(bin_folder) as home:
        (home.folder / "all.json").write_text(json.dumps([DOOR, LOG]))
        plan = HEAD + 'descriptions = ( "all.json" );\n' + TRIGGER + ACTION
        (home.folder / "door.ts").write_text("Log.write.setLine(Door.rang.Visitr);\n")
        home.plan(plan, 1, "Door.rang supplies no Visitr", "did you mean Visitor?")
        (home.folder / "door.ts").write_text(
            "const visitor = Door.rang.Visitor;\nvisitor.trim();\nLog.write.setLine(visitor);\n")
        result = home.plan(plan, 4, "trim changes nothing")
        expect("the warning is there once", result.stderr.count("trim changes nothing"), 1)
        for line in ("door can do this and nothing else:", "  reads Door.rang.Visitor",
                     "  sets Log.write: Line",
                     "  each time within 400000000 steps and 128 MiB of memory"):
            check(f"says {line!r}", line in result.stdout.splitlines(), result.stdout)
        home.plan(plan.replace("all.json", "none.json"), 1, "none.json")
        home.plan(plan.replace('"all.json"', "1"), 3, "descriptions")


def test_types(bin_folder):
    """The declarations name everything described, and end no comment early."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.json"
        service = dict(LOG, description="ends */ here\nnot")
        service["actions"]["write"]["fields"]["Odd name"] = {"choices": ["a\"b", "c"]}
        path.write_text(json.dumps(service))
        text = run(bin_folder, "types", path).stdout
        out = Path(folder) / "out.d.ts"
        run(bin_folder, "types", path, "-o", out)
        expect("the same in a file", out.read_text(), text)
        run(bin_folder, "types", path, "-o", Path(folder) / "no" / "where", code=3)
        path.write_text('{"service": "Log", "action": {}}')
        check("unknown settings are refused",
              'no setting "action"' in run(bin_folder, "types", path, code=3).stderr)
    for part in ("declare const Log: {", "setLine(value: string | number | boolean): void;",
                 '"setOdd name"(value: "a\\"b" | "c"): void;', "declare const Meta: {",
                 "/** ends * / here not */"):
        check(f"has {part!r}", part in text, text[-1500:])
