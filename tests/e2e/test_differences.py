"""The deliberate differences from ECMAScript of docs/language.md: one test for each line of its list
that no other test holds."""

import json
import subprocess
import tempfile
from pathlib import Path

EVENT = '{"ingredients":{"A.b.Y":"y","A.b.X":"x"},"now":"2026-01-31T08:00:00.500Z","seed":7}\n'


def printed(bin_folder, source, event=None):
    """Standard output of `tapdance run` on a plain script, or on an applet with one event."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / ("applet.ts" if event else "script.js")
        script.write_text(source, "utf-8")
        command = [bin_folder / "tapdance", "run", script]
        if event:
            command += ["--events", "-"]
        run = subprocess.run(command, input=event, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout


def lines(bin_folder, *expressions):
    """What the expressions give, each as text; an exception as `Name: message`."""
    head = "function t(f) { try { return String(f()); } catch (e) { return String(e); } }\n"
    body = "".join(f"console.log(t(() => {expression}));\n" for expression in expressions)
    return printed(bin_folder, head + body).splitlines()


def test_code_from_data(bin_folder):
    got = lines(bin_folder, '(function () {}).constructor("return 1")', "typeof globalThis.eval")
    assert got[0].startswith("EvalError: "), got
    assert got[1] == "undefined", got


def test_absent_globals(bin_folder):
    names = ["Promise", "Proxy", "Reflect", "Intl", "BigInt", "WeakRef", "Uint8Array", "setTimeout"]
    got = lines(bin_folder, *[f"typeof {name}" for name in names])
    assert got == ["undefined"] * len(names), got


def test_text_of_functions(bin_folder):
    got = lines(bin_folder, "(function f(a) { return a + 1; }).toString()")
    assert got == ["function f() { [native code] }"], got


def test_no_legacy_statics(bin_folder):
    got = lines(bin_folder, '(/(a)/.exec("a"), RegExp.$1)', '"lastMatch" in RegExp')
    assert got == ["undefined", "false"], got


def test_locales_of_moment(bin_folder):
    """What is not built in is to moment a locale whose file is missing."""
    got = lines(
        bin_folder,
        "moment.locales().join()",
        'moment.locale("sv") + " " + moment.locale("de-at") + " " + moment.locale()',
        'moment.utc(0).format("dddd")',
        "typeof require + typeof module + typeof define",
    )
    assert got == ["en", "en de de", "Donnerstag", "undefinedundefinedundefined"], got


def test_locale_of_events(bin_folder):
    """Each event has its own, and what another one loaded is not there."""
    source = 'console.log(moment.locales() + " " + Meta.currentUserTime.format("dddd"));\n'
    events = "".join(f'{{"now":"2026-01-31T08:00:00Z","locale":"{locale}"}}\n'
                     for locale in ("fr", "en", "ja", "sv", "fr"))
    logs = [json.loads(line)["log"] for line in printed(bin_folder, source, events).splitlines()]
    assert logs == [["en,fr samedi"], ["en Saturday"], ["en,ja 土曜日"], ["en,sv Saturday"],
                    ["en,fr samedi"]], logs


def test_foreign_locales(bin_folder):
    got = lines(
        bin_folder,
        '(1234.5).toLocaleString("de-DE")',
        'new Date(0).toLocaleDateString("fr")',
        'new Date(0).toLocaleString("en-US", { timeZone: "Europe/Paris" })',
        '(1234.5).toLocaleString("en-US", { notation: "compact" })',
        "(1234.5).toLocaleString()",
    )
    assert all(line.startswith("RangeError: ") for line in got[:4]), got
    assert got[4] == "1,234.5", got


def test_log_lines(bin_folder):
    got = printed(bin_folder, 'console.log("%s", { a: 1 }, [1, [2]]);')
    assert got == "%s [object Object] 1,2\n", got


def test_clocks_and_randomness_of_the_event(bin_folder):
    source = (
        "const start = Date.now(); for (let i = 0; i < 1e6; i++);\n"
        "console.log(Date.now() - start, new Date().toISOString(), moment().valueOf(),"
        " new Date().getTimezoneOffset(), Math.random());\n"
    )
    first = printed(bin_folder, source, EVENT)
    assert '"0 2026-01-31T08:00:00.500Z 1769846400500 0 0.0117' in first, first
    assert printed(bin_folder, source, EVENT) == first


def test_ingredients_in_order(bin_folder):
    got = printed(bin_folder, "A.b.Y + A.b.X; console.log(Object.keys(A.b).join());", EVENT)
    assert '"log":["X,Y"]' in got, got


def test_limits_are_final(bin_folder):
    for body, kind in (
        ("for (;;);", "Timeout"),
        ("const all = []; for (;;) { all.push(new Array(1000).fill(0)); }", "OutOfMemory"),
    ):
        source = f'try {{ {body} }} catch (e) {{ console.log("c"); }} finally {{ console.log("f"); }}'
        got = printed(bin_folder, source, EVENT)
        assert f'"error_kind":"{kind}"' in got and '"log":[]' in got, got
