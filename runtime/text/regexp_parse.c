/*
 * runtime/text/regexp_parse.c: patterns to trees: alternatives, terms, groups, quantifiers
 * (ECMA-262 2020 22.2.1 with Annex B 1.2). Escapes and classes are in regexp_escape.c.
 */
#include <string.h>

#include "runtime/text/regexp_parser.h"
#include "runtime/text/unicode.h"

static const char too_large[] = "Regular expression too large";

enum status regexp_refuse(struct regexp_parser *parser, const char *message) {
    parser->error->message = message;
    parser->error->position = parser->position;
    return STATUS_INVALID;
}

enum status regexp_new_node(struct regexp_parser *parser, enum regexp_kind kind,
                            struct regexp_node **out) {
    struct regexp_node *node = parser->memory->allocate(parser->memory->context, sizeof *node);
    if (node == NULL) {
        return STATUS_NO_MEMORY;
    }
    memset(node, 0, sizeof *node);
    node->kind = kind;
    *out = node;
    return STATUS_OK;
}

enum status regexp_new_char(struct regexp_parser *parser, uint32_t point,
                            struct regexp_node **out) {
    uint32_t class[UNICODE_CASE_CLASS_MAX];
    uint32_t count = parser->ignore_case ? unicode_case_class(point, parser->unicode, class) : 1;
    enum status status = regexp_new_node(parser, count > 1 ? REGEXP_SET : REGEXP_CHAR, out);
    if (status != STATUS_OK) {
        return status;
    }
    (*out)->point = point;
    if (count > 1) {
        status = regexp_set_new(parser->memory, &(*out)->set);
        for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
            status = regexp_set_add((*out)->set, class[i], class[i]);
        }
        if (status == STATUS_OK) {
            regexp_set_normalize((*out)->set);
        }
    }
    return status;
}

uint32_t regexp_read_char(struct regexp_parser *parser) {
    if (parser->unicode) {
        return text_next(&parser->pattern, &parser->position);
    }
    return text_unit(&parser->pattern, parser->position++);
}

enum status regexp_parse_flags(const struct text_view *text, uint32_t *flags) {
    static const char letters[] = "dgimsuy";
    uint32_t found = 0;
    for (uint32_t i = 0; i < text->length; i++) {
        uint32_t unit = text_unit(text, i);
        const char *letter = letters;
        while (*letter != 0 && (uint32_t)*letter != unit) {
            letter++;
        }
        uint32_t flag = 1u << (letter - letters);
        if (*letter == 0 || (found & flag) != 0) {
            return STATUS_INVALID;
        }
        found |= flag;
    }
    *flags = found;
    return STATUS_OK;
}

/* Counts the groups of the whole pattern: whether \7 is a reference and \k a named one depends on
 * what comes later (Annex B). */
static void count_captures(struct regexp_parser *parser) {
    const struct text_view *pattern = &parser->pattern;
    bool in_class = false;
    for (uint32_t i = 0; i < pattern->length; i++) {
        uint32_t unit = text_unit(pattern, i);
        if (unit == '\\') {
            i++;
        } else if (unit == '[') {
            in_class = true;
        } else if (unit == ']') {
            in_class = false;
        } else if (unit == '(' && !in_class) {
            parser->position = i + 1;
            bool named = regexp_peek(parser, 0) == '?' && regexp_peek(parser, 1) == '<' &&
                         regexp_peek(parser, 2) != '=' && regexp_peek(parser, 2) != '!';
            parser->has_names = parser->has_names || named;
            parser->total_captures += named || regexp_peek(parser, 0) != '?';
        }
    }
    parser->position = 0;
}

static bool is_name_char(uint32_t point, bool first) {
    if (point == '$' || point == '_') {
        return true;
    }
    if (first) {
        return unicode_is_id_start(point);
    }
    return point == 0x200c || point == 0x200d || unicode_is_id_continue(point);
}

