#!/usr/bin/env python3
"""Runs generated programs under Node.js 20 and TAPDance and compares what they print.

    differential.py --bin BUILD/bin [--moment NODE_MODULES] [--seconds N] [--programs N] [--seed S] [--keep FOLDER]
    differential.py --bin BUILD/bin --oracle FOLDER …       applets and events instead (applets.py)
    differential.py --bin BUILD/bin --replay FOLDER

Programs come from grammar.py, as batches compiled together: whole and optimised in turn, JavaScript and
TypeScript, in functions and at the top level. One that differs is made small (minimise.py) and kept with
what Node.js printed: NAME.js or NAME.ts, NAME.expected, and NAME.got. Moved into tests/differential/found
(without .got) it is a regression test, which --replay runs. Everything follows from the seed.
"""
import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from applets import Applets, applet_text, oracle_outcomes
from grammar import Grammar
from minimise import minimise
from tree import render

HERE = Path(__file__).resolve().parent
PRELUDE = (HERE / "prelude.js").read_text(encoding="utf-8")
PROGRAMS = 24           # of one batch
LIMIT_SECONDS = 20


class Program:
    def __init__(self, number, tree, form):
        self.number = number
        self.tree = tree
        self.form = form

    def text(self, typescript):
        body = render(self.tree, typescript)
        if self.form == "top":
            return f"{body}\n"
        return f"program({self.number}, function () {{\n{body}\n}});\n"


