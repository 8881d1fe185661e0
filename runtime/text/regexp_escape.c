/*
 * runtime/text/regexp_escape.c: escapes and character classes of patterns (ECMA-262 2020 22.2.1:
 * AtomEscape, CharacterEscape, CharacterClass, with Annex B 1.2).
 */
#include "runtime/text/regexp_parser.h"
#include "runtime/text/unicode.h"

#define PROPERTY_NAME_MAX 64

static uint32_t hex_digit(uint32_t unit) {
    if (unit - '0' < 10) {
        return unit - '0';
    }
    uint32_t letter = (unit | 0x20) - 'a';
    return unit < 0x80 && letter < 6 ? letter + 10 : REGEXP_END;
}

/* Reads exactly `count` hexadecimal digits `ahead` of the position; REGEXP_END if they are not. */
static uint32_t peek_hex(const struct regexp_parser *parser, uint32_t ahead, uint32_t count) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t digit = hex_digit(regexp_peek(parser, ahead + i));
        if (digit == REGEXP_END) {
            return REGEXP_END;
        }
        value = value * 16 + digit;
    }
    return value;
}

bool regexp_read_unicode_escape(struct regexp_parser *parser, bool pairs, uint32_t *point) {
    if (pairs && regexp_peek(parser, 1) == '{') {
        uint32_t value = 0, digit = REGEXP_END, ahead = 2;
        for (; (digit = hex_digit(regexp_peek(parser, ahead))) != REGEXP_END; ahead++) {
            value = value * 16 + digit;
            if (value > REGEXP_POINT_LAST) {
                return false;
            }
        }
        if (ahead == 2 || regexp_peek(parser, ahead) != '}') {
            return false;
        }
        parser->position += ahead + 1;
        *point = value;
        return true;
    }
    uint32_t unit = peek_hex(parser, 1, 4);
    if (unit == REGEXP_END) {
        return false;
    }
    parser->position += 5;
    if (pairs && text_is_lead(unit) && regexp_peek(parser, 0) == '\\' &&
        regexp_peek(parser, 1) == 'u') {
        uint32_t trail = peek_hex(parser, 2, 4);
        if (trail != REGEXP_END && text_is_trail(trail)) {
            parser->position += 6;
            unit = text_pair(unit, trail);
        }
    }
    *point = unit;
    return true;
}

/* Annex B LegacyOctalEscapeSequence, standing on its first digit. */
static uint32_t read_octal(struct regexp_parser *parser) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t digit = regexp_peek(parser, 0) - '0';
        if (digit > 7 || value * 8 + digit > 255) {
            break;
        }
        value = value * 8 + digit;
        parser->position++;
    }
    return value;
}

static bool is_syntax_character(uint32_t unit) {
    switch (unit) {
    case '^':
    case '$':
    case '\\':
    case '.':
    case '*':
    case '+':
    case '?':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case '|':
    case '/': return true;
    default: return false;
    }
}

/* \cX, standing on the c. */
static enum status read_control(struct regexp_parser *parser, bool in_class, uint32_t *point) {
    uint32_t next = regexp_peek(parser, 1);
    bool letter = next < 0x80 && (next | 0x20) - 'a' < 26;
    if (letter || (in_class && !parser->unicode && (next - '0' < 10 || next == '_'))) {
        parser->position += 2;
        *point = next & 0x1f;
        return STATUS_OK;
    }
    if (parser->unicode) {
        return regexp_refuse(parser, "Invalid Unicode escape");
    }
    *point = '\\'; /* the c stands for itself */
    return STATUS_OK;
}

/* \0 and legacy octal escapes, standing on the digit. */
static enum status read_digits(struct regexp_parser *parser, bool in_class, uint32_t *point) {
    if (parser->unicode && (regexp_peek(parser, 0) != '0' || regexp_peek(parser, 1) - '0' < 10)) {
        return regexp_refuse(parser, in_class ? "Invalid class escape" : "Invalid decimal escape");
    }
    *point = read_octal(parser);
    return STATUS_OK;
}

