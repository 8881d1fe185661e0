// tests/num/generate.js: prints what Node.js computes, as vectors for tests/num/compare.c.
//
//   node generate.js [--count N] [--seed S] [name…]
//
// A line is NAME, inputs and the expected output, separated by tabs. Numbers are 16 hex digits
// (the bits of the double), texts are written with \uXXXX for anything but printable ASCII.
"use strict";
process.env.TZ = "UTC";

let count = 200;
let seed = 1;
const wanted = [];
for (let i = 2; i < process.argv.length; i++) {
  const word = process.argv[i];
  if (word === "--count") {
    count = Number(process.argv[++i]);
  } else if (word === "--seed") {
    seed = Number(process.argv[++i]);
  } else {
    wanted.push(word);
  }
}

const view = new DataView(new ArrayBuffer(8));

function bits(x) {
  if (x !== x) {
    return "7ff8000000000000";
  }
  view.setFloat64(0, x);
  return (
    view.getUint32(0).toString(16).padStart(8, "0") + view.getUint32(4).toString(16).padStart(8, "0")
  );
}

function text(s) {
  return s.replace(/[^ -\[\]-~]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function integer(limit) {
  return Math.floor(random() * limit);
}

function pick(list) {
  return list[integer(list.length)];
}

const specials = [
  0, -0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2, -2, 2.5, -2.5, 3, 10, -10, NaN, Infinity, -Infinity,
  5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308,
  -1.7976931348623157e308, Number.EPSILON, 1 + Number.EPSILON, 1 - Number.EPSILON / 2,
  4294967295, 4294967296, 2147483647, 2147483648, -2147483648, -2147483649, 9007199254740991,
  9007199254740992, 9007199254740993, 4503599627370495.5, 4503599627370496, 1e21, 1e-7, 1e-6, 123456789012345680000,
  0.1, 0.2, 0.3, 1 / 3, 2 / 3, Math.PI, Math.PI / 2, Math.PI / 4, Math.E, Math.LN2, 709.782712893384,
  709.8, -745.2, -745.1, 710.4758600739439, 1e300, 1e-300, 1.005, 0.000001, 1e22, 1e23, 0.49999999999999994,
  6.02214076e23, 1.4142135623730951, 0.7071067811865476, 22, -22, 1e-10, 1e16, 8.345, 1.45, 2 ** 70, 2 ** 52 + 0.5,
];

function anyBits() {
  view.setUint32(0, integer(4294967296));
  view.setUint32(4, integer(4294967296));
  return view.getFloat64(0);
}

function number() {
  switch (integer(10)) {
    case 0:
      return anyBits();
    case 1:
      return pick(specials);
    case 2:
      return integer(2001) - 1000;
    case 3:
      return (random() + random() / 4294967296 - 0.5) * 4;
    case 4:
      return (random() + random() / 4294967296 - 0.5) * 1500;
    case 5:
      return (random() - 0.5) * 2 ** (integer(120) - 60) * (1 + random() / 4294967296);
    case 6:
      return 1 + (random() - 0.5) * 2 ** -integer(50);
    case 7:
      return Math.round(random() * 1e7) / pick([1, 10, 100, 1000, 8]);
    case 8:
      return (integer(200) - 100) * pick([Math.PI / 4, Math.PI / 2, Math.LN2, 0.5, 0.1]) * (1 + (random() - 0.5) * 2 ** -30);
    default:
      return (random() + random() / 4294967296 - 0.5) * 2;
  }
}

const out = [];
function emit(...fields) {
  out.push(fields.join("\t"));
  if (out.length > 20000) {
    require("fs").writeSync(1, out.join("\n") + "\n");
    out.length = 0;
  }
}

const groups = {};

function unary(name, f) {
  groups[name] = () => {
    for (let i = 0; i < count + specials.length; i++) {
      const x = i < specials.length ? specials[i] : number();
      emit(name, bits(x), bits(f(x)));
    }
  };
}

function binary(name, f) {
  groups[name] = () => {
    const pairs = Math.min(specials.length, Math.ceil(Math.sqrt(count * 4)));
    for (let i = 0; i < pairs; i++) {
      for (let j = 0; j < pairs; j++) {
        emit(name, bits(specials[i]), bits(specials[j]), bits(f(specials[i], specials[j])));
      }
    }
    for (let i = 0; i < count; i++) {
      const x = number();
      const y = number();
      emit(name, bits(x), bits(y), bits(f(x, y)));
    }
  };
}

for (const name of [
  "sin", "cos", "tan", "asin", "acos", "atan", "exp", "expm1", "sinh", "cosh", "tanh", "log", "log1p",
  "log2", "log10", "asinh", "acosh", "atanh", "sqrt", "cbrt", "floor", "ceil", "trunc", "round",
  "fround", "sign", "clz32",
]) {
  unary(name, Math[name]);
}
unary("toint32", (x) => x | 0);
for (const name of ["atan2", "pow", "max", "min", "imul", "hypot"]) {
  binary(name, Math[name]);
}
binary("remainder", (x, y) => x % y);

groups.hypot3 = () => {
  for (let i = 0; i < count; i++) {
    const v = [number(), number(), number()];
    emit("hypot3", ...v.map(bits), bits(Math.hypot(...v)));
  }
};

module.exports = { groups, emit, bits, text, random, integer, pick, number, anyBits, specials, count: () => count };
require("./generate_text.js");
require("./generate_date.js");
require("./generate_locale.js");

for (const name of wanted.length ? wanted : Object.keys(groups)) {
  groups[name]();
}
if (out.length) {
  require("fs").writeSync(1, out.join("\n") + "\n");
}
