/*
 * runtime/num/date_parse.c: Date.parse.
 *
 * The text is cut into tokens. The ISO format is tried on them first; where it does not fit, what
 * was read so far stays and the forgiving rules of the older forms go on from there:
 *   - a number before ':' or '.' belongs to the time, as does one a time waits for;
 *   - any other number belongs to the date, at most three;
 *   - words before the first number, and text in parentheses, mean nothing;
 *   - month names, AM/PM, zone names and +hhmm offsets mean what they say; another word after a
 *     number is an error.
 * ECMA-262 21.4.3.2 leaves these forms to the implementation; this is what V8 11.3 accepts.
 */
#include <string.h>

#include "date_time.h"
#include "math_bits.h"

enum token_kind {
    TOKEN_END,
    TOKEN_INVALID, /* the ISO format was begun and broken beyond repair */
    TOKEN_NUMBER,
    TOKEN_SYMBOL,
    TOKEN_SPACE,
    TOKEN_MONTH,
    TOKEN_AM_PM,
    TOKEN_ZONE,
    TOKEN_SEPARATOR, /* the T between date and time */
    TOKEN_WORD,      /* any other */
    TOKEN_OTHER,     /* a comment or a character without meaning */
};

struct token {
    enum token_kind kind;
    int length; /* characters */
    int value;  /* number, symbol's character, month 1 .. 12, hours of AM/PM or zone */
};

struct scanner {
    struct number_text text;
    size_t position;
    struct token next;
};

enum { ABSENT = -1, SIGNIFICANT_DIGITS = 9 };

static const struct {
    char name[4];
    enum token_kind kind;
    int value;
} words[] = {
    {"jan", TOKEN_MONTH, 1},  {"feb", TOKEN_MONTH, 2},  {"mar", TOKEN_MONTH, 3},
    {"apr", TOKEN_MONTH, 4},  {"may", TOKEN_MONTH, 5},  {"jun", TOKEN_MONTH, 6},
    {"jul", TOKEN_MONTH, 7},  {"aug", TOKEN_MONTH, 8},  {"sep", TOKEN_MONTH, 9},
    {"oct", TOKEN_MONTH, 10}, {"nov", TOKEN_MONTH, 11}, {"dec", TOKEN_MONTH, 12},
    {"am", TOKEN_AM_PM, 0},   {"pm", TOKEN_AM_PM, 12},  {"ut", TOKEN_ZONE, 0},
    {"utc", TOKEN_ZONE, 0},   {"z", TOKEN_ZONE, 0},     {"gmt", TOKEN_ZONE, 0},
    {"cdt", TOKEN_ZONE, -5},  {"cst", TOKEN_ZONE, -6},  {"edt", TOKEN_ZONE, -4},
    {"est", TOKEN_ZONE, -5},  {"mdt", TOKEN_ZONE, -6},  {"mst", TOKEN_ZONE, -7},
    {"pdt", TOKEN_ZONE, -7},  {"pst", TOKEN_ZONE, -8},  {"t", TOKEN_SEPARATOR, 0},
};

/* The unit under the scanner, 0 at the end (so a NUL in the text ends it too). */
static uint32_t current(const struct scanner *s) {
    return s->position < s->text.length ? number_text_unit(&s->text, s->position) : 0;
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

static void scan_number(struct scanner *s, struct token *token) {
    int digits = 0;
    token->kind = TOKEN_NUMBER;
    while (current(s) == '0') {
        s->position++;
    }
    for (; is_digit(current(s)); s->position++) {
        if (digits < SIGNIFICANT_DIGITS) {
            token->value = token->value * 10 + (int)(current(s) - '0');
            digits++;
        }
    }
}

/* Words longer than three letters can only be months. */
static void scan_word(struct scanner *s, struct token *token) {
    uint32_t prefix[3] = {0, 0, 0};
    int length = 0;
    for (; current(s) >= 'A' && !number_is_space(current(s)); s->position++) {
        uint32_t c = current(s);
        if (length < 3) {
            prefix[length] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        }
        if (length < 4) {
            length++;
        }
    }
    token->kind = TOKEN_WORD;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (prefix[0] == (uint8_t)words[i].name[0] && prefix[1] == (uint8_t)words[i].name[1] &&
            prefix[2] == (uint8_t)words[i].name[2] &&
            (length <= 3 || words[i].kind == TOKEN_MONTH)) {
            token->kind = words[i].kind;
            token->value = words[i].value;
            return;
        }
    }
}

static void scan_parentheses(struct scanner *s) {
    size_t depth = 0;
    do {
        if (current(s) == ')') {
            depth--;
        } else if (current(s) == '(') {
            depth++;
        }
        s->position++;
    } while (depth > 0 && current(s) != 0);
}