class Machine:
    """Compiles and runs files with TAPDance, runs them with Node.js."""

    def __init__(self, options, folder):
        self.folder = folder
        self.bin = options.bin
        self.moment = options.moment
        self.environment = {**os.environ, "TZ": "UTC"}

    def run(self, command):
        try:
            done = subprocess.run(command, capture_output=True, timeout=LIMIT_SECONDS, check=False,
                                  env=self.environment)
        except subprocess.TimeoutExpired:
            return None, "", "took too long"
        return (done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def node(self, programs, top):
        path = os.path.join(self.folder, "reference.js")
        write(path, source(programs, False, top))
        command = ["node", HERE / "host.js", path]
        return self.run(command + [self.moment] if self.moment else command)

    def tapdance(self, programs, level, typescript, top):
        path = os.path.join(self.folder, "program.ts" if typescript else "program.js")
        image = os.path.join(self.folder, "program.img")
        write(path, source(programs, typescript, top))
        code, _, errors = self.run([f"{self.bin}/tapdance-cc", level, "--script", "-o", image, path])
        if code != 0:
            return "syntax" if code == 2 else "compile", "", errors
        code, out, errors = self.run([f"{self.bin}/tapdance-run", image])
        return code, out, errors


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def source(programs, typescript, top):
    text = PRELUDE + "\n"
    if top:
        return text + "top_level();\n" + "".join(one.text(typescript) for one in programs)
    return text + "".join(one.text(typescript) for one in programs)


def sections(output):
    found, number = {}, None
    for line in output.splitlines():
        if line.startswith("# "):
            number = line[2:]
            found[number] = []
        elif number is not None:
            found[number].append(line)
    return found


MESSAGE = re.compile(r'\{m:"[^"]*"(\.\.\.\d+)?\} ')


def without_messages(lines):
    """Native errors' messages are worded by each engine."""
    return [MESSAGE.sub("", line) for line in lines]


class Verdict:
    """How one set of programs ended: "same", "message", "output", "crash", "refused", "skipped"."""

    def __init__(self, kind, detail="", differing=()):
        self.kind = kind
        self.detail = detail
        self.differing = list(differing)


def compare(machine, programs, level, typescript, top):
    node_code, wanted, node_errors = machine.node(programs, top)
    if node_code is None:
        return Verdict("skipped", "node " + node_errors)
    code, got, errors = machine.tapdance(programs, level, typescript, top)
    if code in ("compile", "syntax"):
        if node_code == 2 and code == "syntax":
            return Verdict("skipped", "no program: " + node_errors[:400])
        return Verdict("refused", errors[:600])
    if code is None or "OutOfMemory" in errors or "Timeout" in errors:
        return Verdict("skipped", errors)
    if code not in (0, 1):
        return Verdict("crash", f"exit {code}: {errors[:600]}")
    if node_code == 2:
        return Verdict("accepted", node_errors[-600:])
    want, have = sections(wanted), sections(got)
    if top:  # whether it threw; what is thrown goes to standard error
        want["0"] = [line for line in want["0"] if not line.startswith("uncaught ")] + [f"exit {node_code}"]
        have.setdefault("0", []).append(f"exit {code}")
    differing = [n for n in want if have.get(n) != want[n]]
    if not differing:
        return Verdict("same")
    worse = [n for n in differing if n not in have or without_messages(have[n]) != without_messages(want[n])]
    kind = "output" if worse else "message"
    number = (worse or differing)[0]
    mine = have.get(number, ["(nothing)"])
    if worse:
        return Verdict(kind, difference(without_messages(want[number]), without_messages(mine)), worse)
    return Verdict(kind, difference(want[number], mine), differing)


def difference(want, have):
    """The first line that differs."""
    for at, line in enumerate(want):
        if at >= len(have) or have[at] != line:
            return f"node: {line[:400]}\n  tap: {have[at][:400] if at < len(have) else '(end)'}"
    return f"node: (end)\n  tap: {have[len(want)][:400]}" if len(have) > len(want) else ""


class Run:
    def __init__(self, options, folder):
        self.options = options
        self.machine = Machine(options, folder)
        self.counts = collections.Counter()
        self.failures = []
        self.messages = []

    def batch(self, seed):
        """One batch, its form by its seed."""
        choice = random.Random(seed)
        level = choice.choice(["-O1", "-O1", "-O0"])
        typescript = choice.random() < 0.2
        top = not typescript and choice.random() < 0.12
        programs = []
        for number in range(1 if top else PROGRAMS):
            grammar = Grammar(f"{seed}/{number}", typescript, top)
            tree = grammar.program()
            if grammar.uses_moment and not self.machine.moment:
                continue
            programs.append(Program(number, tree, "top" if top else "function"))
            self.counts["statements"] += count_statements(tree)
        self.counts["programs"] += len(programs)
        self.judge(seed, programs, (level, typescript, top))

    def judge(self, seed, programs, form):
        verdict = compare(self.machine, programs, *form)
        if verdict.kind == "same":
            return
        if verdict.kind == "message":
            self.counts["messages"] += len(verdict.differing)
            self.messages.append(f"{seed}: {verdict.detail}")
            return
        if verdict.kind in ("refused", "crash", "skipped", "accepted") and len(programs) > 1:
            for program in programs:
                self.judge(seed, [program], form)
            return
        if verdict.kind == "skipped":
            self.counts["skipped"] += 1
            self.messages.append(f"{seed}: skipped: {verdict.detail[:300]}")
            return
        found = [one for one in programs if str(one.number) in verdict.differing] or programs
        for program in found[:3]:
            alone = compare(self.machine, [program], *form)
            if alone.kind not in ("same", "message", "skipped"):
                self.keep(seed, program, form, alone)
            elif len(programs) > 1:
                self.counts["only together"] += 1
                self.failures.append(f"{seed}/{program.number}: only with the others of its batch: {verdict.detail}")

    def keep(self, seed, program, form, verdict):
        def still(tree):
            return compare(self.machine, [Program(program.number, tree, program.form)], *form).kind == verdict.kind

        limit = time.monotonic() + self.options.minimise_seconds
        small = Program(program.number, minimise(program.tree, still, limit), program.form)
        final = compare(self.machine, [small], *form)
        name = f"{seed}-{program.number}{form[0]}"
        self.failures.append(f"{name}: {verdict.kind}\n{render(small.tree, form[1])}\n  {final.detail}")
        print(f"--- {self.failures[-1]}", flush=True)
        if self.options.keep:
            folder = Path(self.options.keep)
            folder.mkdir(parents=True, exist_ok=True)
            suffix = ".ts" if form[1] else ".js"
            write(folder / (name + suffix), render(small.tree, form[1]) + "\n")
            code, out, _ = self.machine.node([small], form[2])
            write(folder / (name + ".expected"), out if code is not None else "")
            write(folder / (name + ".got"), final.detail + "\n")


class AppletRun(Run):
    """Applets with events instead, against the oracle."""

    def batch(self, seed):
        grammar = Applets(seed)
        tree = grammar.program()
        events = [grammar.event() for _ in range(3)]
        self.counts["programs"] += 1
        self.counts["statements"] += count_statements(tree)
        level = random.Random(seed).choice(["-O1", "-O0"])
        detail = self.difference(tree, events, level)
        if detail is None or detail == "":
            self.counts["skipped"] += detail is None
            return
        limit = time.monotonic() + self.options.minimise_seconds
        small = minimise(tree, lambda one: self.difference(one, events, level), limit)
        self.failures.append(f"{seed}{level}\n{render(small, True)}\n  {self.difference(small, events, level)}")
        print(f"--- {self.failures[-1]}", flush=True)

    def difference(self, tree, events, level):
        """The first difference, "" without, None where there is no comparison."""
        source_text = applet_text(render(tree, True), PRELUDE)
        wanted = oracle_outcomes(self.options.oracle, source_text, events, LIMIT_SECONDS)
        if wanted is None or any(one.get("error_kind") in ("SyntaxError", "Timeout") for one in wanted):
            return None
        path = os.path.join(self.machine.folder, "applet.ts")
        write(path, source_text)
        image = os.path.join(self.machine.folder, "applet.img")
        code, _, errors = self.machine.run([f"{self.options.bin}/tapdance-cc", level, "--applet", "-o", image, path])
        if code != 0:
            return f"refused: {errors[:600]}"
        write(path, "\n".join(json.dumps(event) for event in events))
        code, out, errors = self.machine.run([f"{self.options.bin}/tapdance-run", image, path])
        if code != 0:
            return f"exit {code}: {errors[:600]}"
        for want, line in zip(wanted, out.splitlines()):
            if comparable(want) != comparable(json.loads(line)):
                return difference(comparable(want), comparable(json.loads(line)))
        return ""


def comparable(outcome):
    """An outcome as lines, without the wording of errors."""
    lines = [json.dumps(outcome["actions"], sort_keys=True), str(outcome.get("error_kind")), outcome["status"]]
    return without_messages("\n".join(lines + outcome["log"]).split("\n"))


def count_statements(tree):
    if isinstance(tree, str):
        return 0
    return (tree.kind == "stmt") + sum(count_statements(part) for part in tree.parts)


def replay(options, folder):
    """Every program of a folder, against what is expected beside it."""
    machine = Machine(options, folder)
    failed = count = 0
    for path in sorted(Path(options.replay).glob("*.[jt]s")):
        text = path.read_text(encoding="utf-8")
        program = Program(0, text, "function")
        if options.write:
            write(path.with_suffix(".expected"), machine.node([program], False)[1])
        want = path.with_suffix(".expected").read_text(encoding="utf-8")
        for level in ("-O1", "-O0"):
            count += 1
            code, got, errors = machine.tapdance([program], level, path.suffix == ".ts", False)
            if code != 0 or without_messages(got.splitlines()) != without_messages(want.splitlines()):
                failed += 1
                print(f"{path.name} {level}: {errors}{difference(want.splitlines(), got.splitlines())}")
    print(f"{count - failed} of {count} passed")
    return 1 if failed or not count else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--moment", help="node_modules with moment and moment-timezone; without: no calls of them")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--programs", type=int, help="stop after so many instead")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--batch", help="run only this batch, as a report names it")
    parser.add_argument("--keep", help="folder for programs that differ")
    parser.add_argument("--replay", help="run the programs of this folder instead")
    parser.add_argument("--oracle", help="folder with oracle.js and its modules: compare applets")
    parser.add_argument("--write", action="store_true", help="with --replay: take Node.js's output as expected")
    parser.add_argument("--minimise-seconds", type=float, default=60)
    parser.add_argument("--verbose", action="store_true", help="also show differing messages of errors")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.replay:
            return replay(options, folder)
        run = (AppletRun if options.oracle else Run)(options, folder)
        start = time.monotonic()
        number = 0
        if options.batch:
            run.batch(options.batch)
        while not options.batch and (run.counts["programs"] < options.programs if options.programs
                                     else time.monotonic() - start < options.seconds):
            run.batch(f"{options.seed}.{number}")
            number += 1
        if options.verbose:
            print("\n".join(run.messages))
        counts = run.counts
        print(f"seed {options.seed}: {counts['programs']} programs, {counts['statements']} statements, "
              f"{len(run.failures)} differ, {counts['messages']} in messages only, {counts['skipped']} skipped")
        return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