enum status regexp_parse_name(struct regexp_parser *parser, const uint16_t **units,
                              uint32_t *length) {
    static const char message[] = "Invalid capture group name";
    uint32_t room = 0, count = 0;
    while (regexp_peek(parser, room) != '>' && regexp_peek(parser, room) != REGEXP_END) {
        room++;
    }
    uint16_t *name = parser->memory->allocate(parser->memory->context, (size_t)(room + 2) * 2);
    if (name == NULL) {
        return STATUS_NO_MEMORY;
    }
    for (parser->position++; count == 0 || regexp_peek(parser, 0) != '>';) {
        uint32_t point = REGEXP_END;
        if (regexp_peek(parser, 0) == '\\' && regexp_peek(parser, 1) == 'u') {
            parser->position++;
            if (!regexp_read_unicode_escape(parser, true, &point)) {
                return regexp_refuse(parser, "Invalid Unicode escape");
            }
        } else if (regexp_peek(parser, 0) != REGEXP_END) {
            point = text_next(&parser->pattern, &parser->position);
        }
        if (point == REGEXP_END || !is_name_char(point, count == 0)) {
            return regexp_refuse(parser, message);
        }
        count += text_put(name + count, point);
    }
    parser->position++;
    *units = name;
    *length = count;
    return STATUS_OK;
}

static struct regexp_name *find_name(struct regexp_parser *parser, const uint16_t *units,
                                     uint32_t length) {
    for (struct regexp_name *name = parser->names; name != NULL; name = name->next) {
        if (name->length == length && memcmp(name->units, units, (size_t)length * 2) == 0) {
            return name;
        }
    }
    return NULL;
}

/* The name of the group that `(?<` opens; standing on `<`. */
static enum status open_named_group(struct regexp_parser *parser) {
    const uint16_t *units = NULL;
    uint32_t length = 0;
    enum status status = regexp_parse_name(parser, &units, &length);
    if (status != STATUS_OK) {
        return status;
    }
    if (parser->name_count == REGEXP_NAME_LIMIT) {
        return regexp_refuse(parser, too_large);
    }
    struct regexp_name *name = parser->memory->allocate(parser->memory->context, sizeof *name);
    if (name == NULL) {
        return STATUS_NO_MEMORY;
    }
    *name = (struct regexp_name){NULL, units, length, parser->captures, false};
    *parser->names_end = name;
    parser->names_end = &name->next;
    parser->name_count++;
    return STATUS_OK;
}

static enum status parse_disjunction(struct regexp_parser *parser, struct regexp_node **out);

/* Makes the node of a group, standing behind its `(`, and moves to its body. */
static enum status open_group(struct regexp_parser *parser, struct regexp_node **out) {
    enum regexp_kind kind = REGEXP_CAPTURE;
    bool behind = false, negative = false, named = false;
    if (regexp_peek(parser, 0) == '?') {
        uint32_t next = regexp_peek(parser, 1), after = regexp_peek(parser, 2);
        behind = next == '<' && (after == '=' || after == '!');
        named = next == '<' && !behind;
        uint32_t sign = behind ? after : next;
        negative = sign == '!';
        if (next == ':') {
            kind = REGEXP_SEQUENCE;
        } else if (sign == '=' || sign == '!') {
            kind = REGEXP_LOOK;
        } else if (!named) {
            parser->position += 1;
            return regexp_refuse(parser, "Invalid group");
        }
        parser->position += named ? 1 : behind ? 3 : 2;
    }
    enum status status = regexp_new_node(parser, kind, out);
    if (status == STATUS_OK && kind == REGEXP_CAPTURE) {
        if (parser->captures >= REGEXP_CAPTURE_LIMIT) {
            return regexp_refuse(parser, "Too many captures");
        }
        (*out)->number = ++parser->captures;
        if (named) {
            status = open_named_group(parser);
        }
    }
    if (status == STATUS_OK) {
        (*out)->behind = behind;
        (*out)->negative = negative;
    }
    return status;
}