static struct token scan(struct scanner *s) {
    struct token token = {TOKEN_OTHER, 0, 0};
    size_t start = s->position;
    uint32_t c = current(s);
    if (c == 0) {
        token.kind = TOKEN_END;
        return token;
    }
    if (is_digit(c)) {
        scan_number(s, &token);
    } else if (c == ':' || c == '-' || c == '+' || c == '.' || c == ')') {
        token.kind = TOKEN_SYMBOL;
        token.value = (int)c;
        s->position++;
    } else if (c >= 'A' && !number_is_space(c)) {
        scan_word(s, &token);
    } else if (number_is_space(c)) {
        token.kind = TOKEN_SPACE;
        s->position++;
    } else if (c == '(') {
        scan_parentheses(s);
    } else {
        s->position++;
    }
    size_t length = s->position - start;
    token.length = length < 1000 ? (int)length : 1000;
    return token;
}

static struct token take(struct scanner *s) {
    struct token token = s->next;
    s->next = scan(s);
    return token;
}

static bool next_is_symbol(const struct scanner *s, char symbol) {
    return s->next.kind == TOKEN_SYMBOL && s->next.value == symbol;
}

static bool next_is_sign(const struct scanner *s) {
    return next_is_symbol(s, '+') || next_is_symbol(s, '-');
}

static bool next_is_z(const struct scanner *s) {
    return s->next.kind == TOKEN_ZONE && s->next.length == 1;
}

static bool skip_symbol(struct scanner *s, char symbol) {
    if (!next_is_symbol(s, symbol)) {
        return false;
    }
    (void)take(s);
    return true;
}

static bool between(int value, int low, int high) {
    return value >= low && value <= high;
}

/* The next token is a number of exactly `length` digits within [low, high]. */
static bool next_is_fixed(const struct scanner *s, int length, int low, int high) {
    return s->next.kind == TOKEN_NUMBER && s->next.length == length &&
           between(s->next.value, low, high);
}

/* What has been read. */
struct parts {
    int date[3];
    int date_count;
    int named_month; /* ABSENT or 1 .. 12 */
    bool iso;        /* date is year, month, day */

    int time[4];
    int time_count;
    int hour_offset; /* ABSENT, or 0 and 12 of AM and PM */

    int zone_sign; /* 0: none given */
    int zone_hour, zone_minute;
};

static bool date_add(struct parts *p, int n) {
    if (p->date_count == 3) {
        return false;
    }
    p->date[p->date_count++] = n;
    return true;
}

static bool time_add(struct parts *p, int n) {
    if (p->time_count == 4) {
        return false;
    }
    p->time[p->time_count++] = n;
    return true;
}

static void time_fill(struct parts *p) {
    while (p->time_count < 4) {
        p->time[p->time_count++] = 0;
    }
}

static bool time_expects(const struct parts *p, int n) {
    return (p->time_count == 1 && between(n, 0, 59)) || (p->time_count == 2 && between(n, 0, 59)) ||
           (p->time_count == 3 && between(n, 0, 999));
}

static bool zone_expects_minute(const struct parts *p, int n) {
    return p->zone_hour != ABSENT && p->zone_minute == ABSENT && between(n, 0, 59);
}

static void zone_set(struct parts *p, int hours) {
    p->zone_sign = hours < 0 ? -1 : 1;
    p->zone_hour = hours < 0 ? -hours : hours;
    p->zone_minute = 0;
}

/* Three digits of a fraction of a second, whatever its length. */
static int milliseconds_of(struct token token) {
    int number = token.value;
    int length = token.length;
    if (length == 1) {
        return number * 100;
    }
    if (length == 2) {
        return number * 10;
    }
    if (length > SIGNIFICANT_DIGITS) {
        length = SIGNIFICANT_DIGITS;
    }
    for (; length > 3; length--) {
        number /= 10;
    }
    return number;
}

/* Z, +hh:mm, +hhmm or nothing, then the end. */
static bool parse_iso_zone(struct scanner *s, struct parts *p) {
    if (next_is_z(s)) {
        (void)take(s);
        zone_set(p, 0);
    } else if (next_is_sign(s)) {
        p->zone_sign = take(s).value == '+' ? 1 : -1;
        if (s->next.kind == TOKEN_NUMBER && s->next.length == 4) {
            int value = take(s).value;
            p->zone_hour = value / 100;
            p->zone_minute = value % 100;
            if (p->zone_hour > 23 || p->zone_minute > 59) {
                return false;
            }
        } else {
            if (!next_is_fixed(s, 2, 0, 23)) {
                return false;
            }
            p->zone_hour = take(s).value;
            if (!skip_symbol(s, ':') || !next_is_fixed(s, 2, 0, 59)) {
                return false;
            }
            p->zone_minute = take(s).value;
        }
    }
    return s->next.kind == TOKEN_END;
}

