#!/usr/bin/env python3
"""Writes tools/unicode_newer.txt: where Node.js's Unicode data differ from a database's directory.

    unicode_newer.py UCD_DIRECTORY > tools/unicode_newer.txt

The reference for what applets see is Node.js 20, whose Unicode is newer than what Debian 12 installs.
This asks Node.js for every property in the tables and prints what differs; unicode_tables.py reads it
behind the database. The result is checked in, so that a build needs no Node.js.

Lines: "name; range; value". name is a binary property (value Y or N), gc, sc, scx, ccc, upper, lower,
fold, or decomposition (value: code points, behind "<compat>" where it is one; empty: none); "script;
short; long" names a script.
"""

import json
import subprocess
import sys

from unicode_tables import BINARY_FILES, GENERAL_CATEGORIES, LIMIT, Database, rows, runs, span

# Short and long names of the scripts that Unicode 15.1 to 17 added.
SCRIPTS = {
    "Berf": "Beria_Erfe", "Gara": "Garay", "Gukh": "Gurung_Khema", "Krai": "Kirat_Rai",
    "Onao": "Ol_Onal", "Sidt": "Sidetic", "Sunu": "Sunuwar", "Tayo": "Tai_Yo", "Todr": "Todhri",
    "Tols": "Tolong_Siki", "Tutg": "Tulu_Tigalari",
}

# Simple foldings that Unicode 15.1 added for old characters.
FOLDS = {0x1FD3: 0x390, 0x1FE3: 0x3B0, 0xFB05: 0xFB06}

ASK = r"""
const [names, marks] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const points = [];
for (let c = 0; c < 0x110000; c++) if (c < 0xd800 || c > 0xdfff) points.push(c);
let all = "";
for (const c of points) all += String.fromCodePoint(c);
const at = (i) => i < 0xd800 ? i : i < 0xf800 ? i + 0x800 : 0x10000 + (i - 0xf800) / 2;
const out = { sets: {}, upper: {}, lower: {}, nfd: {}, nfkd: {}, nfc: [], ccc: {} };
for (const name of names) {
  out.sets[name] = [];
  let wanted;
  try { wanted = new RegExp(`\\p{${name}}+`, "gu"); } catch { continue; }
  for (const m of all.matchAll(wanted)) out.sets[name].push([at(m.index), at(m.index + m[0].length) - 1]);
}
const codes = (s) => [...s].map((c) => c.codePointAt(0));
const text = (c) => String.fromCodePoint(c);
for (const c of points) {
  const s = text(c), upper = codes(s.toUpperCase()), lower = codes(s.toLowerCase());
  if (upper.length === 1 && upper[0] !== c) out.upper[c] = upper[0];
  if (lower.length === 1 && lower[0] !== c) out.lower[c] = lower[0];
  if (s.normalize("NFD") !== s) {
    out.nfd[c] = codes(s.normalize("NFD"));
    if (s.normalize("NFC") === s) out.nfc.push(c);
  }
  if (s.normalize("NFKD") !== s) out.nfkd[c] = codes(s.normalize("NFKD"));
}
// A mark's combining class is that of the known mark with which it never changes places.
for (const m of all.matchAll(/\p{M}/gu)) {
  const swaps = (a, b) => ("a" + a + b).normalize("NFD") !== "a" + a + b && !("a" + a).normalize("NFD").includes(b);
  const c = m[0];
  if (c.normalize("NFD") !== c || !marks.some(([k, v]) => swaps(c, text(k)) || swaps(text(k), c))) continue;
  const same = marks.find(([k]) => !swaps(c, text(k)) && !swaps(text(k), c));
  out.ccc[c.codePointAt(0)] = same ? same[1] : -1;
}
console.log(JSON.stringify(out));
"""


def ask(names, marks):
    run = subprocess.run(["node", "-e", ASK], input=json.dumps([names, marks]), text=True,
                         capture_output=True, check=True)
    return json.loads(run.stdout)


def spread(ranges, value, into):
    for first, last in ranges:
        into[first:last + 1] = [value] * (last + 1 - first)


def surrogate(code):
    return 0xD800 <= code <= 0xDFFF


def print_changes(name, old, new, show=str):
    """One line for each run of code points whose value is another one now."""
    changed = [show(n) if o != n and not surrogate(c) else None
               for c, (o, n) in enumerate(zip(old, new))]
    start = 0
    for length, value in runs(changed):
        if value is not None:
            last = start + length - 1
            print(f"{name}; {start:04X}" + (f"..{last:04X}" if last > start else "") + f"; {value}")
        start += length


