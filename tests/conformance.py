#!/usr/bin/env python3
"""Runs ECMAScript's public conformance suite (test262), as far as it is about the applet language.

    conformance.py --bin BUILD/bin --suite PATH [FILTER…]
        [--both] [--optimise] [--sample N] [--reasons] [--write-expected] [--verbose]

PATH is a copy of the suite; it is not part of TAPDance. A FILTER is a piece of a test's path. A test
runs as a plain script of tapdance-cc -O0 (-O1 with --optimise) and tapdance-run, behind the harness
files that it names: once, in sloppy mode unless it is onlyStrict; with --both in strict mode too,
where it allows that.

Skipped is what docs/language.md excludes: by the features that a test declares, by names that its
text uses, and where the compiler says that a construct is not supported (exit 1). All else counts.
conformance-expected.txt lists the tests known to fail, each with the reason; a failure that is not
in the list and a listed test that passes end the run with 1.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading

EXPECTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'conformance-expected.txt')
COMPILE_SECONDS = 30
RUN_SECONDS = 20
MEMORY = 1 << 30  # bytes; some tests loop over all code points and nothing is collected
WORKERS = 2

FOLDERS = ['language', 'annexB/language'] + ['built-ins/' + name for name in '''
    Array ArrayIteratorPrototype Boolean Date Error Function Infinity JSON Map
    MapIteratorPrototype Math NaN NativeErrors Number Object RegExp RegExpStringIteratorPrototype Set
    SetIteratorPrototype String StringIteratorPrototype Symbol ThrowTypeError WeakMap WeakSet
    decodeURI decodeURIComponent encodeURI encodeURIComponent global isFinite isNaN parseFloat
    parseInt undefined'''.split()]
FOLDERS += ['annexB/' + name for name in FOLDERS if name.startswith('built-ins')]
FOLDERS += ['annexB/built-ins/escape', 'annexB/built-ins/unescape']

# Features of test262's features.txt that are in the language; a test with another one is skipped.
FEATURES = set('''
    array-find-from-last Array.prototype.at Array.prototype.flat Array.prototype.flatMap
    Array.prototype.includes Array.prototype.values arrow-function change-array-by-copy class
    class-fields-private class-fields-private-in class-fields-public class-methods-private
    class-static-block class-static-fields-private class-static-fields-public
    class-static-methods-private coalesce-expression computed-property-names const
    default-parameters destructuring-assignment destructuring-binding error-cause exponentiation
    for-in-order for-of globalThis json-superset let logical-assignment-operators Map new.target
    numeric-separator-literal object-rest object-spread Object.fromEntries Object.hasOwn Object.is
    optional-catch-binding optional-chaining regexp-dotall regexp-lookbehind regexp-match-indices
    regexp-named-groups regexp-unicode-property-escapes rest-parameters Set stable-array-sort
    string-trimming String.fromCodePoint String.prototype.at String.prototype.endsWith
    String.prototype.includes String.prototype.isWellFormed String.prototype.toWellFormed
    String.prototype.matchAll String.prototype.replaceAll String.prototype.trimEnd
    String.prototype.trimStart super Symbol Symbol.hasInstance Symbol.isConcatSpreadable
    Symbol.iterator Symbol.match Symbol.matchAll Symbol.prototype.description Symbol.replace
    Symbol.search Symbol.species Symbol.split Symbol.toPrimitive Symbol.toStringTag
    Symbol.unscopables symbols-as-weakmap-keys template u180e WeakMap WeakSet
    well-formed-json-stringify __proto__ __getter__ __setter__ Reflect.construct hashbang'''.split())

# What a test's text may not use, comments aside.
ABSENT = re.compile(r'''(?x)
    (?<![.\w"'$]) (?: eval | Reflect | Proxy | Promise | BigInt | ArrayBuffer | SharedArrayBuffer
      | DataView | TypedArray | \w+8Array | Uint8ClampedArray | \w+16Array | \w+32Array | \w+64Array
      | WeakRef | FinalizationRegistry | Atomics | Intl | GeneratorFunction | AsyncFunction
      | Iterator | AggregateError | \$262 | \$DONE ) \b
    | (?<![.\w]) Function \s* \. \s* (?: call | apply ) \b
    | \beval \s* \( | \b(?:this|global)\.eval\b | \.eval\b
    | (?<![.\w]) (?: new\s+ )? Function \s* \(
    | (?<![.\w]) new \s+ Function \b
    | \bclass \s+ \w* \s* extends \s+ Function \b''')

# The harness' isConstructor asks Reflect.construct; a class heritage asks the same question.
OWN_HARNESS = {'isConstructor.js': '''
function isConstructor(f) {
  if (typeof f !== "function") {
    throw new Test262Error("isConstructor invoked with a non-function value");
  }
  var bound = Function.prototype.bind.call(f);
  Object.defineProperty(bound, "prototype", { value: null });
  try {
    (class extends bound {});
  } catch (e) {
    return false;
  }
  return true;
}
'''}

COMMENTS = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)
HEADER = re.compile(r'/\*---(.*?)---\*/', re.S)


class Test:
    def __init__(self, suite, path):
        self.path = path
        # newline='': the suite tests carriage returns.
        with open(os.path.join(suite, 'test', path), encoding='utf-8', newline='') as file:
            self.text = file.read()
        header = HEADER.search(self.text)
        header = header[1].replace('\r\n', '\n').replace('\r', '\n') if header else ''
        self.flags = self.names(header, 'flags')
        self.features = self.names(header, 'features')
        self.includes = self.names(header, 'includes')
        negative = re.search(r'^negative:[ \t]*\n((?:[ \t]+.*\n?)+)', header, re.M)
        self.phase = self.error = None
        if negative:
            self.phase = re.search(r'phase:\s*(\w+)', negative[1])[1]
            self.error = re.search(r'type:\s*(\w+)', negative[1])[1]

    @staticmethod
    def names(header, key):
        inline = re.search(rf'^\s*{key}:\s*\[(.*?)\]', header, re.M | re.S)
        if inline:
            return inline[1].replace(',', ' ').split()
        listed = re.search(rf'^{key}:[ \t]*\n((?:[ \t]*-.*\n?)+)', header, re.M)
        return re.findall(r'-\s*(\S+)', listed[1]) if listed else []

    def why_skipped(self):
        for flag in ('async', 'module', 'CanBlockIsTrue', 'CanBlockIsFalse'):
            if flag in self.flags:
                return 'flag ' + flag
        for feature in self.features:
            if feature not in FEATURES:
                return 'feature ' + feature
        found = ABSENT.search(COMMENTS.sub(' ', self.text))
        if found:
            return 'uses ' + re.sub(r'\s+', ' ', found[0].strip(' ('))
        return None

    def modes(self, both):
        if 'raw' in self.flags:
            return ['']
        if 'onlyStrict' in self.flags:
            return ['strict']
        return [''] if 'noStrict' in self.flags or not both else ['', 'strict']


class Runner:
    def __init__(self, suite, binaries, folder, level):
        self.suite = suite
        self.level = level
        self.compiler = os.path.join(binaries, 'tapdance-cc')
        self.runner = os.path.join(binaries, 'tapdance-run')
        self.folder = folder
        self.harness_texts = {}

    def harness(self, name):
        if name not in self.harness_texts:
            text = OWN_HARNESS.get(name)
            if text is None:
                path = os.path.join(self.suite, 'harness', name)
                with open(path, encoding='utf-8', newline='') as file:
                    text = file.read()
            self.harness_texts[name] = text
        return self.harness_texts[name]

    def source(self, test, mode):
        if 'raw' in test.flags:
            return test.text
        parts = ['"use strict";\n'] if mode == 'strict' else []
        # What must not parse needs no harness in front.
        if test.phase not in ('parse', 'early'):
            for name in ['assert.js', 'sta.js'] + test.includes:
                parts.append(self.harness(name) + '\n')
        return ''.join(parts) + test.text

    @staticmethod
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    def command(self, words, seconds):
        """(exit code, what it printed), or (None, why not) at the time limit."""
        try:
            run = subprocess.run(words, capture_output=True, timeout=seconds, check=False,
                                 preexec_fn=self.limit)
        except subprocess.TimeoutExpired:
            return None, f'still running after {seconds} s'
        return run.returncode, (run.stderr + run.stdout).decode(errors='replace')

    def run(self, test, mode):
        """('pass' | 'fail' | 'skip', reason)"""
        place = os.path.join(self.folder, str(threading.get_ident()))
        script, image = place + '.js', place + '.img'
        with open(script, 'w', encoding='utf-8', newline='') as file:
            file.write(self.source(test, mode))
        parse_only = test.phase in ('parse', 'early')
        words = [self.compiler, '--script']
        words += ['--check', script] if parse_only else [
            self.level, '--memory', str(MEMORY), '-o', image, script]
        code, text = self.command(words, COMPILE_SECONDS)
        first = text.split('\n', 1)[0].replace(script + ':', '')
        if code == 1:
            return 'skip', 'refused: ' + re.sub(r'^[\d:]*\s*', '', first)
        if code == 2:
            # Declarations that clash with global ones throw before the first statement: also here.
            expected = parse_only or test.error == 'SyntaxError'
            return ('pass', '') if expected else ('fail', 'compile: ' + first)
        if code != 0:
            return 'fail', f'compiler exit {code}: {first}'
        if parse_only:
            return 'fail', 'compiles, but must be refused as ' + test.error
        code, text = self.command([self.runner, image], RUN_SECONDS)
        first = text.strip().split('\n')[0] if text.strip() else ''
        if code == 1 and first.startswith('Uncaught EvalError: Code generation from strings'):
            return 'skip', 'makes code from a text'
        if test.phase:
            if code == 1 and first.startswith('Uncaught ' + test.error):
                return 'pass', ''
            return 'fail', f'expected {test.error}, got exit {code}: {first}'
        return ('pass', '') if code == 0 else ('fail', f'exit {code}: {first}')


def find_tests(suite, filters):
    for folder in FOLDERS:
        for place, _, names in os.walk(os.path.join(suite, 'test', folder)):
            for name in names:
                path = os.path.relpath(os.path.join(place, name), os.path.join(suite, 'test'))
                if not name.endswith('.js') or '_FIXTURE' in name:
                    continue
                if not filters or any(text in path for text in filters):
                    yield path


def read_expected():
    expected = {}
    with open(EXPECTED, encoding='utf-8') as file:
        for line in file:
            if line.strip() and not line.startswith('#'):
                path, _, reason = line.strip().partition(': ')
                expected[path] = reason
    return expected


def group(path):
    parts = path.split('/')
    depth = 3 if parts[0] in ('language', 'annexB') else 2
    return '/'.join(parts[:min(depth, len(parts) - 1)])


def report(results, show_reasons):
    table = collections.defaultdict(collections.Counter)
    reasons = collections.Counter()
    for key, (outcome, reason) in results.items():
        table[group(key)][outcome] += 1
        if outcome == 'skip':
            reasons[reason] += 1
    width = max(map(len, table), default=5)
    print(f'{"folder":{width}}   pass   fail   skip')
    for folder in sorted(table):
        row = table[folder]
        print(f'{folder:{width}} {row["pass"]:6} {row["fail"]:6} {row["skip"]:6}')
    if show_reasons:
        for reason, count in reasons.most_common(60):
            print(f'{count:7} skipped: {reason}')
    total = sum(table.values(), collections.Counter())
    ran = total['pass'] + total['fail']
    rate = 100 * total['pass'] / ran if ran else 0
    print(f'{total["pass"]} of {ran} passed ({rate:.2f} %), {total["skip"]} skipped')


def compare(results, expected):
    """Prints what differs from the list; whether nothing does."""
    good = True
    for key in sorted(results):
        outcome, reason = results[key]
        listed = key in expected or key.removesuffix(' (strict)') in expected
        if outcome == 'fail' and not listed:
            print(f'FAIL {key}: {reason}')
            good = False
        elif outcome != 'fail' and key in expected:
            print(f'NO LONGER FAILS {key}: take it out of conformance-expected.txt')
            good = False
    return good


def write_expected(results):
    """Takes over today's failures of the tests that ran; reasons that stand there stay."""
    expected = {k: v for k, v in read_expected().items() if k not in results or
                results[k][0] == 'fail'}
    for key, (outcome, reason) in results.items():
        if outcome == 'fail':
            expected.setdefault(key, reason)
    with open(EXPECTED, encoding='utf-8') as file:
        head = [line for line in file if line.startswith('#')]
    with open(EXPECTED, 'w', encoding='utf-8') as file:
        file.writelines(head)
        file.writelines(f'{key}: {expected[key][:160]}\n' for key in sorted(expected))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--bin', required=True)
    parser.add_argument('--suite', required=True, help='a copy of test262')
    parser.add_argument('--both', action='store_true', help='sloppy and strict mode')
    parser.add_argument('--optimise', action='store_true', help='compile with -O1')
    parser.add_argument('--sample', type=int, default=1, help='every Nth test only')
    parser.add_argument('--reasons', action='store_true', help='why tests are skipped')
    parser.add_argument('--write-expected', action='store_true')
    parser.add_argument('--verbose', action='store_true', help='each failure as it happens')
    parser.add_argument('filters', nargs='*')
    arguments = parser.parse_args()
    paths = sorted(find_tests(arguments.suite, arguments.filters))[::arguments.sample]
    if not paths:
        sys.exit('conformance.py: no test matches')
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        level = '-O1' if arguments.optimise else '-O0'
        runner = Runner(arguments.suite, arguments.bin, folder, level)

        def one(path):
            test = Test(arguments.suite, path)
            skipped = test.why_skipped()
            found = {}
            for mode in test.modes(arguments.both):
                key = path + (' (strict)' if mode and 'onlyStrict' not in test.flags else '')
                found[key] = ('skip', skipped) if skipped else runner.run(test, mode)
                if arguments.verbose and found[key][0] == 'fail':
                    print(f'{key}: {found[key][1]}', flush=True)
            return found

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for found in pool.map(one, paths):
                results.update(found)
    report(results, arguments.reasons)
    if arguments.write_expected:
        write_expected(results)
        return
    if not compare(results, read_expected()):
        sys.exit(1)


if __name__ == '__main__':
    main()
