/*
 * runtime/num/builtin_json_parse.c: JSON.parse (ECMA-262 25.5.1) without recursion.
 *
 * Open arrays and objects are frames on a stack of their own, the values read so far wait on
 * another; both start in the C frame and move to the heap when they grow. So the depth of a text
 * is limited by memory only, as in V8. Messages are V8's.
 */
#include <string.h>

#include "builtin_json.h"
#include "builtin_text.h"
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/rt.h"

enum { STACK_START = 64 };

/* A growing array of values; `values` is either `start` or in the heap. */
struct value_stack {
    value *values;
    uint32_t count;
    uint32_t capacity;
    value start[STACK_START];
};

static void stack_push(struct rt *rt, struct value_stack *stack, value v) {
    if (stack->count == stack->capacity) {
        uint32_t capacity = stack->capacity * 2;
        value *grown = heap_alloc_array(rt, capacity, sizeof *grown);
        memcpy(grown, stack->values, stack->count * sizeof *grown);
        stack->values = grown;
        stack->capacity = capacity;
    }
    stack->values[stack->count++] = v;
}

static void stack_start(struct value_stack *stack) {
    stack->values = stack->start;
    stack->count = 0;
    stack->capacity = STACK_START;
}

struct parser {
    struct rt *rt;
    value source;
    struct number_text text;
    size_t position;
    /* Values of open arrays; above them pairs (object, key) and marks, see `frames`. */
    struct value_stack values;
    /* For each open object: the object and the key that waits for its value; for each open array:
     * VALUE_HOLE and where its elements start on `values`. */
    struct value_stack frames;
};

static uint32_t unit_at(const struct parser *p, size_t index) {
    return index < p->text.length ? number_text_unit(&p->text, index) : UINT32_MAX;
}

static uint32_t current(const struct parser *p) {
    return unit_at(p, p->position);
}

static bool is_json_space(uint32_t c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(struct parser *p) {
    while (is_json_space(current(p))) {
        p->position++;
    }
}

/* --- errors, as V8 words them --- */

/* Texts that come from passing something else than JSON. */
static bool is_special(const struct parser *p) {
    static const char *const special[] = {"[object Object]", "NaN", "Infinity", "undefined"};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (string_equals(p->rt, p->source, string_from_ascii(p->rt, special[i]))) {
            return true;
        }
    }
    return false;
}

static value throw_syntax_text(struct text_builder *builder) {
    value message = text_builder_finish(builder);
    return message == VALUE_EXCEPTION ? VALUE_EXCEPTION : rt_throw_syntax(builder->rt, message);
}

static void add_range(struct text_builder *builder, const struct parser *p, size_t from,
                      size_t to) {
    for (size_t i = from; i < to; i++) {
        text_builder_unit(builder, (uint16_t)unit_at(p, i));
    }
}

/* MESSAGE at position N */
static value fail_at(struct parser *p, const char *message) {
    struct text_builder builder;
    text_builder_start(&builder, p->rt);
    text_builder_ascii(&builder, message);
    text_builder_ascii(&builder, " at position ");
    text_builder_string(&builder, number_to_string(p->rt, value_from_u32((uint32_t)p->position)));
    return throw_syntax_text(&builder);
}

/* "TEXT" is not valid JSON */
static value fail_text(struct parser *p) {
    struct text_builder builder;
    text_builder_start(&builder, p->rt);
    text_builder_unit(&builder, '"');
    text_builder_string(&builder, p->source);
    text_builder_ascii(&builder, "\" is not valid JSON");
    return throw_syntax_text(&builder);
}

/* Unexpected token 'x', ..."context"... is not valid JSON */
static value fail_token(struct parser *p) {
    enum { CONTEXT = 10, CONTEXT_FROM = 21 };
    struct text_builder builder;
    size_t from = 0;
    size_t to = p->text.length;
    /* V8 writes the dots by the position, also where nothing is cut off */
    bool cut = p->text.length >= CONTEXT_FROM;
    bool cut_start = cut && p->position >= CONTEXT;
    bool cut_end = cut && (!cut_start || p->position < p->text.length - CONTEXT);
    if (cut_start) {
        from = p->position - CONTEXT;
    }
    if (cut_end) {
        to = p->position + CONTEXT;
    }
    text_builder_start(&builder, p->rt);
    text_builder_ascii(&builder, "Unexpected token '");
    text_builder_unit(&builder, (uint16_t)current(p));
    text_builder_ascii(&builder, "', ");
    text_builder_ascii(&builder, cut_start ? "...\"" : "\"");
    add_range(&builder, p, from, to);
    text_builder_ascii(&builder, cut_end ? "\"..." : "\"");
    text_builder_ascii(&builder, " is not valid JSON");
    return throw_syntax_text(&builder);
}

/* The token at the position can't stand there; `expected` says what could, NULL if nothing
 * special. */