def print_map(name, old, new):
    for code in sorted(set(old) | set(new)):
        if old.get(code) != new.get(code) and not surrogate(code):
            print(f"{name}; {code:04X}; " + (f"{new[code]:04X}" if code in new else ""))


def step(code, full, composed):
    """The canonical decomposition in one step, from the whole one."""
    whole = full[code]
    if len(whole) > 2:
        for first, parts in full.items():
            if first in composed and parts == whole[:-1]:
                return [first, whole[-1]]
    return whole


def main():
    data = Database(sys.argv[1], newer=False)
    binary = data.binary_properties()
    scripts = {g[0]: g[-1] if len(g) < 3 else g[1]
               for g in {tuple(v) for v in data.aliases("PropertyValueAliases.txt", "sc").values()}
               if g[0] not in ("Zzzz", "Hrkt")}
    scripts.update(SCRIPTS)
    names = [n for file in BINARY_FILES.values() for n in file.split()]
    marks = {value: code for code, value in sorted(data.combining.items(), reverse=True)}
    queries = names + [f"gc={g}" for g in GENERAL_CATEGORIES] + \
        [f"{kind}={s}" for kind in ("sc", "scx") for s in scripts]
    answer = ask(queries, [[code, value] for value, code in sorted(marks.items())])
    print("# Written by tools/unicode_newer.py from Node.js",
          subprocess.run(["node", "-p", "process.versions.unicode"], text=True, check=True,
                         capture_output=True).stdout.strip())
    for short in sorted(SCRIPTS):
        print(f"script; {short}; {SCRIPTS[short]}")
    for name in names:
        old, new = [False] * LIMIT, [False] * LIMIT
        spread(binary[name], True, old)
        spread(answer["sets"][name], True, new)
        print_changes(name, old, new, lambda v: "Y" if v else "N")
    category = ["Cn"] * LIMIT
    for group in GENERAL_CATEGORIES:
        spread(answer["sets"][f"gc={group}"], group, category)
    print_changes("gc", data.category, category)
    print_scripts(data, scripts, answer)
    for name in ("upper", "lower"):
        old = getattr(data, name)
        new = {int(c): v for c, v in answer[name].items()}
        # Mappings to several code points hide the simple ones.
        new.update((c, old[c]) for c in data.multiple | {0x130} if c in old)
        print_map(name, old, new)
    print_folds(data, answer)
    print_normalization(data, answer)


def print_scripts(data, scripts, answer):
    long_names = {n: s for s, n in scripts.items()}
    short = dict(long_names)
    for group in data.aliases("PropertyValueAliases.txt", "sc").values():
        for name in group:
            short[name] = group[0]
    old, new = [""] * LIMIT, [""] * LIMIT
    for fields in rows(data.path("Scripts.txt")):
        spread([span(fields[0])], short[fields[1]], old)
    for name in scripts:
        spread(answer["sets"][f"sc={name}"], name, new)
    print_changes("sc", old, new)
    old_sets, new_sets = list(new), [set() for _ in range(LIMIT)]
    for fields in rows(data.path("ScriptExtensions.txt")):
        spread([span(fields[0])], " ".join(sorted(short[n] for n in fields[1].split())), old_sets)
    for name in scripts:
        for first, last in answer["sets"][f"scx={name}"]:
            for code in range(first, last + 1):
                new_sets[code].add(name)
    print_changes("scx", old_sets, [" ".join(sorted(s)) for s in new_sets])


def print_folds(data, answer):
    """Simple folding is the lower-case mapping for all characters that came later."""
    lower = {int(c): v for c, v in answer["lower"].items()}
    fold = data.fold | FOLDS
    fold.update({c: v for c, v in lower.items() if c not in data.lower and c not in data.fold})
    print_map("fold", data.fold, fold)


def print_normalization(data, answer):
    full = {int(c): v for c, v in answer["nfd"].items()}
    composed = set(answer["nfc"])
    for code in sorted(full):
        if code not in data.decomposition and not 0xAC00 <= code <= 0xD7A3:
            assert code in composed, "a new composition exclusion"
            print(f"decomposition; {code:04X}; "
                  + " ".join(f"{p:04X}" for p in step(code, full, composed)))
    for code in sorted(int(c) for c in answer["nfkd"]):
        if code not in data.decomposition and code not in full:
            points = " ".join(f"{p:04X}" for p in answer["nfkd"][str(code)])
            print(f"decomposition; {code:04X}; <compat> {points}")
    for code in sorted(int(c) for c in answer["ccc"]):
        value = answer["ccc"][str(code)]
        assert value >= 0, f"{code:04X} has a combining class of its own"
        if data.combining.get(code) != value:
            print(f"ccc; {code:04X}; {value}")


if __name__ == "__main__":
    main()
