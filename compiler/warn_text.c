/*
 * compiler/warn_text.c: texts that don't say what they were meant to: time formats, locales,
 * placeholders.
 */
#include <string.h>

#include "compiler/warn_internal.h"
#include "moment_locales.h"

/* --- Time formats --- */

/* Copies the format without what stands in brackets. */
static void plain_format(struct ast_string text, char *out, size_t capacity) {
    size_t length = 0;
    bool quoted = false;
    for (uint32_t i = 0; i < text.length && length + 1 < capacity; i++) {
        const uint16_t unit = text.units[i];
        if (unit == '[' || unit == ']') {
            quoted = unit == '[';
            out[length++] = '|';
        } else if (!quoted) {
            out[length++] = unit < 0x80 ? (char)unit : '?';
        }
    }
    out[length] = '\0';
}

static size_t run_length(const char *at) {
    size_t length = 0;
    while (at[length] == at[0] && at[0] != '\0') {
        length++;
    }
    return length;
}

static bool is_part(char separator) {
    return separator == '/' || separator == '-' || separator == '.';
}

struct format_mistake {
    const char *message, *hint;
};

/* Two neighbouring runs, with one separator between them. */
static struct format_mistake judge(char a, size_t a_length, char separator, char b,
                                   size_t b_length) {
    if (separator == ':' && (a == 'H' || a == 'h' || a == 'k') && b == 'M' && b_length == 2) {
        return (struct format_mistake){"MM is the month", "minutes are mm"};
    }
    if (separator == ':' && a == 'm' && b == 'S' && b_length == 2) {
        return (struct format_mistake){"SS is a fraction of a second", "seconds are ss"};
    }
    const bool a_date = a == 'Y' || a == 'D';
    const bool b_date = b == 'Y' || b == 'D';
    if (is_part(separator) &&
        ((a_date && b == 'm' && b_length == 2) || (b_date && a == 'm' && a_length == 2))) {
        return (struct format_mistake){"mm are the minutes", "the month is MM"};
    }
    if (is_part(separator) &&
        ((a == 'M' && b == 'd' && b_length == 2) || (b == 'M' && a == 'd' && a_length == 2))) {
        return (struct format_mistake){"dd is the day of the week", "the day of the month is DD"};
    }
    return (struct format_mistake){NULL, NULL};
}

static struct format_mistake find_mistake(const char *format) {
    for (const char *at = format; *at != '\0';) {
        const size_t length = run_length(at);
        if (*at == 'Y' && length == 3) {
            return (struct format_mistake){"YYY is a year of two digits and one of four",
                                           "the year is YYYY"};
        }
        const char separator = at[length];
        const char *next = separator != '\0' ? at + length + 1 : at + length;
        if (separator != '\0' && *next != '\0') {
            const struct format_mistake mistake =
                judge(*at, length, separator, *next, run_length(next));
            if (mistake.message != NULL) {
                return mistake;
            }
        }
        at += length;
    }
    return (struct format_mistake){NULL, NULL};
}

static void check_format(struct warner *warner, const struct ast_node *literal) {
    struct ast_string text;
    char format[128];
    if (!infer_text(literal, &text)) {
        return;
    }
    plain_format(text, format, sizeof format);
    const struct format_mistake mistake = find_mistake(format);
    if (mistake.message != NULL) {
        warn(warner, WARN_TIME_FORMAT, literal, mistake.hint, "in a time format, %s",
             mistake.message);
    }
}

/* --- Locales --- */

static const char *const locales[] = {MOMENT_LOCALES};

