/*
 * compiler/warn_comparison.c: comparisons whose sides can't be equal, or are not compared as they look.
 */
#include <stdlib.h>
#include <string.h>

#include "compiler/warn_internal.h"

static bool is_relation(enum ast_operator operator_) {
    return operator_ >= OP_LESS && operator_ <= OP_GREATER_EQUAL;
}

static bool is_equality(enum ast_operator operator_) {
    return operator_ >= OP_EQUAL && operator_ <= OP_STRICT_NOT_EQUAL;
}

static bool is_strict(enum ast_operator operator_) {
    return operator_ == OP_STRICT_EQUAL || operator_ == OP_STRICT_NOT_EQUAL;
}

static const char *outcome_of(enum ast_operator operator_) {
    return operator_ == OP_NOT_EQUAL || operator_ == OP_STRICT_NOT_EQUAL ? "always true"
                                                                         : "never true";
}

static bool equals_ascii(struct ast_string text, const char *ascii) {
    uint32_t i = 0;
    while (i < text.length && ascii[i] != '\0' && text.units[i] == (unsigned char)ascii[i]) {
        i++;
    }
    return i == text.length && ascii[i] == '\0';
}

static bool is_nan(const struct ast_node *node) {
    if (node->kind == NODE_MEMBER) {
        return warn_is_global(node->as.member.object, "Number") &&
               strcmp(node->as.member.name->text, "NaN") == 0;
    }
    return warn_is_global(node, "NaN");
}

static bool check_nan(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *left = node->as.binary.left;
    const struct ast_node *right = node->as.binary.right;
    if (!is_nan(left) && !is_nan(right)) {
        return false;
    }
    warn(warner, WARN_COMPARISON, node,
         warn_text(warner, "write isNaN(%s)", warn_source(warner, is_nan(left) ? right : left)),
         "NaN is not equal to anything, itself included: this is %s",
         outcome_of(node->as.binary.operator_));
    return true;
}

/* The word on the other side of typeof. */
static bool check_typeof(struct warner *warner, const struct ast_node *node) {
    static const char *const words[] = {"undefined", "object",   "boolean", "number",
                                        "string",    "function", "symbol"};
    const struct ast_node *sides[] = {node->as.binary.left, node->as.binary.right};
    struct ast_string text;
    for (unsigned i = 0; i < 2; i++) {
        const struct ast_node *side = sides[i];
        if (side->kind != NODE_UNARY || side->as.unary.operator_ != OP_TYPEOF ||
            !infer_text(sides[1 - i], &text)) {
            continue;
        }
        struct suggestion suggestion;
        const char *written = warn_literal(warner, text);
        suggest_start(&suggestion, written);
        for (unsigned k = 0; k < sizeof words / sizeof words[0]; k++) {
            if (equals_ascii(text, words[k])) {
                return true;
            }
            suggest_offer(&suggestion, words[k]);
        }
        const char *hint = suggestion.best != NULL
                               ? warn_text(warner, "did you mean \"%s\"?", suggestion.best)
                               : "typeof gives \"undefined\", \"object\", \"boolean\", "
                                 "\"number\", \"string\", \"function\" or \"symbol\"";
        warn(warner, WARN_COMPARISON, sides[1 - i], hint, "typeof never gives \"%s\": this is %s",
             written, outcome_of(node->as.binary.operator_));
        return true;
    }
    return false;
}

/* --- Kinds --- */

enum kind_class { CLASS_NONE, CLASS_TEXT, CLASS_NUMBER, CLASS_BOOLEAN, CLASS_OBJECT };

static enum kind_class class_of(enum known_type type) {
    switch (type) {
    case TYPE_TEXT: return CLASS_TEXT;
    case TYPE_NUMBER: return CLASS_NUMBER;
    case TYPE_BOOLEAN: return CLASS_BOOLEAN;
    case TYPE_ARRAY:
    case TYPE_MOMENT:
    case TYPE_DURATION:
    case TYPE_DATE:
    case TYPE_REGEXP:
    case TYPE_FUNCTION:
    case TYPE_OBJECT: return CLASS_OBJECT;
    default: return CLASS_NONE;
    }
}

/* Comparing numbers with this text compares with NaN. Empty and blank texts are 0. */
static bool text_is_no_number(struct ast_string text) {
    bool blank = true;
    for (uint32_t i = 0; i < text.length; i++) {
        const uint16_t unit = text.units[i];
        const uint16_t lower = unit | 32;
        /* digits, signs, points, hexadecimal, exponents, Infinity: leave them */
        if ((unit >= '0' && unit <= '9') || lower == 'i') {
            return false;
        }
        blank = blank && (unit <= ' ' || unit > 0x7F);
    }
    return !blank;
}

static const char *hint_for_kinds(struct warner *warner, const struct ast_node *left,
                                  enum known_type a, enum known_type b) {
    if ((a == TYPE_TEXT && b == TYPE_NUMBER) || (a == TYPE_NUMBER && b == TYPE_TEXT)) {
        return a == TYPE_TEXT
                   ? warn_text(warner,
                               "write Number(%s), or compare with ==", warn_source(warner, left))
                   : "compare with a number, or with ==";
    }
    if ((a == TYPE_TEXT) != (b == TYPE_TEXT) && (a == TYPE_BOOLEAN || b == TYPE_BOOLEAN)) {
        return a == TYPE_TEXT ? "compare with \"true\" or \"false\", the text"
                              : "compare with true or false, without quotes";
    }
    return NULL;
}

