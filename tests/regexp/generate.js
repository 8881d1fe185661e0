// Makes cases for the regular-expression matcher with the results Node gives.
//
//   node generate.js COUNT [SEED] > cases.txt
//   node generate.js COUNT SEED SCRIPT CASES
//
// A line is: flags, pattern, input, start, result, separated by tabs. Texts are written in ASCII,
// everything else (and the backslash) as \uXXXX, one for each UTF-16 code unit. The result is
// "E message", "N" or "M start-end,start-end,-,..." with one item for each capture. Patterns from
// handwritten.txt come first. The second form writes the expressions as literals of a script, and the
// cases as: number of the literal, input, start, result.
'use strict';

const fs = require('fs');
const path = require('path');

let state = (Number(process.argv[3]) || 1) | 0;
function random(n) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
}
const pick = (list) => list[random(list.length)];
const chance = (percent) => random(100) < percent;

const narrow = ['a', 'b', 'c', 'A', 'B', 'k', 's', 'S', '0', '7', '_', ' ', '-', '\n', 'é', 'É',
  'ß', 'µ', 'ÿ', '×', '\r', '.', '/', '$'];
const broad = narrow.concat(['ſ', '\u212a', 'Å', '\u212b', 'Σ', 'σ', 'ς', 'Ω', '\u2126', 'ẞ', 'İ',
  'ı', 'Ÿ', 'μ', '\u2028', '\u3000', '\ufeff', '😀', '😁', '\u{10400}', '\u{10428}', '\ud83d',
  '\ude00', 'я', 'Я', '漢', 'ǅ', 'ǆ', 'Ǆ', 'ᾳ', 'ᾼ', 'ꭰ', 'Ꭰ']);
const properties = ['L', 'Lu', 'Ll', 'Letter', 'gc=Nd', 'General_Category=P', 'Script=Greek',
  'sc=Cyrl', 'scx=Latn', 'Script_Extensions=Han', 'Alphabetic', 'ASCII', 'Any', 'Assigned',
  'Emoji', 'White_Space', 'space', 'ID_Start', 'IDC', 'Uppercase', 'Lower', 'Cased_Letter', 'LC',
  'Emoji_Presentation', 'Foo', 'sc=Foo', 'Script', 'Greek', 'gc=', 'CWU', 'punct', 'sc=Hira'];

let alphabet = narrow;
let names = [];
let groups = 0;

const escapeSyntax = (c) => (/[\\^$.*+?()[\]{}|\/]/.test(c) ? '\\' + c : c);

function character(unicode) {
  const c = pick(alphabet);
  if (chance(85)) return escapeSyntax(c);
  const code = c.codePointAt(0);
  if (code < 256 && chance(50)) return '\\x' + code.toString(16).padStart(2, '0');
  if (unicode && chance(50)) return '\\u{' + code.toString(16) + '}';
  return [...Array(c.length).keys()].map(
    (i) => '\\u' + c.charCodeAt(i).toString(16).padStart(4, '0')).join('');
}

const classEscape = (unicode) => (unicode && chance(40)
  ? pick(['\\p', '\\P']) + '{' + pick(properties) + '}'
  : pick(['\\d', '\\D', '\\w', '\\W', '\\s', '\\S']));

function characterClass(unicode) {
  let out = chance(30) ? '[^' : '[';
  for (let n = random(4); n >= 0; n--) {
    const kind = random(10);
    if (kind < 5) out += character(unicode);
    else if (kind < 7) {
      const ends = [pick(alphabet), pick(alphabet)].sort(
        (a, b) => a.codePointAt(0) - b.codePointAt(0));
      out += escapeSyntax(ends[0]) + '-' + escapeSyntax(ends[1]);
    } else if (kind < 9) out += classEscape(unicode);
    else out += pick(['-', '\\b', '\\-', '\\cA', '^', '\\0', 'a-z', 'A-Z', '0-9']);
  }
  return out + ']';
}

function quantifier() {
  const q = pick(['*', '+', '?', '{2}', '{1,}', '{0,2}', '{1,3}', '{0}', '{0,1}', '{2,}']);
  return q + (chance(30) ? '?' : '');
}

function atom(depth, unicode) {
  const kind = random(depth > 0 ? 22 : 11);
  if (kind < 6) return character(unicode);
  if (kind < 7) return '.';
  if (kind < 9) return characterClass(unicode);
  if (kind < 10) return classEscape(unicode);
  if (kind < 11) return pick(['^', '$', '\\b', '\\B', '(?:)']);
  if (kind < 15) {
    groups++;
    if (chance(20)) {
      const name = pick(['x', 'y', 'year', '$a', '_1']);
      names.push(name);
      return '(?<' + name + '>' + disjunction(depth - 1, unicode) + ')';
    }
    return '(' + disjunction(depth - 1, unicode) + ')';
  }
  if (kind < 17) return '(?:' + disjunction(depth - 1, unicode) + ')';
  if (kind < 18) return pick(['(?=', '(?!']) + disjunction(depth - 1, unicode) + ')';
  if (kind < 20) return pick(['(?<=', '(?<!']) + disjunction(depth - 1, unicode) + ')';
  if (names.length > 0 && chance(30)) return '\\k<' + pick(names) + '>';
  return '\\' + (1 + random(Math.max(groups + 1, 2)));
}