/* CharacterEscape, standing behind the backslash. */
static enum status read_character_escape(struct regexp_parser *parser, bool in_class,
                                         uint32_t *point) {
    static const char controls[] = "f\fn\nr\rt\tv\v";
    uint32_t unit = regexp_peek(parser, 0);
    for (uint32_t i = 0; controls[i] != 0; i += 2) {
        if (unit == (uint32_t)controls[i]) {
            parser->position++;
            *point = (uint32_t)controls[i + 1];
            return STATUS_OK;
        }
    }
    switch (unit) {
    case 'c': return read_control(parser, in_class, point);
    case 'x':
        *point = peek_hex(parser, 1, 2);
        if (*point != REGEXP_END) {
            parser->position += 3;
            return STATUS_OK;
        }
        break;
    case 'u':
        if (regexp_read_unicode_escape(parser, parser->unicode, point)) {
            return STATUS_OK;
        }
        if (parser->unicode) {
            return regexp_refuse(parser, "Invalid Unicode escape");
        }
        break;
    default:
        if (unit - '0' < 8) {
            return read_digits(parser, in_class, point);
        }
        break;
    }
    bool allowed = parser->unicode ? is_syntax_character(unit) || (in_class && unit == '-')
                                   : !(parser->has_names && unit == 'k');
    if (!allowed) {
        return regexp_refuse(parser, "Invalid escape");
    }
    *point = regexp_read_char(parser);
    return STATUS_OK;
}

static uint32_t read_property_word(struct regexp_parser *parser, char *out) {
    uint32_t length = 0;
    for (;;) {
        uint32_t unit = regexp_peek(parser, 0);
        bool fits = unit < 0x80 && (unit - '0' < 10 || (unit | 0x20) - 'a' < 26 || unit == '_');
        if (!fits || length == PROPERTY_NAME_MAX) {
            return length;
        }
        out[length++] = (char)unit;
        parser->position++;
    }
}

static enum status add_range(void *context, uint32_t first, uint32_t last) {
    return regexp_set_add(context, first, last);
}

/* \p{...} or \P{...}, standing on the letter. */
static enum status read_property(struct regexp_parser *parser, struct regexp_set *set,
                                 const char *message) {
    char name[PROPERTY_NAME_MAX], value[PROPERTY_NAME_MAX];
    uint32_t name_length = 0, value_length = 0;
    bool negative = regexp_peek(parser, 0) == 'P', good = regexp_peek(parser, 1) == '{';
    if (good) {
        parser->position += 2;
        name_length = read_property_word(parser, name);
        if (regexp_peek(parser, 0) == '=') {
            parser->position++;
            value_length = read_property_word(parser, value);
            good = value_length > 0;
        }
        good = good && name_length > 0 && regexp_peek(parser, 0) == '}';
    }
    struct unicode_property property;
    if (!good ||
        unicode_property_find(name, name_length, value, value_length, &property) != STATUS_OK) {
        return regexp_refuse(parser, message);
    }
    parser->position++;
    struct regexp_set *found = NULL;
    enum status status = regexp_set_new(parser->memory, &found);
    if (status == STATUS_OK) {
        status = unicode_property_each(&property, add_range, found);
    }
    if (status == STATUS_OK && negative) {
        status = regexp_set_negate(found);
    }
    return status == STATUS_OK ? regexp_set_add_set(set, found) : status;
}

