// What every applet has beside the language itself. Check an applet with it and nothing of browsers or
// Node.js: tsc --noEmit --target es2020 --lib es2021,es2022.array,es2022.string,es2022.object

/** The run's log. */
interface Console {
  log(...values: any[]): void;
  info(...values: any[]): void;
  debug(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
}
declare var console: Console;

/** The user's times. */
declare const Meta: {
  /** The event's time, in the user's time zone. */
  readonly currentUserTime: moment.Moment;
  /** When the trigger fired, in the user's time zone. */
  readonly triggerTime: moment.Moment;
  /** When it fired before; undefined at the first run. */
  readonly previousTriggerTime: moment.Moment;
};

declare const MomentJS: typeof moment;

/** moment 2.31 with moment-timezone 0.6. */
declare function moment(input?: moment.Input, strict?: boolean): moment.Moment;
declare function moment(input: moment.Input, format: moment.Format, strict?: boolean): moment.Moment;
declare function moment(input: moment.Input, format: moment.Format, locale: string, strict?: boolean): moment.Moment;

declare namespace moment {
  type Input = Moment | Date | string | number | (string | number)[] | Parts | null | void;
  type Format = string | ((...ignored: any[]) => any) | (string | ((...ignored: any[]) => any))[];
  type Amount = Duration | string | number | Parts | null;
  type Unit =
    | "year" | "years" | "y" | "Y" | "quarter" | "quarters" | "Q" | "month" | "months" | "M"
    | "week" | "weeks" | "w" | "W" | "isoWeek" | "isoWeeks" | "isoweek" | "day" | "days" | "d" | "D"
    | "date" | "dates" | "weekday" | "weekdays" | "e" | "isoWeekday" | "isoWeekdays" | "E"
    | "dayOfYear" | "dayOfYears" | "DDD" | "weekYear" | "weekYears" | "gg"
    | "isoWeekYear" | "isoWeekYears" | "GG" | "hour" | "hours" | "h" | "H"
    | "minute" | "minutes" | "m" | "second" | "seconds" | "s" | "S"
    | "millisecond" | "milliseconds" | "ms";

  interface Parts {
    years?: number; year?: number; y?: number;
    quarters?: number; quarter?: number; Q?: number;
    months?: number; month?: number; M?: number;
    weeks?: number; week?: number; w?: number;
    days?: number; day?: number; d?: number;
    dates?: number; date?: number; D?: number;
    hours?: number; hour?: number; h?: number;
    minutes?: number; minute?: number; m?: number;
    seconds?: number; second?: number; s?: number;
    milliseconds?: number; millisecond?: number; ms?: number;
  }

  interface Moment extends Object {
    add(amount?: Amount, unit?: Unit): this;
    subtract(amount?: Amount, unit?: Unit): this;
    startOf(unit: Unit): this;
    endOf(unit: Unit): this;
    set(unit: Unit, value: number): this;
    set(parts: Parts): this;
    get(unit: Unit): number;
    clone(): Moment;

    year(): number; year(value: number): this;
    years(): number; years(value: number): this;
    quarter(): number; quarter(value: number): this;
    quarters(): number; quarters(value: number): this;
    /** 0 is January. */
    month(): number; month(value: number | string): this;
    months(): number; months(value: number | string): this;
    /** Day of the month, from 1. */
    date(): number; date(value: number): this;
    dates(): number; dates(value: number): this;
    /** Day of the week; 0 is Sunday. */
    day(): number; day(value: number | string): this;
    days(): number; days(value: number | string): this;
    weekday(): number; weekday(value: number): this;
    /** 1 is Monday, 7 Sunday. */
    isoWeekday(): number; isoWeekday(value: number | string): this;
    dayOfYear(): number; dayOfYear(value: number): this;
    week(): number; week(value: number): this;
    weeks(): number; weeks(value: number): this;
    isoWeek(): number; isoWeek(value: number): this;
    isoWeeks(): number; isoWeeks(value: number): this;
    weekYear(): number; weekYear(value: number): this;
    isoWeekYear(): number; isoWeekYear(value: number): this;
    hour(): number; hour(value: number): this;
    hours(): number; hours(value: number): this;
    minute(): number; minute(value: number): this;
    minutes(): number; minutes(value: number): this;
    second(): number; second(value: number): this;
    seconds(): number; seconds(value: number): this;
    millisecond(): number; millisecond(value: number): this;
    milliseconds(): number; milliseconds(value: number): this;
    weeksInYear(): number;
    isoWeeksInYear(): number;
    weeksInWeekYear(): number;
    isoWeeksInISOWeekYear(): number;
    daysInMonth(): number;
    eraName(): string;
    eraNarrow(): string;
    eraAbbr(): string;
    eraYear(): number;