/* Closes a named group; false if one of its name was closed before. That V8 notices only here, and
 * so do we, decides which of two errors is reported. */
static bool close_named_group(struct regexp_parser *parser, uint32_t capture) {
    struct regexp_name *own = parser->names;
    while (own != NULL && own->capture != capture) {
        own = own->next;
    }
    for (const struct regexp_name *name = parser->names; own != NULL && name != NULL;
         name = name->next) {
        if (name->closed && name->length == own->length &&
            memcmp(name->units, own->units, (size_t)own->length * 2) == 0) {
            return false;
        }
    }
    if (own != NULL) {
        own->closed = true;
    }
    return true;
}

static enum status parse_group(struct regexp_parser *parser, struct regexp_node **out) {
    struct regexp_node *group = NULL;
    parser->position++;
    enum status status = open_group(parser, &group);
    if (status != STATUS_OK) {
        return status;
    }
    if (++parser->depth > REGEXP_DEPTH_LIMIT) {
        return regexp_refuse(parser, too_large);
    }
    status = parse_disjunction(parser, &group->child);
    parser->depth--;
    if (status != STATUS_OK) {
        return status;
    }
    if (regexp_peek(parser, 0) != ')') {
        return regexp_refuse(parser, "Unterminated group");
    }
    parser->position++;
    if (group->kind == REGEXP_CAPTURE && !close_named_group(parser, group->number)) {
        return regexp_refuse(parser, "Duplicate capture group name");
    }
    *out = group->kind == REGEXP_SEQUENCE ? group->child : group;
    return STATUS_OK;
}

static uint32_t read_count(struct regexp_parser *parser) {
    uint32_t value = 0;
    for (uint32_t digit; (digit = regexp_peek(parser, 0) - '0') < 10; parser->position++) {
        value = value > (REGEXP_INFINITE - 10) / 10 ? REGEXP_INFINITE - 1 : value * 10 + digit;
    }
    return value;
}

/* Reads `{n}`, `{n,}` or `{n,m}`; false, without moving, if the text is none of them. */
static bool read_interval(struct regexp_parser *parser, uint32_t *min, uint32_t *max) {
    uint32_t start = parser->position;
    parser->position++;
    if (regexp_peek(parser, 0) - '0' < 10) {
        *min = read_count(parser);
        *max = *min;
        if (regexp_peek(parser, 0) == ',') {
            parser->position++;
            *max = regexp_peek(parser, 0) - '0' < 10 ? read_count(parser) : REGEXP_INFINITE;
        }
        if (regexp_peek(parser, 0) == '}') {
            parser->position++;
            return true;
        }
    }
    parser->position = start;
    return false;
}

/* Wraps `*atom`, which opened the groups from `first_capture` on, in the quantifier that follows,
 * if one does. */
static enum status parse_quantifier(struct regexp_parser *parser, uint32_t first_capture,
                                    struct regexp_node **atom) {
    uint32_t min = 0, max = REGEXP_INFINITE;
    switch (regexp_peek(parser, 0)) {
    case '*': parser->position++; break;
    case '+':
        parser->position++;
        min = 1;
        break;
    case '?':
        parser->position++;
        max = 1;
        break;
    case '{':
        if (!read_interval(parser, &min, &max)) {
            return parser->unicode ? regexp_refuse(parser, "Incomplete quantifier") : STATUS_OK;
        }
        if (max < min) {
            return regexp_refuse(parser, "numbers out of order in {} quantifier");
        }
        break;
    default: return STATUS_OK;
    }
    bool lazy = regexp_peek(parser, 0) == '?';
    parser->position += lazy;
    struct regexp_node *repeat = NULL;
    enum status status = regexp_new_node(parser, max == 0 ? REGEXP_EMPTY : REGEXP_REPEAT, &repeat);
    if (status != STATUS_OK) {
        return status;
    }
    /* What never consumes does the same thing each time. */
    bool still = (*atom)->kind == REGEXP_EMPTY || (*atom)->kind == REGEXP_LOOK;
    repeat->min = still && min > 1 ? 1 : min;
    /* A bound beyond counting is none: no text is that long. */
    repeat->max = max >= REGEXP_INFINITE - 1 ? REGEXP_INFINITE : max;
    repeat->lazy = lazy;
    repeat->first_capture = first_capture;
    repeat->end_capture = parser->captures + 1;
    repeat->child = *atom;
    *atom = repeat;
    return STATUS_OK;
}