static value fail_unexpected(struct parser *p, const char *expected) {
    uint32_t c = current(p);
    if (expected != NULL) {
        return fail_at(p, expected);
    }
    if (is_special(p)) {
        return fail_text(p);
    }
    if (c == UINT32_MAX) {
        return rt_throw_syntax(p->rt, string_from_ascii(p->rt, "Unexpected end of JSON input"));
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        return fail_at(p, "Unexpected number in JSON");
    }
    if (c == '"') {
        return fail_at(p, "Unexpected string in JSON");
    }
    return fail_token(p);
}

/* --- tokens --- */

static int hex_digit(uint32_t c) {
    if (c >= '0' && c <= '9') {
        return (int)(c - '0');
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)(c - 'a') + 10 : -1;
}

/* Appends the escape at the position (behind the backslash). 0 or -1. */
static int parse_escape(struct parser *p, struct text_builder *builder) {
    static const char names[] = "bfnrt\"\\/";
    static const char meanings[] = "\b\f\n\r\t\"\\/";
    uint32_t c = current(p);
    if (c == 'u') {
        uint32_t unit = 0;
        for (size_t i = 1; i <= 4; i++) {
            int digit = hex_digit(unit_at(p, p->position + i));
            if (digit < 0) {
                p->position += i;
                (void)fail_unexpected(p, "Bad Unicode escape in JSON");
                return -1;
            }
            unit = unit << 4 | (uint32_t)digit;
        }
        p->position += 5;
        text_builder_unit(builder, (uint16_t)unit);
        return 0;
    }
    for (size_t i = 0; i < sizeof names - 1; i++) {
        if (c == (uint8_t)names[i]) {
            p->position++;
            text_builder_unit(builder, (uint8_t)meanings[i]);
            return 0;
        }
    }
    (void)fail_unexpected(p, c > 255 ? NULL : "Bad escaped character in JSON");
    return -1;
}

/* The units [from, to) as a string. */
static value text_range(struct parser *p, size_t from, size_t to) {
    if (p->text.wide) {
        return string_from_utf16(p->rt, (const uint16_t *)p->text.units + from, to - from);
    }
    return string_from_latin1(p->rt, (const uint8_t *)p->text.units + from, to - from);
}

/* Moves over units that stand for themselves. */
static void skip_plain(struct parser *p) {
    if (p->text.wide) {
        return;
    }
    const uint8_t *units = p->text.units;
    size_t i = p->position;
    while (i < p->text.length && units[i] >= 0x20 && units[i] != '"' && units[i] != '\\') {
        i++;
    }
    p->position = i;
}

