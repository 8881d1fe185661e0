// tests/num/generate_date.js: vectors of time arithmetic, Date.parse and date texts; see generate.js.
"use strict";
const { groups, emit, bits, text, integer, pick, random, count } = require("./generate.js");

function time() {
  switch (integer(4)) {
    case 0:
      return Math.trunc((random() - 0.5) * 2 * 8.64e15);
    case 1:
      return Math.trunc((random() - 0.5) * 1e14);
    case 2:
      return integer(40000) * 86400000 + pick([0, -1, 1, 43200000]);
    default:
      return Math.trunc(random() * 2e12);
  }
}

const styles = [
  "toString", "toDateString", "toTimeString", "toUTCString", "toISOString", "toLocaleString",
  "toLocaleDateString", "toLocaleTimeString",
];

groups.date_text = () => {
  for (let i = 0; i < count(); i++) {
    const t = time();
    const style = i < 8 ? i : integer(8);
    const d = new Date(t);
    const options = style >= 5 ? ["en-US", { timeZone: "UTC" }] : [];
    emit("date_text", bits(t), style, text(d[styles[style]](...options)));
  }
  for (let style = 0; style < 8; style++) {
    if (style !== 4) {
      emit("date_text", bits(NaN), style, new Date(NaN)[styles[style]]());
    }
  }
};

groups.date_fields = () => {
  for (let i = 0; i < count(); i++) {
    const d = new Date(time());
    emit("date_fields", bits(d.getTime()), [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCHours(),
      d.getUTCMinutes(), d.getUTCSeconds(), d.getUTCMilliseconds(), d.getUTCDay()].join(" "));
  }
};

function part(limit) {
  return pick([integer(limit), integer(limit), integer(limit * 3) - limit, integer(1e6) - 5e5, random() * limit, NaN, 1e10, -1e9]);
}

groups.date_utc = () => {
  for (let i = 0; i < count(); i++) {
    const v = [pick([1970 + integer(100), integer(110), part(10000), integer(600000) - 300000]), part(12), part(31), part(24), part(60), part(60)];
    emit("date_utc", ...v.map(bits), bits(Date.UTC(...v)));
  }
};

const fixed = [
  "2023-03-15", "2023-03-15T19:16", "2023-03-15T19:16:27Z", "2023-03-15T19:16:27.123456Z", "2023-03-15T19:16:27+02:00",
  "2023-03", "2023", "+002023-01-01", "-000000-01-01", "-000001-01-01T00:00:00Z", "2023-3-5", "2023/03/15", "3/15/23",
  "March 15, 2023 at 7:16 PM", "Mar 15 2023 7:16 pm", "Wed, 15 Mar 2023 19:16:27 GMT", "Mar 15 2023 19:16 UTC+2",
  "Wed Mar 15 2023 19:16:27 GMT+0000 (Coordinated Universal Time)", "Mar 15 2023 (x", "2023-03-15T24:00:00", "2023-02-31",
  "2000-01-01T00:00:00.00000000000123Z", "2000-01-01T00:00:00.0000012345678Z", "2023-03-15\u0000x", "20230315", "",
  "12:30", "hello 2023", "(a (b) c) Mar 1 2000", "Jan 1 2000 10::20", "Jan 1 2000 10:20.5", "Jan 1 2000 10:20:30.5.5", "+275760-09-13T00:00:00.001Z",
  "1 2 3 4", "Jan 1 2000 23:59:60", "Jan 1 2000 +5", "2000-01-01T00:00+24:00", "Jan 1 99999999", "Jan 1 999999999", "99999999999999 Jan 1",
];

const pieces = [
  "2023", "99", "5", "15", "31", "32", "0", "00", "12", "24", "59", "60", "2000", "1970", "0050", "123456", "999999", "Jan", "feb", "March",
  "sept", "December", "am", "PM", "AM", "z", "Z", "UTC", "GMT", "EST", "pdt", "T", "t", "foo", "at", "Mon", "Tuesday", "(x)", "(", ")", ":", ":", ":",
  "-", "-", "+", ".", ",", "/", "/", " ", " ", " ", " ", "12:30", "12:30:45", "12:30:45.678", "+0100", "-08:00", "+5", "2023-03-15", "T10:20",
  "1/2/2003", "\u00e9", "\u3000", "\t", "12:30 PM", "Mar 15", "15 Mar 2023", "'",
];

groups.date_parse = () => {
  for (const s of fixed) {
    emit("date_parse", text(s), bits(Date.parse(s)));
  }
  for (let i = 0; i < count(); i++) {
    let s = "";
    if (integer(3) === 0) {
      const d = new Date(time());
      s = d[styles[integer(8)]]();
      if (integer(2)) {
        const at = integer(s.length + 1);
        s = s.slice(0, at) + pick(["", pick(pieces)]) + s.slice(at + integer(2));
      }
    } else {
      for (let n = 1 + integer(7); n > 0; n--) {
        s += pick(pieces);
      }
    }
    emit("date_parse", text(s), bits(Date.parse(s)));
  }
};