/* CharacterClassEscape, standing behind the backslash; `*is_class` says whether it is one. */
static enum status read_class_escape(struct regexp_parser *parser, bool in_class,
                                     struct regexp_set *set, bool *is_class) {
    uint32_t unit = regexp_peek(parser, 0);
    struct regexp_set *negated = NULL;
    enum status status = STATUS_FAILED;
    *is_class = true;
    switch (unit) {
    case 'd':
    case 's':
    case 'w': parser->position++; return regexp_set_add_escape(set, (char)unit, parser->flags);
    case 'D':
    case 'S':
    case 'W':
        parser->position++;
        status = regexp_set_new(parser->memory, &negated);
        if (status == STATUS_OK) {
            status = regexp_set_add_escape(negated, (char)(unit | 0x20), parser->flags);
        }
        if (status == STATUS_OK) {
            status = regexp_set_negate(negated);
        }
        return status == STATUS_OK ? regexp_set_add_set(set, negated) : status;
    case 'p':
    case 'P':
        if (parser->unicode) {
            return read_property(parser, set,
                                 in_class ? "Invalid property name in character class"
                                          : "Invalid property name");
        }
        break;
    default: break;
    }
    *is_class = false;
    return STATUS_OK;
}

/* Closes the set over case variants under i. */
static enum status finish_set(struct regexp_parser *parser, struct regexp_set *set) {
    regexp_set_normalize(set);
    return parser->ignore_case ? regexp_set_close(set, parser->unicode) : STATUS_OK;
}

/* One class atom: a point, or a class escape that goes straight into the set. */
static enum status read_class_atom(struct regexp_parser *parser, struct regexp_set *set,
                                   uint32_t *point, bool *is_class) {
    *is_class = false;
    if (regexp_peek(parser, 0) != '\\') {
        *point = regexp_read_char(parser);
        return STATUS_OK;
    }
    parser->position++;
    uint32_t unit = regexp_peek(parser, 0);
    if (unit == REGEXP_END) {
        return regexp_refuse(parser, "\\ at end of pattern");
    }
    if (unit == 'b' || (unit == '-' && parser->unicode)) {
        parser->position++;
        *point = unit == 'b' ? '\b' : '-';
        return STATUS_OK;
    }
    enum status status = read_class_escape(parser, true, set, is_class);
    if (status != STATUS_OK || *is_class) {
        return status;
    }
    return read_character_escape(parser, true, point);
}

static enum status add_point(struct regexp_set *set, uint32_t point, bool is_class) {
    return is_class ? STATUS_OK : regexp_set_add(set, point, point);
}

/* A class atom or a range of two. */
static enum status read_class_range(struct regexp_parser *parser, struct regexp_set *set) {
    uint32_t first = 0, last = 0;
    bool first_class = false, last_class = false;
    enum status status = read_class_atom(parser, set, &first, &first_class);
    if (status != STATUS_OK || regexp_peek(parser, 0) != '-' ||
        regexp_peek(parser, 1) == REGEXP_END || regexp_peek(parser, 1) == ']') {
        return status == STATUS_OK ? add_point(set, first, first_class) : status;
    }
    parser->position++;
    status = read_class_atom(parser, set, &last, &last_class);
    if (status != STATUS_OK) {
        return status;
    }
    if (first_class || last_class) {
        if (parser->unicode) {
            return regexp_refuse(parser, "Invalid character class");
        }
        status = add_point(set, first, first_class);
        status = status == STATUS_OK ? regexp_set_add(set, '-', '-') : status;
        return status == STATUS_OK ? add_point(set, last, last_class) : status;
    }
    if (first > last) {
        return regexp_refuse(parser, "Range out of order in character class");
    }
    return regexp_set_add(set, first, last);
}

enum status regexp_parse_class(struct regexp_parser *parser, struct regexp_node **out) {
    bool negative = regexp_peek(parser, 1) == '^';
    parser->position += negative ? 2 : 1;
    enum status status = regexp_new_node(parser, REGEXP_SET, out);
    if (status == STATUS_OK) {
        status = regexp_set_new(parser->memory, &(*out)->set);
    }
    while (status == STATUS_OK && regexp_peek(parser, 0) != ']') {
        if (regexp_peek(parser, 0) == REGEXP_END) {
            return regexp_refuse(parser, "Unterminated character class");
        }
        status = read_class_range(parser, (*out)->set);
    }
    if (status != STATUS_OK) {
        return status;
    }
    parser->position++;
    status = finish_set(parser, (*out)->set);
    return status == STATUS_OK && negative ? regexp_set_negate((*out)->set) : status;
}

