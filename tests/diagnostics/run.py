#!/usr/bin/env python3
"""Checks every applet of this folder and compares what the compiler prints with NAME.expected.

    run.py --compiler PATH [--update]

broken/ holds texts that don't parse, with several mistakes each: the second and third must be told as well as
the first. NAME.ts holds what one kind of warning is about, NAME-fine.ts what looks similar and is no mistake. The
expected text is the diagnostics and then the report. --update writes what is printed now; look at it.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys


def check(compiler, source):
    """Exit code, diagnostics and report as one text."""
    services = source.with_suffix('.services.json')
    with_services = ['--services', services.name] if services.exists() else []
    run = subprocess.run([compiler, '--check', *with_services, source.name], cwd=source.parent,
                         capture_output=True, timeout=60, check=False)
    return f'{(run.stderr + run.stdout).decode()}exit {run.returncode}\n'


def codes(compiler, folder):
    """Each warning has a file of its name that brings it about, and a row in the documents."""
    root = folder.parents[1]
    header = (root / 'compiler/warn.h').read_text('utf-8')
    documents = (root / 'docs/diagnostics.md').read_text('utf-8')
    for code in re.findall(r'#define WARN_\w+\s+"([^"]+)"', header):
        run = subprocess.run([compiler, '--check', '--json', folder / f'{code}.ts'],
                             capture_output=True, timeout=60, check=False)
        found = {item['code'] for item in json.loads(run.stdout)['files'][0]['diagnostics']}
        if code not in found or f'| `{code}` |' not in documents:
            yield code


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--compiler', required=True)
    parser.add_argument('--update', action='store_true')
    arguments = parser.parse_args()
    compiler = os.path.abspath(arguments.compiler)
    failed = total = 0
    for source in sorted(pathlib.Path(__file__).resolve().parent.rglob('*.[tj]s')):
        expected = source.with_suffix('.expected')
        printed = check(compiler, source)
        total += 1
        if arguments.update:
            expected.write_text(printed, 'utf-8')
        elif not expected.exists() or expected.read_text('utf-8') != printed:
            failed += 1
            print(f'FAIL {source.name}: printed\n{printed}')
        if source.stem.endswith('-fine') and 'warning' in printed:
            failed += 1
            print(f'FAIL {source.name}: this is no mistake:\n{printed}')
    for code in codes(compiler, pathlib.Path(__file__).resolve().parent):
        failed += 1
        print(f'FAIL {code}: no {code}.ts brings it about, or docs/diagnostics.md does not have it')
    print(f'{total - failed} of {total} as expected')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
