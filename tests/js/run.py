#!/usr/bin/env python3
"""Runs every script of the folders given and compares what it prints with NAME.expected.

    run.py --bin BUILD/bin FOLDER…

A script is JavaScript or, with the ending .ts, TypeScript. A script whose first line is `// exit N: text` must not compile: tapdance-cc exits N and its
diagnostics contain the text. Every script is compiled with and without optimisation.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile


def check(source, compiler, runner, image, level):
    build = subprocess.run([compiler, level, '--verify', '--script', '-o', image, source],
                           capture_output=True, timeout=60, check=False)
    diagnostics = build.stderr.decode(errors='replace')
    with open(source, encoding='utf-8') as file:
        wanted = re.match(r'// exit (\d): (.*)', file.readline())
    if wanted:
        good = build.returncode == int(wanted[1]) and wanted[2].strip() in diagnostics
        return None if good else f'exit {build.returncode}: {diagnostics}'
    if build.returncode != 0:
        return f'compiler exit {build.returncode}: {diagnostics}'
    run = subprocess.run([runner, image], capture_output=True, timeout=60, check=False)
    with open(os.path.splitext(source)[0] + '.expected', 'rb') as file:
        expected = file.read()
    if run.stdout == expected and run.returncode == 0:
        return None
    got, wanted = run.stdout.decode().splitlines(), expected.decode().splitlines()
    for index, line in enumerate(wanted):
        if index >= len(got) or got[index] != line:
            return f'line {index + 1}: got {got[index:index + 1]}, expected {line!r}'
    return f'exit {run.returncode}: {run.stderr.decode(errors="replace")}'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('folders', nargs='+')
    arguments = parser.parse_args()
    compiler = os.path.join(arguments.bin, 'tapdance-cc')
    runner = os.path.join(arguments.bin, 'tapdance-run')
    failed = total = 0
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, 'image')
        for path in arguments.folders:
            for name in sorted(os.listdir(path)):
                if not name.endswith(('.js', '.ts')):
                    continue
                for level in ('-O1', '-O0'):
                    total += 1
                    problem = check(os.path.join(path, name), compiler, runner, image, level)
                    if problem:
                        failed += 1
                        print(f'{name} {level}: {problem}')
    print(f'{total - failed} of {total} passed')
    sys.exit(1 if failed or not total else 0)


main()
