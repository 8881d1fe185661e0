// tests/num/generate_locale.js: vectors of English number and date texts; see generate.js.
"use strict";
const { groups, emit, bits, text, integer, pick, number, random, count } = require("./generate.js");

groups.number_locale = () => {
  for (let i = 0; i < count(); i++) {
    let x = integer(3) === 0 ? number() : (random() - 0.5) * 10 ** integer(25);
    x = integer(2) === 0 && Math.abs(x) < 1e15 ? Math.round(x * 2000) / 2000 : x;
    if (!Number.isFinite(x)) {
      continue;
    }
    const minimumFractionDigits = pick([0, 0, 2, integer(5)]);
    const maximumFractionDigits = minimumFractionDigits + integer(4);
    const useGrouping = integer(4) !== 0;
    const style = integer(5) === 0 ? "percent" : "decimal";
    const s = Math.abs(x).toLocaleString("en-US", { minimumFractionDigits, maximumFractionDigits, useGrouping, style });
    emit("number_locale", bits(x), minimumFractionDigits, maximumFractionDigits, Number(useGrouping), Number(style === "percent"), s.replace("%", ""));
  }
};

const widths = [undefined, "numeric", "2-digit", "short", "long", "narrow"];
const number3 = [0, 1, 2];
const fields = [
  ["weekday", [0, 0, 3, 4, 5]], ["year", number3], ["month", [0, 1, 2, 3, 4, 5]], ["day", number3], ["hour", number3],
  ["minute", number3], ["second", number3], ["timeZoneName", [0, 0, 0, 3, 4]],
];

groups.date_locale = () => {
  for (let made = 0; made < count(); ) {
    const chosen = fields.map(([, allowed]) => pick(allowed));
    if (integer(2)) {
      chosen.fill(0, 4);
    }
    const [weekday, year, month, day, hour, minute, second] = chosen.map((w) => w !== 0);
    const clock = integer(3);
    if ((month ? weekday && !day : year && (weekday || day)) || (hour && second && !minute)) {
      continue;
    }
    if (hour && !minute && clock !== 0 && chosen[7] !== 0) {
      continue;
    }
    if (!(weekday || year || month || day || hour || minute || second)) {
      continue;
    }
    const options = { timeZone: "UTC" };
    fields.forEach(([name], i) => (options[name] = widths[chosen[i]]));
    if (clock === 2) {
      options.hourCycle = "h23";
    } else {
      options.hour12 = clock === 0;
    }
    const date = weekday || year || month || day;
    const time = hour || minute || second;
    const t = Math.trunc((random() - 0.1) * 4e12);
    const method = date && time ? "toLocaleString" : date ? "toLocaleDateString" : "toLocaleTimeString";
    emit("date_locale", bits(t), chosen.join(""), clock, text(new Date(t)[method]("en-US", options)));
    made++;
  }
};