/* `.`: everything, or everything but line terminators. */
static enum status new_dot(struct regexp_parser *parser, struct regexp_node **out) {
    enum status status = regexp_new_node(parser, REGEXP_SET, out);
    if (status == STATUS_OK) {
        status = regexp_set_new(parser->memory, &(*out)->set);
    }
    struct regexp_set *set = status == STATUS_OK ? (*out)->set : NULL;
    if (status == STATUS_OK && (parser->flags & REGEXP_DOT_ALL) == 0) {
        status = regexp_set_add(set, '\n', '\n');
        status = status == STATUS_OK ? regexp_set_add(set, '\r', '\r') : status;
        status = status == STATUS_OK ? regexp_set_add(set, 0x2028, 0x2029) : status;
    }
    return status == STATUS_OK ? regexp_set_negate(set) : status;
}

/* Refuses a quantifier behind a lookaround that began at `start`; without u, Annex B allows one
 * behind a lookahead. */
static enum status refuse_quantifier(struct regexp_parser *parser, uint32_t start,
                                     struct regexp_node *group) {
    struct regexp_parser at_start = *parser;
    struct regexp_node *quantified = group;
    at_start.position = start;
    uint32_t sign = regexp_peek(&at_start, 2), after = regexp_peek(&at_start, 3);
    bool behind = sign == '<' && (after == '=' || after == '!');
    bool ahead = sign == '=' || sign == '!';
    if (regexp_peek(&at_start, 1) != '?' || !(behind || (ahead && parser->unicode))) {
        return STATUS_OK;
    }
    enum status status = parse_quantifier(parser, parser->captures + 1, &quantified);
    if (status == STATUS_OK && quantified != group) {
        return regexp_refuse(parser, "Invalid quantifier");
    }
    return status;
}

/* Parses one atom or assertion; `*plain` says that no quantifier may follow it. */
static enum status parse_atom(struct regexp_parser *parser, struct regexp_node **out, bool *plain) {
    uint32_t min, max, unit = regexp_peek(parser, 0), start = parser->position;
    enum status status = STATUS_FAILED;
    *plain = false;
    switch (unit) {
    case '^':
    case '$':
        parser->position++;
        *plain = true;
        return regexp_new_node(parser, unit == '^' ? REGEXP_LINE_START : REGEXP_LINE_END, out);
    case '(':
        status = parse_group(parser, out);
        return status == STATUS_OK ? refuse_quantifier(parser, start, *out) : status;
    case '*':
    case '+':
    case '?': return regexp_refuse(parser, "Nothing to repeat");
    case '.': parser->position++; return new_dot(parser, out);
    case '[': return regexp_parse_class(parser, out);
    case '\\':
        status = regexp_parse_escape(parser, out);
        *plain = status == STATUS_OK && (*out)->kind == REGEXP_WORD_EDGE;
        return status;
    case '{':
        if (read_interval(parser, &min, &max)) {
            return regexp_refuse(parser, "Nothing to repeat");
        }
        break;
    default: break;
    }
    if (parser->unicode && (unit == '{' || unit == '}' || unit == ']')) {
        return regexp_refuse(parser, "Lone quantifier brackets");
    }
    return regexp_new_char(parser, regexp_read_char(parser), out);
}