function alternative(depth, unicode) {
  let out = '';
  for (let n = random(4); n > 0; n--) {
    const a = atom(depth, unicode);
    out += a;
    if (chance(35) && !/^([\^$]|\\[bB]|\(\?<?[=!].*)$/s.test(a)) out += quantifier();
  }
  return out;
}

function disjunction(depth, unicode) {
  let out = alternative(depth, unicode);
  while (chance(25)) out += '|' + alternative(depth, unicode);
  return out;
}

// Strings of syntax pieces: mostly early errors and Annex B.
const pieces = ['(', ')', '[', ']', '{', '}', '*', '+', '?', '|', '^', '$', '.', '\\', '/', '-',
  ',', '1', '0', '8', 'a', 'k', 'c', 'u', 'x', 'p', 'b', 'd', '<', '>', '=', '!', ':', '(?', '(?:',
  '(?=', '(?<=', '(?<a>', '(?<b>', '\\k<a>', '\\k<', '\\u', '\\u{', '\\x', '\\c', '\\p{', '\\1',
  '\\2', '\\0', '{1}', '{2,1}', '{1,', '[^', '\\-', '[a-', '\\w-', '😀', '\\ud83d', '\\ude00', '^*',
  '(?=a)', '(?!a)*', '(?<!a)+', '}', 'é', '\\u0061', '\\u{61}', '\\_', '\\8', '\\07', '\\377'];

function soup() {
  let out = '';
  for (let n = 1 + random(7); n > 0; n--) out += pick(pieces);
  return out;
}

const writeText = (text) => [...Array(text.length).keys()].map((i) => {
  const c = text.charCodeAt(i);
  return c < 0x20 || c > 0x7e || c === 0x5c
    ? '\\u' + c.toString(16).padStart(4, '0') : text[i];
}).join('');

const insidePair = (text, index) => /^[\ud800-\udbff][\udc00-\udfff]$/.test(
  text.slice(Math.max(index - 1, 0), index + 1));

// The outcome, or null where it should not be compared: too slow, or V8 differs from ECMA-262.
function result(pattern, flags, input, start) {
  let regexp;
  try {
    regexp = new RegExp(pattern, flags);
  } catch (error) {
    // What follows the last "/flags: " is the message.
    const mark = '/' + flags + ': ';
    return 'E ' + error.message.slice(error.message.lastIndexOf(mark) + mark.length);
  }
  if (!flags.includes('d')) regexp = new RegExp(pattern, flags + 'd');
  regexp.lastIndex = start;
  const begin = process.hrtime.bigint();
  const match = regexp.exec(input);
  if (process.hrtime.bigint() - begin > 2000000n) return null;
  // V8 can start inside a surrogate pair where ECMA-262 does not (22.2.7.2, step 13).
  if (regexp.unicode && (insidePair(input, start) || (match && insidePair(input, match.index)))) {
    return null;
  }
  if (match === null) return 'N';
  return 'M ' + match.indices.map((i) => (i === undefined ? '-' : i[0] + '-' + i[1])).join(',');
}

const [script, cases] = process.argv.slice(4);
const literals = new Map();
let written = '';

// The number of an expression as a literal; undefined if it can't be one.
function literal(flags, pattern) {
  const text = String(new RegExp(pattern, flags));
  if (!text.isWellFormed()) return undefined;
  if (!literals.has(text)) literals.set(text, literals.size);
  return literals.get(text);
}

function emit(flags, pattern, input, start) {
  const outcome = result(pattern, flags, input, start);
  if (outcome === null) return;
  let fields = [flags, writeText(pattern), writeText(input), start, outcome];
  if (script) {
    const number = outcome[0] === 'E' ? undefined : literal(flags, pattern);
    if (number === undefined) return;
    fields = [number, writeText(input), start, outcome];
  }
  written += fields.join('\t') + '\n';
}

function input() {
  let out = '';
  for (let n = random(12); n > 0; n--) {
    out += chance(15) ? pick(['ab', 'aa', 'abc', '00', 'ss', 'aaa', 'bab']) : pick(alphabet);
  }
  return out;
}

const readText = (text) => text.replace(/\\u([0-9a-f]{4})/g,
  (_, hex) => String.fromCharCode(parseInt(hex, 16)));

for (const line of fs.readFileSync(path.join(__dirname, 'handwritten.txt'), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue;
  const [flags, pattern, text = '', start = '0'] = line.split('\t');
  emit(flags, pattern, readText(text), Number(start));
}

for (let n = Number(process.argv[2]) || 0; n > 0; n--) {
  const unicode = chance(40);
  alphabet = chance(40) ? ['a', 'b', 'c'] : chance(50) ? narrow : broad;
  names = [];
  groups = 0;
  const flags = [...'gimsuy'].filter((f) => (f === 'u' ? unicode : chance(30))).join('');
  const pattern = chance(12) ? soup() : disjunction(3, unicode);
  const stateful = flags.includes('g') || flags.includes('y');
  for (let k = 0; k < 3; k++) {
    const text = input();
    emit(flags, pattern, text, stateful && chance(60) ? random(text.length + 2) : 0);
  }
}

if (script) {
  fs.writeFileSync(script, [...literals.keys()].map((text) => text + ';\n').join(''));
  fs.writeFileSync(cases, written);
} else {
  process.stdout.write(written);
}