static enum status new_back_reference(struct regexp_parser *parser, uint32_t number,
                                      struct regexp_node **out) {
    enum status status = regexp_new_node(parser, REGEXP_BACK_REFERENCE, out);
    if (status == STATUS_OK) {
        (*out)->number = number;
    }
    return status;
}

/* \k<name>, standing on the k. */
static enum status parse_named_reference(struct regexp_parser *parser, struct regexp_node **out) {
    struct regexp_reference *reference =
        parser->memory->allocate(parser->memory->context, sizeof *reference);
    if (reference == NULL) {
        return STATUS_NO_MEMORY;
    }
    parser->position++;
    if (regexp_peek(parser, 0) != '<') {
        return regexp_refuse(parser, "Invalid named reference");
    }
    enum status status = regexp_parse_name(parser, &reference->units, &reference->length);
    if (status == STATUS_OK) {
        status = new_back_reference(parser, 0, out);
    }
    if (status == STATUS_OK) {
        reference->node = *out;
        reference->next = parser->references;
        parser->references = reference;
    }
    return status;
}

/* A decimal escape that refers to a group, standing on a digit from 1 to 9; else `*out` stays
 * NULL and the position too. */
static enum status parse_numbered_reference(struct regexp_parser *parser,
                                            struct regexp_node **out) {
    uint32_t start = parser->position, number = 0;
    for (uint32_t digit; (digit = regexp_peek(parser, 0) - '0') < 10; parser->position++) {
        number = number > REGEXP_CAPTURE_LIMIT ? number : number * 10 + digit;
    }
    if (number <= parser->total_captures) {
        return new_back_reference(parser, number, out);
    }
    parser->position = start;
    return parser->unicode ? regexp_refuse(parser, "Invalid escape") : STATUS_OK;
}

static enum status parse_class_escape(struct regexp_parser *parser, struct regexp_node **out) {
    struct regexp_set *set = NULL;
    bool is_class = false;
    enum status status = regexp_set_new(parser->memory, &set);
    if (status == STATUS_OK) {
        status = read_class_escape(parser, false, set, &is_class);
    }
    if (status != STATUS_OK || !is_class) {
        return status;
    }
    status = finish_set(parser, set);
    if (status == STATUS_OK) {
        status = regexp_new_node(parser, REGEXP_SET, out);
    }
    if (status == STATUS_OK) {
        (*out)->set = set;
    }
    return status;
}

enum status regexp_parse_escape(struct regexp_parser *parser, struct regexp_node **out) {
    enum status status = STATUS_OK;
    uint32_t point = 0;
    parser->position++;
    uint32_t unit = regexp_peek(parser, 0);
    *out = NULL;
    if (unit == REGEXP_END) {
        return regexp_refuse(parser, "\\ at end of pattern");
    }
    if (unit == 'b' || unit == 'B') {
        parser->position++;
        status = regexp_new_node(parser, REGEXP_WORD_EDGE, out);
        if (status == STATUS_OK) {
            (*out)->negative = unit == 'B';
        }
        return status;
    }
    if (unit == 'k' && (parser->unicode || parser->has_names)) {
        return parse_named_reference(parser, out);
    }
    if (unit - '1' < 9) {
        status = parse_numbered_reference(parser, out);
    } else {
        status = parse_class_escape(parser, out);
    }
    if (status == STATUS_OK && *out == NULL) {
        status = read_character_escape(parser, false, &point);
        if (status == STATUS_OK) {
            status = regexp_new_char(parser, point, out);
        }
    }
    return status;
}