static bool report_kinds(struct warner *warner, const struct ast_node *node, enum known_type left,
                         enum known_type right, const char *hint) {
    if (hint == NULL) {
        hint = hint_for_kinds(warner, node->as.binary.left, left, right);
    }
    warn(warner, WARN_COMPARISON, node, hint, "%s is compared with %s: this is %s",
         known_type_name(left), known_type_name(right), outcome_of(node->as.binary.operator_));
    return true;
}

/* An ingredient or column, perhaps under a name. */
static bool is_supplied(struct warner *warner, const struct ast_node *node) {
    for (unsigned steps = 0; node != NULL && steps < 8; steps++) {
        const enum analysis_meaning meaning = warner->analysis->sites[node->id].meaning;
        if (meaning == MEANS_INGREDIENT || meaning == MEANS_COLUMN) {
            return true;
        }
        node = infer_only_value(&warner->inferrer, node);
    }
    return false;
}

/* `==` converts: what stays unequal for all values. */
static bool check_loose(struct warner *warner, const struct ast_node *node, enum known_type left,
                        enum known_type right) {
    const struct ast_node *sides[] = {node->as.binary.left, node->as.binary.right};
    const enum known_type types[] = {left, right};
    for (unsigned i = 0; i < 2; i++) {
        struct ast_string text;
        const enum known_type other = types[1 - i];
        const bool converts = other == TYPE_NUMBER || other == TYPE_BOOLEAN ||
                              other == TYPE_MOMENT || other == TYPE_DURATION;
        if (converts && infer_text(sides[i], &text) && text_is_no_number(text)) {
            return report_kinds(warner, node, left, right, NULL);
        }
        if (other == TYPE_TEXT && sides[i]->kind == NODE_BOOLEAN &&
            is_supplied(warner, sides[1 - i])) {
            warn(warner, WARN_COMPARISON, node,
                 warn_text(warner, "compare with the text: \"%s\"",
                           sides[i]->as.boolean ? "true" : "false"),
                 sides[i]->as.boolean
                     ? "true counts as 1 here: of texts only \"1\" equals it"
                     : "false counts as 0 here: of texts only \"0\" and \"\" equal it");
            return true;
        }
    }
    return false;
}

static bool is_fresh_object(const struct ast_node *node) {
    return node->kind == NODE_ARRAY || node->kind == NODE_OBJECT || node->kind == NODE_FUNCTION ||
           node->kind == NODE_REGEXP || node->kind == NODE_NEW;
}

static void check_equality(struct warner *warner, const struct ast_node *node) {
    const enum ast_operator operator_ = node->as.binary.operator_;
    const struct ast_node *left = node->as.binary.left;
    const struct ast_node *right = node->as.binary.right;
    if (check_nan(warner, node) || check_typeof(warner, node) || warn_not_called(warner, left) ||
        warn_not_called(warner, right)) {
        return;
    }
    const enum known_type a = infer_type(&warner->inferrer, left);
    const enum known_type b = infer_type(&warner->inferrer, right);
    const enum kind_class first = class_of(a);
    const enum kind_class second = class_of(b);
    if (a == TYPE_MOMENT && b == TYPE_MOMENT && !infer_same(&warner->inferrer, left, right)) {
        warn(warner, WARN_COMPARISON, node,
             warn_text(warner, "write %s.isSame(%s)", warn_source(warner, left),
                       warn_source(warner, right)),
             "two moments are never the same object: this is %s", outcome_of(operator_));
    } else if (is_strict(operator_) && first != CLASS_NONE && second != CLASS_NONE &&
               first != second) {
        report_kinds(warner, node, a, b, NULL);
    } else if (is_strict(operator_) && (is_fresh_object(left) || is_fresh_object(right))) {
        warn(warner, WARN_COMPARISON, node, "compare what is in it",
             "a new object is not equal to any other: this is %s", outcome_of(operator_));
    } else if (!is_strict(operator_) && check_loose(warner, node, a, b)) {
        return;
    } else if ((operator_ == OP_EQUAL || operator_ == OP_STRICT_EQUAL) &&
               left->kind != NODE_NUMBER && left->kind != NODE_STRING && first != CLASS_NONE &&
               first != CLASS_NUMBER && /* NaN is asked for so */
               infer_same(&warner->inferrer, left, right)) {
        warn(warner, WARN_COMPARISON, node, NULL, "both sides are the same");
    }
}

static bool check_text_relation(struct warner *warner, const struct ast_node *node,
                                const struct ast_node *side, const struct ast_node *literal) {
    struct ast_string text;
    double number = 0;
    if (!infer_text(literal, &text) || !warn_text_number(text, &number) ||
        (text.length > 0 && text.units[0] == '0' && (text.length == 1 || text.units[1] != '.')) ||
        !is_supplied(warner, side)) {
        return false;
    }
    warn(warner, WARN_TEXT_COMPARISON, node,
         warn_text(warner, "compare with the number: %s", warn_literal(warner, text)),
         "two texts are compared letter by letter: \"10\" comes before \"9\"");
    return true;
}

