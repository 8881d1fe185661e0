#!/usr/bin/env python3
"""Compiles applets, runs their events and compares the outcomes with the expected ones, and these with the
bounds that `check` gives.

    corpus.py --bin BUILD/bin --applets A.jsonl… --cases C.jsonl… [--verbose]

Applets: one {"id","source","bench"?} a line; cases: one {"id","k","event","expect"} a line. The text
of `error` is not compared, its `error_kind` is. Exits 1 where an outcome is wrong.
"""
import argparse
import collections
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def lines(paths):
    for path in paths:
        with open(path, encoding='utf-8') as file:
            for line in file:
                if line.strip():
                    yield json.loads(line)


def comparable(outcome):
    return {key: value for key, value in outcome.items() if key != 'error'}


class Applet:
    def __init__(self, record):
        self.name = record['id']
        self.source = record['source']
        self.bench = record.get('bench', False)
        self.cases = []
        self.problem = None
        self.refused = False
        self.image_bytes = 0
        self.compile_ms = 0.0


def compile_applet(applet, compiler, folder):
    source = os.path.join(folder, applet.name + '.ts')
    image = os.path.join(folder, applet.name + '.img')
    with open(source, 'w', encoding='utf-8', newline='') as file:
        file.write(applet.source)
    start = time.monotonic()
    run = subprocess.run([compiler, '--applet', '-o', image, source], capture_output=True,
                         timeout=60, check=False)
    applet.compile_ms = (time.monotonic() - start) * 1000
    if run.returncode != 0:
        text = run.stderr.decode(errors='replace')
        if run.returncode in (1, 2) and 'Error:' in text:
            applet.refused = True
            applet.problem = text.splitlines()[0]
        else:
            applet.problem = f'compiler exit {run.returncode}: {text[:200]}'
        return None
    applet.image_bytes = os.path.getsize(image)
    return image


def expected_syntax_error(applet):
    return all(case['expect'].get('error_kind') == 'SyntaxError' for case in applet.cases)


def run_events(applet, runner, image, folder):
    events = os.path.join(folder, applet.name + '.jsonl')
    with open(events, 'w', encoding='utf-8') as file:
        for case in applet.cases:
            file.write(json.dumps(case['event']) + '\n')
    run = subprocess.run([runner, image, events], capture_output=True, timeout=120, check=False)
    outcomes = run.stdout.decode(errors='surrogateescape').splitlines()
    for index, case in enumerate(applet.cases):
        if index >= len(outcomes):
            return f'event {case["k"]}: no outcome, exit {run.returncode} ' + \
                run.stderr.decode(errors='replace')[-200:]
        try:
            got = json.loads(outcomes[index])
        except ValueError:
            return f'event {case["k"]}: not JSON: {outcomes[index][:200]}'
        if comparable(got) != comparable(case['expect']):
            return f'event {case["k"]}:\n    got      {outcomes[index][:600]}\n' + \
                f'    expected {json.dumps(case["expect"], sort_keys=True)[:600]}'
    return None


def beyond_bounds(bounds, outcome):
    """What an outcome without error does that `check` excludes, or leaves undone that it is sure of."""
    done = outcome['actions']
    for name, action in bounds.items():
        did = done.get(name, {'fields': {}, 'skipped': False})
        for field, how in action['fields'].items():
            if how == 'always' and field not in did['fields']:
                return f'{name}: {field} is not always set'
        if action['skipped'] != 'sometimes' and did['skipped'] != (action['skipped'] == 'always'):
            return f'{name}: skipped is not {action["skipped"]}'
    for name, did in done.items():
        if name not in bounds or not set(did['fields']) <= set(bounds[name]['fields']):
            return f'{name}: not in the bounds'
    return None


def check_bounds(applet, compiler, folder):
    source = os.path.join(folder, applet.name + '.ts')
    run = subprocess.run([compiler, '--applet', '--check', '--json', source], capture_output=True,
                         timeout=60, check=False)
    bounds = json.loads(run.stdout)['files'][0]['bounds']['actions']
    problems = (beyond_bounds(bounds, case['expect']) for case in applet.cases
                if case['expect']['status'] == 'ok')
    return next((f'bounds: {problem}' for problem in problems if problem), None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--applets', nargs='+', required=True)
    parser.add_argument('--cases', nargs='+', required=True)
    parser.add_argument('--only', default=None)
    arguments = parser.parse_args()
    applets = collections.OrderedDict((r['id'], Applet(r)) for r in lines(arguments.applets))
    for case in lines(arguments.cases):
        applets[case['id']].cases.append(case)
    chosen = [a for a in applets.values() if arguments.only in (None, a.name)]
    compiler = os.path.join(arguments.bin, 'tapdance-cc')
    runner = os.path.join(arguments.bin, 'tapdance-run')
    with tempfile.TemporaryDirectory() as folder:
        for applet in chosen:
            image = compile_applet(applet, compiler, folder)
            if image:
                applet.problem = (run_events(applet, runner, image, folder) or
                                  check_bounds(applet, compiler, folder))
            elif applet.refused and expected_syntax_error(applet):
                applet.refused, applet.problem = False, None
    report(chosen)
    sys.exit(1 if any(a.problem and not a.refused for a in chosen) else 0)


def summary(label, applets):
    refused = sum(a.refused for a in applets)
    wrong = sum(bool(a.problem) and not a.refused for a in applets)
    print(f'{label}: {len(applets)} applets, {len(applets) - refused - wrong} equal on all events, '
          f'{refused} refused, {wrong} wrong')


def report(applets):
    for applet in applets:
        if applet.problem:
            print(f'{applet.name}: {"refused: " if applet.refused else ""}{applet.problem}')
    summary('corpus', applets)
    summary('bench', [a for a in applets if a.bench])
    compiled = [a for a in applets if a.image_bytes]
    if compiled:
        times = [a.compile_ms for a in compiled]
        sizes = [a.image_bytes for a in compiled]
        print(f'compile: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms; '
              f'image: median {statistics.median(sizes):.0f} bytes, worst {max(sizes)}')


main()
