// The locales of moment that are built in, as Node.js has them: every format at many times, a line with
// the first text and a hash of all. Expected output: NODE_PATH=… node tests/js/expect.js FILE
var names = ['en', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt-br', 'ru', 'zh-cn'];
var formats = ['L', 'LL', 'LLL', 'LLLL', 'LT', 'LTS', 'l', 'll', 'lll', 'llll', 'dddd', 'ddd', 'dd', 'do', 'Do', 'DDDo',
  'MMMM', 'MMM', 'Mo', 'D MMMM', 'D MMM', 'Do MMMM YYYY', 'MMMM YYYY', 'dddd D MMMM', '[a] dddd', 'Qo', 'wo', 'Wo',
  'w e E gg GG', 'h:mm A', 'h:mm a', 'H [h] mm', 'y N NNNN', '[[]dddd[]] MMMM'];
var units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'];
var base = Date.UTC(2026, 0, 31, 8, 5, 9);

function hash(text, seed) {
  for (var i = 0; i < text.length; i++) {
    seed = Math.imul(seed ^ text.charCodeAt(i), 16777619);
  }
  return seed >>> 0;
}
function line(name, what, texts) {
  var sum = 2166136261;
  texts.forEach(function (text) { sum = hash(text + '\n', sum); });
  console.log(name + ' | ' + what + ' | ' + texts[0] + ' | ' + sum.toString(16));
}

// pseudo-random times from 1900 to 2100
var times = [base], seed = 12345;
for (var i = 0; i < 12; i++) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  times.push(-2208988800000 + seed / 4294967296 * 6311433600000 - (seed % 1000));
}
times = times.map(Math.floor);

console.log(moment.locale(), moment.locales().join());
names.forEach(function (name) {
  formats.forEach(function (format) {
    line(name, format, times.map(function (at) { return moment.utc(at).locale(name).format(format); }));
  });
  var ref = moment.utc(base);
  var near = times.map(function (at, i) { return moment.utc(base + (i * 250 / times.length - 125) * 7654321).locale(name); });
  line(name, 'calendar', near.map(function (m) { return m.calendar(ref); }));
  line(name, 'from', times.concat(near.map(Number)).map(function (at) { return moment.utc(at).locale(name).from(ref); }));
  line(name, 'to', near.map(function (m) { return m.to(ref, true); }));
  line(name, 'humanize', times.map(function (at, i) {
    return moment.duration((at - base) / Math.pow(3, i % 20)).locale(name).humanize(i % 2 === 0);
  }));
  line(name, 'humanize units', units.map(function (unit, i) {
    return [1, 2, 3, 5, 11, 21, 22, 25].map(function (n) { return moment.duration(n, unit).locale(name).humanize(true); }).join();
  }));
  line(name, 'week', times.map(function (at) {
    var m = moment.utc(at).locale(name);
    return m.week() + ' ' + m.weekday() + ' ' + m.weeksInYear() + m.clone().startOf('week').format(' L') + m.endOf('month').format(' ll');
  }));
  moment.locale(name);
  line(name, 'lists', [moment.months(), moment.monthsShort(), moment.weekdays(), moment.weekdaysShort(), moment.weekdaysMin(),
    moment.weekdays(true)].map(String));
  line(name, 'parsed', times.map(function (at) {
    var m = moment.utc(at);
    return ['LLLL', 'LL', 'D MMMM YYYY', 'Do MMM YYYY', 'dddd L LT', 'L h:mm A'].map(function (format) {
      return moment.utc(m.format(format), format).toISOString() + moment.utc(m.format(format), format, true).isValid();
    }).join();
  }));
  var data = moment.localeData();
  line(name, 'data', [data.firstDayOfWeek() + ' ' + data.firstDayOfYear() + ' ' + data.longDateFormat('LLLL') + ' ' +
    data.ordinal(3, 'D') + ' ' + data.meridiem(9, 5, true) + ' ' + data.isPM('pm') + Object.keys(data).sort().join()]);
});

console.log(moment.locale(), moment.locales().join());
moment.locale('de');
console.log(moment.locale(['xx-yy', 'ja', 'fr']), moment.locale('xx'), moment.locale(''), moment.locale('PT_BR'), moment.locale());
console.log(moment.locale(['no-such', 'none']), moment().locale('none').locale(), moment().locale('ru').locale());
console.log(moment.locales().join());
console.log(moment.utc(base, undefined, 'it').format('LLLL'), '|', moment.utc('3 août 2026', 'D MMMM YYYY', 'fr').format());
console.log(moment.tz(base, 'Asia/Tokyo').locale('ja').format('LLLL z'), '|', moment.duration(5, 'days').locale('pl').humanize());
moment.defineLocale('mine', { parentLocale: 'de', months: 'A_B_C_D_E_F_G_H_I_J_K_L'.split('_') });
console.log(moment.locale(), moment.utc(base).format('LLLL'), moment.locales().join());
moment.updateLocale('fr', { weekdays: 'a_b_c_d_e_f_g'.split('_') });
console.log(moment.locale(), moment.utc(base).format('LLLL'));
moment.updateLocale('fr', null);
moment.defineLocale('mine', null);
console.log(moment.locale('fr'), moment.utc(base).format('LLLL'), moment.locales().join());