static bool is_moment_like(enum known_type type) {
    return type == TYPE_MOMENT || type == TYPE_DATE || type == TYPE_DURATION;
}

static void check_relation(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *left = node->as.binary.left;
    const struct ast_node *right = node->as.binary.right;
    if (left->kind == NODE_BINARY && is_relation(left->as.binary.operator_) &&
        !left->parenthesised) {
        warn(warner, WARN_PRECEDENCE, node,
             warn_text(warner, "write both comparisons, joined by &&: … && %s",
                       warn_source(warner, left->as.binary.right)),
             "this compares true or false with %s", warn_source(warner, right));
        return;
    }
    if (check_text_relation(warner, node, left, right) ||
        check_text_relation(warner, node, right, left) || warn_not_called(warner, left) ||
        warn_not_called(warner, right)) {
        return;
    }
    const struct ast_node *sides[] = {left, right};
    for (unsigned i = 0; i < 2; i++) {
        struct ast_string text;
        const enum known_type other = infer_type(&warner->inferrer, sides[1 - i]);
        if ((other == TYPE_NUMBER || is_moment_like(other)) && infer_text(sides[i], &text) &&
            text_is_no_number(text)) {
            warn(warner, WARN_COMPARISON, node, NULL,
                 "%s is compared with a text that is no number: this is never true",
                 known_type_name(other));
            return;
        }
        /* "22:30" is no number either */
        if (is_moment_like(other) && infer_text(sides[i], &text)) {
            warn(warner, WARN_COMPARISON, node,
                 "compare hour() with a number, or use isBefore and isAfter with a moment",
                 "%s is compared with a text: a moment counts as milliseconds since 1970 here",
                 known_type_name(other));
            return;
        }
    }
}

/* `!a == b`, `!a in b`: the ! belongs to `a` alone. */
static bool check_negation(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *left = node->as.binary.left;
    const enum ast_operator operator_ = node->as.binary.operator_;
    if (left->kind != NODE_UNARY || left->as.unary.operator_ != OP_NOT || left->parenthesised) {
        return false;
    }
    const enum known_type right = infer_type(&warner->inferrer, node->as.binary.right);
    if (is_equality(operator_) && right != TYPE_TEXT && right != TYPE_NUMBER) {
        return false; /* `!a == !b` */
    }
    const char *sign = operator_ == OP_IN           ? "in"
                       : operator_ == OP_INSTANCEOF ? "instanceof"
                       : is_relation(operator_)     ? "the comparison"
                                                    : "== or !=";
    warn(warner, WARN_PRECEDENCE, node,
         is_equality(operator_)
             ? "write != for \"is not\""
             : warn_text(warner, "write !(%s …)", warn_source(warner, left->as.unary.operand)),
         "! applies to %s alone, before %s", warn_source(warner, left->as.unary.operand), sign);
    return true;
}

/* `case "7":` of a number. */
static void check_switch(struct warner *warner, const struct ast_node *node) {
    const enum known_type type = infer_type(&warner->inferrer, node->as.switch_.discriminant);
    const enum kind_class wanted = class_of(type);
    for (uint32_t i = 0; i < node->as.switch_.cases.count; i++) {
        const struct ast_node *test = node->as.switch_.cases.items[i]->as.case_.test;
        if (test == NULL) {
            continue;
        }
        for (uint32_t k = 0; k < i && k < 256; k++) {
            const struct ast_node *earlier = node->as.switch_.cases.items[k]->as.case_.test;
            if (earlier != NULL && infer_pure(&warner->inferrer, test) &&
                infer_same(&warner->inferrer, test, earlier)) {
                warn(warner, WARN_DUPLICATE, test, NULL,
                     "this case was there before: it is never reached");
                break;
            }
        }
        const enum known_type found = infer_type(&warner->inferrer, test);
        const enum kind_class given = class_of(found);
        if (wanted != CLASS_NONE && given != CLASS_NONE && wanted != given) {
            warn(warner, WARN_COMPARISON, test,
                 given == CLASS_BOOLEAN ? "use if and else, or switch (true)"
                                        : "switch compares with ===: the kinds must agree",
                 "%s is compared with %s: this case is never chosen", known_type_name(type),
                 known_type_name(found));
        }
    }
}

void warn_comparison_node(struct warner *warner, const struct ast_node *node) {
    if (node->kind == NODE_SWITCH) {
        check_switch(warner, node);
        return;
    }
    if (node->kind != NODE_BINARY) {
        return;
    }
    const enum ast_operator operator_ = node->as.binary.operator_;
    if ((is_equality(operator_) || is_relation(operator_) || operator_ == OP_IN ||
         operator_ == OP_INSTANCEOF) &&
        check_negation(warner, node)) {
        return;
    }
    if (is_equality(operator_)) {
        check_equality(warner, node);
    } else if (is_relation(operator_)) {
        check_relation(warner, node);
    }
}