/* Parses terms up to `|`, `)` or the end. */
static enum status parse_alternative(struct regexp_parser *parser, struct regexp_node **out) {
    struct regexp_node *first = NULL, **end = &first;
    for (;;) {
        uint32_t unit = regexp_peek(parser, 0);
        if (unit == REGEXP_END || unit == '|' || unit == ')') {
            break;
        }
        struct regexp_node *atom = NULL;
        uint32_t first_capture = parser->captures + 1;
        bool plain = false;
        enum status status = parse_atom(parser, &atom, &plain);
        if (status == STATUS_OK && !plain) {
            status = parse_quantifier(parser, first_capture, &atom);
        }
        if (status != STATUS_OK) {
            return status;
        }
        *end = atom;
        end = &atom->next;
    }
    if (first != NULL && first->next == NULL) {
        *out = first;
        return STATUS_OK;
    }
    enum status status =
        regexp_new_node(parser, first == NULL ? REGEXP_EMPTY : REGEXP_SEQUENCE, out);
    if (status == STATUS_OK) {
        (*out)->child = first;
    }
    return status;
}

static enum status parse_disjunction(struct regexp_parser *parser, struct regexp_node **out) {
    struct regexp_node *choice = NULL;
    enum status status = parse_alternative(parser, out);
    if (status != STATUS_OK || regexp_peek(parser, 0) != '|') {
        return status;
    }
    status = regexp_new_node(parser, REGEXP_CHOICE, &choice);
    if (status != STATUS_OK) {
        return status;
    }
    choice->child = *out;
    struct regexp_node **end = &choice->child->next;
    while (status == STATUS_OK && regexp_peek(parser, 0) == '|') {
        parser->position++;
        status = parse_alternative(parser, end);
        end = status == STATUS_OK ? &(*end)->next : end;
    }
    *out = choice;
    return status;
}

/* Fills in the capture numbers of \k<name>. */
static enum status resolve_references(struct regexp_parser *parser) {
    for (struct regexp_reference *reference = parser->references; reference != NULL;
         reference = reference->next) {
        struct regexp_name *name = find_name(parser, reference->units, reference->length);
        if (name == NULL) {
            return regexp_refuse(parser, "Invalid named capture referenced");
        }
        reference->node->number = name->capture;
    }
    return STATUS_OK;
}

static enum status finish_tree(struct regexp_parser *parser, struct regexp_node *root,
                               const struct regexp_tree **out) {
    struct regexp_tree *tree = parser->memory->allocate(parser->memory->context, sizeof *tree);
    if (tree == NULL) {
        return STATUS_NO_MEMORY;
    }
    *tree = (struct regexp_tree){.flags = parser->flags,
                                 .capture_count = parser->captures + 1,
                                 .root = root,
                                 .names = parser->names,
                                 .name_count = parser->name_count};
    enum status status = regexp_set_new(parser->memory, &tree->words);
    if (status == STATUS_OK) {
        status = regexp_set_add_escape(tree->words, 'w', parser->flags);
    }
    *out = tree;
    return status;
}

enum status regexp_parse(const struct text_view *pattern, uint32_t flags,
                         const struct text_memory *memory, const struct regexp_tree **tree,
                         struct regexp_error *error) {
    struct regexp_parser parser = {.pattern = *pattern,
                                   .flags = flags,
                                   .unicode = (flags & REGEXP_UNICODE) != 0,
                                   .ignore_case = (flags & REGEXP_IGNORE_CASE) != 0,
                                   .memory = memory,
                                   .error = error};
    struct regexp_node *root = NULL;
    parser.names_end = &parser.names;
    count_captures(&parser);
    enum status status = parse_disjunction(&parser, &root);
    if (status == STATUS_OK && regexp_peek(&parser, 0) == ')') {
        status = regexp_refuse(&parser, "Unmatched ')'");
    }
    if (status == STATUS_OK) {
        status = resolve_references(&parser);
    }
    return status == STATUS_OK ? finish_tree(&parser, root, tree) : status;
}