static bool is_locale(const char *name) {
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        if (strcmp(locales[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* As moment looks one up: in lower case, with hyphens. False where it can be none. */
static bool locale_name(struct ast_string text, char *out, size_t capacity) {
    if (text.length == 0 || text.length >= capacity) {
        return false;
    }
    for (uint32_t i = 0; i < text.length; i++) {
        const uint16_t unit = text.units[i];
        out[i] = unit == '_' ? '-' : unit >= 'A' && unit <= 'Z' ? (char)(unit | 32) : (char)unit;
    }
    out[text.length] = '\0';
    return true;
}

static void check_locale(struct warner *warner, const struct ast_node *literal) {
    struct ast_string text;
    char name[32];
    if (!infer_text(literal, &text) || !locale_name(text, name, sizeof name) || is_locale(name)) {
        return;
    }
    char *hyphen = strchr(name, '-');
    if (hyphen != NULL) { /* moment goes on with the language alone */
        *hyphen = '\0';
    }
    const char *hint =
        hyphen != NULL && is_locale(name)
            ? warn_text(warner, "'%s' is used in its place", name)
            : "the locale stays as it is; docs/language.md lists those that there are";
    warn(warner, WARN_LOCALE, literal, hint, "the locale '%s' is not built in",
         warn_literal(warner, text));
}

static bool has_locale(enum known_type type) {
    return type == TYPE_MOMENT || type == TYPE_DURATION || type == TYPE_MOMENT_FUNCTION;
}

static void check_call(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *callee = node->as.call.callee;
    const struct ast_list *arguments = &node->as.call.arguments;
    const enum known_type type = infer_type(&warner->inferrer, callee);
    if (callee->kind == NODE_MEMBER && arguments->count == 1 &&
        strcmp(callee->as.member.name->text, "locale") == 0 &&
        has_locale(infer_type(&warner->inferrer, callee->as.member.object))) {
        check_locale(warner, arguments->items[0]);
        return;
    }
    if ((type == TYPE_MOMENT_FUNCTION || type == TYPE_MOMENT_TZ) && arguments->count >= 2) {
        check_format(warner, arguments->items[1]);
        return;
    }
    if (callee->kind != NODE_MEMBER || arguments->count == 0 ||
        strcmp(callee->as.member.name->text, "format") != 0) {
        return;
    }
    if (infer_type(&warner->inferrer, callee->as.member.object) == TYPE_MOMENT) {
        check_format(warner, arguments->items[0]);
    }
}

/* --- `${…}` in quotes --- */

static bool is_name_start(uint16_t unit) {
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z') || unit == '_' ||
           unit == '$';
}

/* Whether the applet has something of that name. */
static bool is_name_in_use(const struct warner *warner, const char *name, size_t length) {
    const struct analysis *analysis = warner->analysis;
    for (uint32_t i = 0; i < analysis->roots.count; i++) {
        const struct atom *atom = analysis->roots.items[i]->as.identifier.name;
        if (atom->length == length && memcmp(atom->text, name, length) == 0) {
            return true;
        }
    }
    const struct script *script = warner->script;
    for (uint32_t i = 0; i < script->function_count; i++) {
        for (uint32_t k = 0; k < script->functions[i]->binding_count; k++) {
            const struct analysis_uses *uses =
                &analysis->bindings[analysis->first_binding[script->functions[i]->id] + k];
            const struct atom *atom = uses->count > 0 ? uses->items[0]->as.identifier.name : NULL;
            if (atom != NULL && atom->length == length && memcmp(atom->text, name, length) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void check_placeholder(struct warner *warner, const struct ast_node *node) {
    const struct ast_string text = node->as.string;
    for (uint32_t i = 0; i + 3 < text.length; i++) {
        if (text.units[i] != '$' || text.units[i + 1] != '{' || !is_name_start(text.units[i + 2])) {
            continue;
        }
        char name[64];
        size_t length = 0;
        uint32_t at = i + 2;
        while (
            at < text.length && length < sizeof name &&
            (is_name_start(text.units[at]) || (text.units[at] >= '0' && text.units[at] <= '9'))) {
            name[length++] = (char)text.units[at++];
        }
        bool closed = false;
        for (uint32_t k = at; k < text.length && !closed; k++) {
            closed = text.units[k] == '}';
        }
        if (closed && is_name_in_use(warner, name, length)) {
            warn(warner, WARN_PLACEHOLDER, node, "write the text in backticks: `…${name}…`",
                 "in quotes, ${%.*s… stays as it is", (int)length, name);
            return;
        }
    }
}

void warn_text_node(struct warner *warner, const struct ast_node *node) {
    if (node->kind == NODE_CALL) {
        check_call(warner, node);
    } else if (node->kind == NODE_STRING) {
        check_placeholder(warner, node);
    }
}