    format(format?: string): string;
    calendar(reference?: Input, formats?: object): string;
    from(input: Input, withoutSuffix?: boolean): string;
    to(input: Input, withoutSuffix?: boolean): string;
    fromNow(withoutSuffix?: boolean): string;
    toNow(withoutSuffix?: boolean): string;
    diff(input: Input, unit?: Unit, precise?: boolean): number;
    valueOf(): number;
    unix(): number;
    toDate(): Date;
    toArray(): number[];
    toObject(): object;
    toISOString(keepOffset?: boolean): string;
    toJSON(): string;
    inspect(): string;

    isBefore(input?: Input, unit?: Unit): boolean;
    isAfter(input?: Input, unit?: Unit): boolean;
    isSame(input?: Input, unit?: Unit): boolean;
    isSameOrBefore(input?: Input, unit?: Unit): boolean;
    isSameOrAfter(input?: Input, unit?: Unit): boolean;
    isBetween(a: Input, b: Input, unit?: Unit | null, bounds?: "()" | "[)" | "(]" | "[]"): boolean;
    isValid(): boolean;
    invalidAt(): number;
    creationData(): object;
    parsingFlags(): object;
    isLeapYear(): boolean;
    isDST(): boolean;
    isDSTShifted(): boolean;
    isLocal(): boolean;
    isUTC(): boolean;
    isUtc(): boolean;
    isUtcOffset(): boolean;
    hasAlignedHourOffset(input?: Input): boolean;

    local(keepTime?: boolean): this;
    utc(keepTime?: boolean): this;
    utcOffset(): number; utcOffset(value: number | string, keepTime?: boolean): this;
    parseZone(): this;
    tz(): string | undefined; tz(zone: string, keepTime?: boolean): this;
    zoneAbbr(): string;
    zoneName(): string;
    locale(): string; locale(name: string | string[] | false): this;
    localeData(): any;
  }

  interface Duration extends Object {
    clone(): Duration;
    abs(): Duration;
    add(amount?: Amount, unit?: Unit): Duration;
    subtract(amount?: Amount, unit?: Unit): Duration;
    humanize(withSuffix?: boolean, thresholds?: object): string;
    as(unit: Unit): number;
    get(unit: Unit): number;
    years(): number; asYears(): number;
    months(): number; asMonths(): number;
    weeks(): number; asWeeks(): number;
    days(): number; asDays(): number;
    hours(): number; asHours(): number;
    minutes(): number; asMinutes(): number;
    seconds(): number; asSeconds(): number;
    milliseconds(): number; asMilliseconds(): number;
    asQuarters(): number;
    isValid(): boolean;
    toISOString(): string;
    toJSON(): string;
    valueOf(): number;
    locale(): string; locale(name: string): this;
    localeData(): any;
  }

  interface Zones {
    (zone: string): Moment;
    (input: Input, zone: string): Moment;
    (input: Input, format: Format, zone: string): Moment;
    (input: Input, format: Format, strict: boolean, zone: string): Moment;
    (input: Input, format: Format, locale: string, zone: string): Moment;
    (input: Input, format: Format, locale: string, strict: boolean, zone: string): Moment;
    zone(name: string): any;
    names(): string[];
    guess(ignoreCache?: boolean): string;
    setDefault(zone?: string): typeof moment;
    countries(): string[];
    zonesForCountry(country: string): string[];
    zonesForCountry(country: string, withOffset: true): { name: string; offset: number }[];
    readonly version: string;
    readonly dataVersion: string;
  }

  const tz: Zones;
  function utc(input?: Input, format?: Format, localeOrStrict?: string | boolean, strict?: boolean): Moment;
  function unix(seconds: number): Moment;
  function parseZone(input?: Input, format?: Format, strict?: boolean): Moment;
  function duration(amount?: Amount, unit?: Unit): Duration;
  function invalid(flags?: object): Moment;
  function max(...moments: Moment[]): Moment;
  function max(moments: Moment[]): Moment;
  function min(...moments: Moment[]): Moment;
  function min(moments: Moment[]): Moment;
  function now(): number;
  function isMoment(value: any): value is Moment;
  function isDate(value: any): value is Date;
  function isDuration(value: any): value is Duration;
  function locale(name?: string | string[], settings?: object): string;
  function locales(): string[];
  function localeData(name?: string | string[]): any;
  function updateLocale(name: string, settings: object | null): any;
  function defineLocale(name: string, settings: object | null): any;
  function months(): string[]; function months(index: number): string;
  function monthsShort(): string[]; function monthsShort(index: number): string;
  function weekdays(): string[]; function weekdays(index: number): string;
  function weekdaysShort(): string[]; function weekdaysShort(index: number): string;
  function weekdaysMin(): string[]; function weekdaysMin(index: number): string;
  function relativeTimeThreshold(name: string, limit?: number): number | boolean;
  function relativeTimeRounding(round?: (n: number) => number): any;
  function normalizeUnits(unit: string): string;
  let defaultFormat: string;
  let defaultFormatUtc: string;
  const version: string;
  const ISO_8601: (...ignored: any[]) => any;
  const RFC_2822: (...ignored: any[]) => any;
  const HTML5_FMT: { readonly [name: string]: string };
}