/* A string whose opening quote is at the position. */
static value parse_string(struct parser *p) {
    struct text_builder builder;
    bool building = false;
    size_t from = ++p->position;
    for (;;) {
        skip_plain(p);
        uint32_t c = current(p);
        if (c == '"') {
            break;
        }
        if (c == UINT32_MAX) {
            return fail_unexpected(p, "Unterminated string in JSON");
        }
        if (c < 0x20) {
            return fail_unexpected(p, "Bad control character in string literal in JSON");
        }
        if (c != '\\') {
            p->position++;
            continue;
        }
        if (!building) {
            building = true;
            text_builder_start(&builder, p->rt);
        }
        add_range(&builder, p, from, p->position);
        p->position++;
        if (parse_escape(p, &builder) < 0) {
            return VALUE_EXCEPTION;
        }
        from = p->position;
    }
    size_t to = p->position++;
    if (!building) {
        return text_range(p, from, to);
    }
    add_range(&builder, p, from, to);
    return text_builder_finish(&builder);
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

/* At least one digit, or the error `missing`. 0 or -1. */
static int skip_digits(struct parser *p, const char *missing) {
    if (!is_digit(current(p))) {
        (void)fail_unexpected(p, missing);
        return -1;
    }
    while (is_digit(current(p))) {
        p->position++;
    }
    return 0;
}

static value parse_number(struct parser *p) {
    size_t start = p->position;
    bool negative = current(p) == '-';
    p->position += negative;
    if (current(p) == '0') {
        p->position++;
        if (is_digit(current(p))) {
            return fail_unexpected(p, NULL);
        }
    } else if (skip_digits(p, "No number after minus sign in JSON") < 0) {
        return VALUE_EXCEPTION;
    }
    if (current(p) == '.') {
        p->position++;
        if (skip_digits(p, "Unterminated fractional number in JSON") < 0) {
            return VALUE_EXCEPTION;
        }
    }
    if (current(p) == 'e' || current(p) == 'E') {
        p->position++;
        if (current(p) == '+' || current(p) == '-') {
            p->position++;
        }
        if (skip_digits(p, "Exponent part is missing a number in JSON") < 0) {
            return VALUE_EXCEPTION;
        }
    }
    double x = 0;
    size_t digits = start + negative;
    (void)number_parse_decimal(p->text, &digits, &x);
    return value_from_number(negative ? -x : x);
}

static value parse_word(struct parser *p, const char *word, value v) {
    for (; *word != '\0'; word++) {
        if (current(p) != (uint8_t)*word) {
            return fail_unexpected(p, NULL);
        }
        p->position++;
    }
    return v;
}

/* --- structure --- */

/* A property name, its colon, and the frame that waits for the value. 0 or -1. */
static int parse_key(struct parser *p, value object, bool first) {
    skip_space(p);
    if (current(p) != '"') {
        (void)fail_unexpected(p, first ? "Expected property name or '}' in JSON"
                                       : "Expected double-quoted property name in JSON");
        return -1;
    }
    value name = parse_string(p);
    if (name == VALUE_EXCEPTION) {
        return -1;
    }
    skip_space(p);
    if (current(p) != ':') {
        (void)fail_unexpected(p, first ? "Expected ':' after property name in JSON" : NULL);
        return -1;
    }
    p->position++;
    stack_push(p->rt, &p->frames, object);
    stack_push(p->rt, &p->frames, string_to_key(p->rt, name));
    return 0;
}

/* Reads the start of a value. *out is the value if it is complete, VALUE_HOLE if an array or object
 * was opened whose first element or property value comes next. 0 or -1. */
static int parse_start(struct parser *p, value *out) {
    struct rt *rt = p->rt;
    skip_space(p);
    uint32_t c = current(p);
    *out = VALUE_HOLE;
    switch (c) {
    case '"': *out = parse_string(p); break;
    case 't': *out = parse_word(p, "true", VALUE_TRUE); break;
    case 'f': *out = parse_word(p, "false", VALUE_FALSE); break;
    case 'n': *out = parse_word(p, "null", VALUE_NULL); break;
    case '[':
        p->position++;
        skip_space(p);
        if (current(p) == ']') {
            p->position++;
            *out = array_new(rt, 0, NULL);
            return 0;
        }
        stack_push(rt, &p->frames, VALUE_HOLE);
        stack_push(rt, &p->frames, value_from_u32(p->values.count));
        return 0;
    case '{': {
        value object = object_new(rt);
        p->position++;
        skip_space(p);
        if (current(p) == '}') {
            p->position++;
            *out = object;
            return 0;
        }
        return parse_key(p, object, true);
    }
    default: *out = c == '-' || is_digit(c) ? parse_number(p) : fail_unexpected(p, NULL); break;
    }
    return *out == VALUE_EXCEPTION ? -1 : 0;
}

/* Puts a complete value into the innermost open array or object. *out becomes that array or object
 * if this completes it, VALUE_HOLE if another element follows. 0 or -1. */
static int parse_continue(struct parser *p, value *out) {
    struct rt *rt = p->rt;
    value *frame = &p->frames.values[p->frames.count - 2];
    skip_space(p);
    uint32_t c = current(p);
    if (frame[0] == VALUE_HOLE) {
        stack_push(rt, &p->values, *out);
        *out = VALUE_HOLE;
        if (c == ',') {
            p->position++;
            return 0;
        }
        if (c != ']') {
            (void)fail_unexpected(p, "Expected ',' or ']' after array element in JSON");
            return -1;
        }
        uint32_t from = (uint32_t)value_to_int(frame[1]);
        *out = array_new(rt, p->values.count - from, p->values.values + from);
        p->values.count = from;
    } else {
        value object = frame[0];
        if (object_create_data(rt, object, frame[1], *out) < 0) {
            return -1;
        }
        if (c == ',') {
            p->position++;
            p->frames.count -= 2;
            *out = VALUE_HOLE;
            return parse_key(p, object, false);
        }
        if (c != '}') {
            (void)fail_unexpected(p, "Expected ',' or '}' after property value in JSON");
            return -1;
        }
        *out = object;
    }
    p->position++;
    p->frames.count -= 2;
    return 0;
}

value json_parse_text(struct rt *rt, value source) {
    struct parser p = {.rt = rt, .source = source, .text = number_text_of(rt, source)};
    value v;
    stack_start(&p.values);
    stack_start(&p.frames);
    do {
        size_t before = p.position;
        if (parse_start(&p, &v) < 0) {
            return VALUE_EXCEPTION;
        }
        while (v != VALUE_HOLE && p.frames.count > 0) {
            if (parse_continue(&p, &v) < 0) {
                return VALUE_EXCEPTION;
            }
        }
        rt_burn(rt, 1 + (p.position - before) / 8);
    } while (v == VALUE_HOLE);
    skip_space(&p);
    if (p.position != p.text.length) {
        return fail_unexpected(&p, "Unexpected non-whitespace character after JSON");
    }
    return v;
}