/* HH:mm[:ss[.sss]], then the zone. 24 only as 24:00:00.000. */
static bool parse_iso_time(struct scanner *s, struct parts *p) {
    if (!next_is_fixed(s, 2, 0, 24)) {
        return false;
    }
    int hour = take(s).value;
    int limit = hour == 24 ? 0 : 59;
    (void)time_add(p, hour);
    if (!skip_symbol(s, ':') || !next_is_fixed(s, 2, 0, limit)) {
        return false;
    }
    (void)time_add(p, take(s).value);
    if (skip_symbol(s, ':')) {
        if (!next_is_fixed(s, 2, 0, limit)) {
            return false;
        }
        (void)time_add(p, take(s).value);
        if (skip_symbol(s, '.')) {
            if (s->next.kind != TOKEN_NUMBER || (hour == 24 && s->next.value > 0)) {
                return false;
            }
            (void)time_add(p, milliseconds_of(take(s)));
        }
    }
    return parse_iso_zone(s, p);
}

/* The year of the ISO format; false with the token to go on from. */
static bool parse_iso_year(struct scanner *s, struct parts *p, struct token *rest) {
    if (!next_is_sign(s)) {
        if (s->next.kind != TOKEN_NUMBER || s->next.length != 4) {
            *rest = take(s);
            return false;
        }
        (void)date_add(p, take(s).value);
        return true;
    }
    struct token sign = take(s);
    *rest = sign;
    if (s->next.kind != TOKEN_NUMBER || s->next.length != 6) {
        return false;
    }
    int year = take(s).value;
    if (sign.value == '-' && year == 0) {
        return false;
    }
    (void)date_add(p, sign.value == '-' ? -year : year);
    return true;
}

/* Tries the ISO format. TOKEN_END: it was one; TOKEN_INVALID: no date at all; else the first
 * token for the older forms. */
static struct token parse_iso(struct scanner *s, struct parts *p) {
    static const struct token invalid = {TOKEN_INVALID, 0, 0};
    static const struct token end = {TOKEN_END, 0, 0};
    struct token rest;
    if (!parse_iso_year(s, p, &rest)) {
        return rest;
    }
    if (skip_symbol(s, '-')) {
        if (!next_is_fixed(s, 2, 1, 12)) {
            return take(s);
        }
        (void)date_add(p, take(s).value);
        if (skip_symbol(s, '-')) {
            if (!next_is_fixed(s, 2, 1, 31)) {
                return take(s);
            }
            (void)date_add(p, take(s).value);
        }
    }
    if (s->next.kind == TOKEN_SEPARATOR) {
        (void)take(s);
        if (!parse_iso_time(s, p)) {
            return invalid;
        }
    } else if (s->next.kind != TOKEN_END) {
        return take(s);
    }
    /* a date alone is UTC */
    if (p->zone_hour == ABSENT && p->time_count == 0) {
        zone_set(p, 0);
    }
    p->iso = true;
    return end;
}

/* A number of the older forms. */
static bool legacy_number(struct scanner *s, struct parts *p, int n) {
    if (skip_symbol(s, ':')) {
        if (skip_symbol(s, ':')) { /* n:: is n:00: */
            return p->time_count == 0 && time_add(p, n) && time_add(p, 0);
        }
        if (!time_add(p, n)) {
            return false;
        }
        (void)skip_symbol(s, '.');
        return true;
    }
    if (skip_symbol(s, '.') && time_expects(p, n)) {
        (void)time_add(p, n);
        if (s->next.kind != TOKEN_NUMBER) {
            return false;
        }
        int ms = milliseconds_of(take(s));
        (void)time_add(p, ms);
        time_fill(p);
        return true;
    }
    if (zone_expects_minute(p, n)) {
        p->zone_minute = n;
        return true;
    }
    if (time_expects(p, n)) {
        (void)time_add(p, n);
        time_fill(p);
        return s->next.kind == TOKEN_END || s->next.kind == TOKEN_SPACE || next_is_z(s) ||
               next_is_sign(s);
    }
    if (!date_add(p, n)) {
        return false;
    }
    (void)skip_symbol(s, '-');
    return true;
}

/* The offset behind a sign: +h, +hh, +hmm, +hhmm, +hh:mm. */
static bool legacy_offset(struct scanner *s, struct parts *p, int sign) {
    struct token number = {TOKEN_NUMBER, 0, 0};
    p->zone_sign = sign == '+' ? 1 : -1;
    if (s->next.kind == TOKEN_NUMBER) {
        number = take(s);
    }
    if (next_is_symbol(s, ':')) {
        p->zone_hour = number.value;
        p->zone_minute = ABSENT;
    } else if (number.length == 1 || number.length == 2) {
        p->zone_hour = number.value;
        p->zone_minute = 0;
    } else if (number.length == 3 || number.length == 4) {
        p->zone_hour = number.value / 100;
        p->zone_minute = number.value % 100;
    } else {
        return false;
    }
    return true;
}

