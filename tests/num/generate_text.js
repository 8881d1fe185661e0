// tests/num/generate_text.js: vectors of number printing and parsing; see generate.js.
"use strict";
const { groups, emit, bits, text, integer, pick, number, anyBits, specials, count } = require("./generate.js");

function value(i) {
  return i < specials.length ? specials[i] : integer(3) === 0 ? anyBits() : number();
}

groups.number_text = () => {
  for (let i = 0; i < count() + specials.length; i++) {
    const x = value(i);
    emit("number_text", bits(x), String(x));
  }
};

groups.radix = () => {
  for (let i = 0; i < count() + specials.length; i++) {
    const x = value(i);
    const radix = 2 + integer(35);
    emit("radix", bits(x), radix, x.toString(radix));
  }
};

for (const [name, method, least] of [["fixed", "toFixed", 0], ["exponential", "toExponential", 0], ["precision", "toPrecision", 1]]) {
  groups[name] = () => {
    for (let i = 0; i < count() + specials.length; i++) {
      const x = integer(4) === 0 ? integer(1e7) / pick([2, 4, 8, 16, 32, 1000, 200, 20]) : value(i);
      const digits = pick([least, 1, 2, 3, 5, least + integer(21), least + integer(101 - least)]);
      emit(name, bits(x), digits, x[method](digits));
      if (name === "exponential" && i % 4 === 0) {
        emit(name, bits(x), -1, x.toExponential());
      }
    }
  };
}

// A decimal: a double's own digits, its exact expansion, a halfway point, or random digits.
function decimalText() {
  const x = Math.abs(number());
  switch (integer(8)) {
    case 0:
      return String(x);
    case 1:
      return x.toPrecision(1 + integer(100));
    case 2:
      return x.toExponential(integer(101));
    case 3: {
      let digits = "";
      for (let n = 1 + integer(40); n > 0; n--) {
        digits += integer(10);
      }
      const point = integer(digits.length + 1);
      return digits.slice(0, point) + "." + digits.slice(point) + pick(["", "", "e" + (integer(700) - 350)]);
    }
    case 4: {
      // a halfway point between two doubles, exactly or nearly
      const exact = BigInt(2 ** 53) * 2n + BigInt(integer(2 ** 31)) * 2n + 1n;
      const shifted = exact << BigInt(integer(900));
      return shifted.toString() + pick(["", ".0", ".000000000000000000001", "e0"]);
    }
    case 5: {
      // the same below the point: (2m+1)/2^k with all its digits
      const k = 60 + integer(1000);
      const n = (BigInt(2 ** 52) + BigInt(integer(2 ** 31))) * 2n + 1n;
      const digits = (n * 5n ** BigInt(k)).toString();
      return digits + pick(["", "1", "0000000001"]) .slice(0) + "e-" + k;
    }
    case 6:
      return integer(1e9) + "e" + (integer(60) - 30);
    default:
      return integer(1e9) + "." + integer(1e6);
  }
}

const odd = [
  "", " ", "\t\n", "0", "-0", "+0", ".", "-", "+", "e5", ".e5", "1e", "1e+", "5.", ".5", "-.5", "+5.e3", "0x", "0x1f", "0X1F",
  "-0x10", "+0x10", "0b101", "0b2", "0o17", "0o8", "0xg", "Infinity", "-Infinity", "+Infinity", "infinity", "Infinityx",
  "  12  ", "\u00a012\ufeff", "\u2003 7 \u3000", "\u200b1", "1 2", "1_000", "1,000", "NaN", "null", "0.0000001", "1e1000",
  "-1e1000", "1e-1000", "2.5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308",
  "1.7976931348623159e308", "00012", "0012.50", "1.2.3", "12abc", "abc", "0b", "0o", "1e5x", "9007199254740993",
  "9007199254740993.0000000000000000000000000000001", "0x20000000000001", "0x20000000000003", "0x3fffffffffffff8",
  "0x" + "f".repeat(300), "0x1" + "0".repeat(255), "0b1" + "01".repeat(80), "1" + "0".repeat(400), "0." + "0".repeat(400) + "1e400",
  "0".repeat(500) + "1", "1e99999999999999999999", "0e99999999999999999999", "1" + "0".repeat(330) + "e-330", "9".repeat(900),
  "9".repeat(310) + "e-1", "1.", "1.e1", "0.e1", "\u0661", "12\u0000", "1\u2028", "4.9e-324", "179769313486231580793e289", "Infinity ", "-Infinity1",
];

function junk(s) {
  switch (integer(6)) {
    case 0:
      return pick([" ", "\n", "\u00a0", "\u2029"]) + s;
    case 1:
      return s + pick([" ", "x", "e", "\t", "."]);
    case 2:
      return pick(["-", "+"]) + s;
    default:
      return s;
  }
}

groups.number_parse = () => {
  for (let i = 0; i < count() + odd.length; i++) {
    const s = i < odd.length ? odd[i] : junk(decimalText());
    emit("number_parse", text(s), bits(Number(s)));
  }
};

groups.parse_float = () => {
  for (let i = 0; i < count() + odd.length; i++) {
    const s = i < odd.length ? odd[i] : junk(decimalText());
    emit("parse_float", text(s), bits(parseFloat(s)));
  }
};

groups.parse_int = () => {
  for (let i = 0; i < count() + odd.length; i++) {
    const radix = pick([0, 0, 10, 16, 2, 8, 32, 36, 4, 3, 7, 1, 37, -5, 2 + integer(35)]);
    let s = i < odd.length ? odd[i] : junk(integer(2) ? decimalText() : Math.floor(Math.abs(number())).toString(2 + integer(35)));
    if (integer(8) === 0) {
      s = pick(["0x", "0X", "-0x"]) + s;
    }
    emit("parse_int", text(s), radix, bits(parseInt(s, radix)));
  }
};