static bool parse_legacy(struct scanner *s, struct parts *p, struct token token) {
    bool has_number = p->date_count > 0;
    for (; token.kind != TOKEN_END; token = take(s)) {
        bool is_sign = token.kind == TOKEN_SYMBOL && (token.value == '+' || token.value == '-');
        if (token.kind == TOKEN_NUMBER) {
            has_number = true;
            if (!legacy_number(s, p, token.value)) {
                return false;
            }
        } else if (token.kind == TOKEN_AM_PM && p->time_count > 0) {
            p->hour_offset = token.value;
        } else if (token.kind == TOKEN_MONTH) {
            p->named_month = token.value;
            (void)skip_symbol(s, '-');
        } else if (token.kind == TOKEN_ZONE && has_number) {
            zone_set(p, token.value);
        } else if (token.kind >= TOKEN_AM_PM && token.kind <= TOKEN_WORD) {
            if (has_number || s->next.kind == TOKEN_NUMBER) {
                return false;
            }
        } else if (is_sign && ((p->zone_hour == 0 && p->zone_minute == 0) || p->time_count > 0)) {
            has_number = true;
            if (!legacy_offset(s, p, token.value)) {
                return false;
            }
        } else if ((is_sign || (token.kind == TOKEN_SYMBOL && token.value == ')')) && has_number) {
            return false;
        }
    }
    return true;
}

/* Which of the date's numbers is what. */
static bool resolve_date(struct parts *p, double *day_number) {
    int year = 0;
    int month;
    int day;
    if (p->date_count == 0) {
        return false;
    }
    /* what is missing is 1, also where it then counts as a year: "5/7" is in 2001 */
    while (p->date_count < 3) {
        p->date[p->date_count++] = 1;
    }
    const int *d = p->date;
    if (p->named_month != ABSENT) {
        month = p->named_month;
        if (!between(d[0], 1, 31)) {
            year = d[0];
            day = d[1];
        } else {
            day = d[0];
            year = d[1];
        }
    } else if (p->iso || !between(d[0], 1, 31)) {
        year = d[0];
        month = d[1];
        day = d[2];
    } else {
        month = d[0];
        day = d[1];
        year = d[2];
    }
    if (!p->iso) {
        year += between(year, 0, 49) ? 2000 : between(year, 50, 99) ? 1900 : 0;
    }
    if (!between(month, 1, 12) || !between(day, 1, 31)) {
        return false;
    }
    *day_number = date_make_day(year, month - 1, day);
    return true;
}

static bool resolve_time(struct parts *p, double *time) {
    time_fill(p);
    int hour = p->time[0];
    if (p->hour_offset != ABSENT) {
        if (!between(hour, 0, 12)) {
            return false;
        }
        hour = hour % 12 + p->hour_offset;
    }
    bool midnight = hour == 24 && p->time[1] == 0 && p->time[2] == 0 && p->time[3] == 0;
    if (!midnight && (!between(hour, 0, 23) || !between(p->time[1], 0, 59) ||
                      !between(p->time[2], 0, 59) || !between(p->time[3], 0, 999))) {
        return false;
    }
    *time = date_make_time(hour, p->time[1], p->time[2], p->time[3]);
    return true;
}

/* Milliseconds to take off. Absurd offsets wrap around at 2^32 seconds, as they do in V8. */
static bool resolve_zone(const struct parts *p, double *offset) {
    *offset = 0.0;
    if (p->zone_sign != 0) {
        uint32_t hours = p->zone_hour == ABSENT ? 0 : (uint32_t)p->zone_hour;
        uint32_t minutes = p->zone_minute == ABSENT ? 0 : (uint32_t)p->zone_minute;
        uint32_t seconds = hours * 3600 + minutes * 60;
        if (seconds > INT32_MAX) {
            return false;
        }
        *offset = p->zone_sign * ((double)seconds * 1000.0);
    }
    return true;
}

double date_parse(struct number_text text) {
    struct scanner s = {.text = text};
    struct parts p = {
        .named_month = ABSENT, .hour_offset = ABSENT, .zone_hour = ABSENT, .zone_minute = ABSENT};
    double day;
    double time;
    double offset;
    s.next = scan(&s);
    struct token rest = parse_iso(&s, &p);
    if (rest.kind == TOKEN_INVALID) {
        return math_nan();
    }
    if (rest.kind != TOKEN_END && !parse_legacy(&s, &p, rest)) {
        return math_nan();
    }
    if (!resolve_date(&p, &day) || !resolve_time(&p, &time) || !resolve_zone(&p, &offset)) {
        return math_nan();
    }
    return date_time_clip(date_make_date(day, time) - offset);
}
