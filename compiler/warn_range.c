/*
 * compiler/warn_range.c: decides conditions on one subject by trying values. Comparisons with literals
 * only change their answer at these literals: one value at each, between and beyond them tells all.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/warn_internal.h"

enum { CONSTANTS_MOST = 64, OPERANDS_MOST = 64, DEPTH_MOST = 40 };

/* `subject operator literal` */
struct atom_comparison {
    const struct ast_node *subject;
    enum ast_operator operator_;
    bool strict;
    bool is_text; /* the literal */
    double number;
    struct ast_string text;
};

/* One value to try: a number, a text, or something that equals no literal. */
struct sample {
    enum { SAMPLE_NUMBER, SAMPLE_TEXT, SAMPLE_OTHER } kind;
    double number;
    struct ast_string text;
};

/* The numbers that an expression can give. */
struct domain {
    bool known; /* low and high hold */
    bool whole; /* only integers */
    bool below; /* high itself is not reached */
    double low, high;
};

bool warn_text_number(struct ast_string text, double *number) {
    char digits[40];
    if (text.length == 0 || text.length >= sizeof digits) {
        return false;
    }
    for (uint32_t i = 0; i < text.length; i++) {
        const uint16_t unit = text.units[i];
        if (!(unit >= '0' && unit <= '9') && unit != '.' && !(unit == '-' && i == 0)) {
            return false;
        }
        digits[i] = (char)unit;
    }
    digits[text.length] = '\0';
    char *end = NULL;
    *number = strtod(digits, &end);
    return end != digits && *end == '\0';
}

/* --- What an expression can give --- */

static struct domain domain_of(struct warner *warner, const struct ast_node *node, uint32_t depth);

static struct domain domain_of_rounding(struct domain inner, const char *name) {
    double (*round_to)(double) = strcmp(name, "floor") == 0   ? floor
                                 : strcmp(name, "ceil") == 0  ? ceil
                                 : strcmp(name, "trunc") == 0 ? trunc
                                                              : NULL;
    if (round_to == NULL || !inner.known) {
        return (struct domain){0};
    }
    const bool drops_top = inner.below && round_to == floor && floor(inner.high) == inner.high;
    return (struct domain){true, true, false, round_to(inner.low),
                           drops_top ? inner.high - 1 : round_to(inner.high)};
}

static struct domain domain_of_call(struct warner *warner, const struct ast_node *node,
                                    uint32_t depth) {
    const struct ast_node *callee = node->as.call.callee;
    const struct ast_list *arguments = &node->as.call.arguments;
    const struct known_member *member = infer_member(&warner->inferrer, callee);
    if (member == NULL || !member->is_method) {
        return (struct domain){0};
    }
    if (member->low < member->high && arguments->count == 0) {
        return (struct domain){true, true, false, member->low, member->high};
    }
    const enum known_type object = infer_type(&warner->inferrer, callee->as.member.object);
    if (object == TYPE_MATH && strcmp(member->name, "random") == 0) {
        return (struct domain){true, false, true, 0, 1};
    }
    if (object == TYPE_MATH && arguments->count == 1) {
        return domain_of_rounding(domain_of(warner, arguments->items[0], depth + 1), member->name);
    }
    if ((object == TYPE_TEXT || object == TYPE_ARRAY) &&
        (strcmp(member->name, "indexOf") == 0 || strcmp(member->name, "lastIndexOf") == 0 ||
         strcmp(member->name, "search") == 0)) {
        return (struct domain){true, true, false, -1, 4294967295.0};
    }
    return (struct domain){0};
}

/* `a + 1`, `2 * a` with one literal. */
static struct domain domain_of_operator(struct warner *warner, const struct ast_node *node,
                                        uint32_t depth) {
    const enum ast_operator operator_ = node->as.binary.operator_;
    double number = 0;
    const struct ast_node *other = node->as.binary.left;
    if (!infer_number(node->as.binary.right, &number)) {
        other = node->as.binary.right;
        if (operator_ == OP_SUBTRACT || !infer_number(node->as.binary.left, &number)) {
            return (struct domain){0};
        }
    }
    struct domain inner = domain_of(warner, other, depth + 1);
    if (operator_ == OP_ADD || operator_ == OP_SUBTRACT) {
        const double moved = operator_ == OP_ADD ? number : -number;
        inner.whole = inner.whole && floor(number) == number;
        inner.low += moved;
        inner.high += moved;
        return inner;
    }
    if (operator_ == OP_MULTIPLY && number > 0) {
        inner.whole = inner.whole && number == 1;
        inner.low *= number;
        inner.high *= number;
        return inner;
    }
    return (struct domain){0};
}

static struct domain domain_of(struct warner *warner, const struct ast_node *node, uint32_t depth) {
    if (depth > DEPTH_MOST) {
        return (struct domain){0};
    }
    if (node->kind == NODE_IDENTIFIER) {
        const struct ast_node *value = infer_only_value(&warner->inferrer, node);
        return value != NULL ? domain_of(warner, value, depth + 1) : (struct domain){0};
    }
    if (node->kind == NODE_CALL) {
        return domain_of_call(warner, node, depth);
    }
    if (node->kind == NODE_BINARY) {
        return domain_of_operator(warner, node, depth);
    }
    const struct known_member *member = infer_member(&warner->inferrer, node);
    if (member != NULL && !member->is_method && strcmp(member->name, "length") == 0) {
        return (struct domain){true, true, false, 0, 4294967295.0};
    }
    return (struct domain){0};
}

/* --- Comparisons --- */

static enum ast_operator turned(enum ast_operator operator_) {
    switch (operator_) {
    case OP_LESS: return OP_GREATER;
    case OP_LESS_EQUAL: return OP_GREATER_EQUAL;
    case OP_GREATER: return OP_LESS;
    case OP_GREATER_EQUAL: return OP_LESS_EQUAL;
    default: return operator_;
    }
}

static bool is_relation(enum ast_operator operator_) {
    return operator_ >= OP_LESS && operator_ <= OP_GREATER_EQUAL;
}

static bool comparison_of(struct warner *warner, const struct ast_node *node,
                          struct atom_comparison *out) {
    *out = (struct atom_comparison){0};
    if (node->kind != NODE_BINARY) {
        return false;
    }
    const enum ast_operator operator_ = node->as.binary.operator_;
    if (operator_ < OP_EQUAL || operator_ > OP_GREATER_EQUAL) {
        return false;
    }
    const struct ast_node *literal = node->as.binary.right;
    out->subject = node->as.binary.left;
    out->operator_ = operator_;
    if (infer_number(out->subject, &out->number) || infer_text(out->subject, &out->text)) {
        literal = out->subject;
        out->subject = node->as.binary.right;
        out->operator_ = turned(operator_);
    }
    out->is_text = infer_text(literal, &out->text);
    out->strict = operator_ == OP_STRICT_EQUAL || operator_ == OP_STRICT_NOT_EQUAL;
    double ignored = 0;
    struct ast_string none;
    return (out->is_text || infer_number(literal, &out->number)) &&
           !infer_number(out->subject, &ignored) && !infer_text(out->subject, &none) &&
           infer_same(&warner->inferrer, out->subject, out->subject);
}

/* The one subject that all comparisons of a condition are about, or NULL. */
static const struct ast_node *subject_of(struct warner *warner, const struct ast_node *node,
                                         uint32_t depth) {
    struct atom_comparison comparison;
    if (depth > DEPTH_MOST) {
        return NULL;
    }
    if (node->kind == NODE_UNARY && node->as.unary.operator_ == OP_NOT) {
        return subject_of(warner, node->as.unary.operand, depth + 1);
    }
    if (node->kind == NODE_LOGICAL && node->as.binary.operator_ != OP_NULLISH) {
        const struct ast_node *left = subject_of(warner, node->as.binary.left, depth + 1);
        const struct ast_node *right =
            left != NULL ? subject_of(warner, node->as.binary.right, depth + 1) : NULL;
        return right != NULL && infer_same(&warner->inferrer, left, right) ? left : NULL;
    }
    return comparison_of(warner, node, &comparison) ? comparison.subject : NULL;
}

/* --- Trying values --- */

struct trial {
    struct warner *warner;
    struct domain domain;
    double numbers[CONSTANTS_MOST];
    struct ast_string texts[CONSTANTS_MOST];
    uint32_t number_count, text_count;
    bool relations; /* some comparison is no equality */
    bool loose;     /* some equality converts */
    bool good;      /* all comparisons can be tried */
};

static void collect(struct trial *trial, const struct ast_node *node) {
    struct atom_comparison comparison;
    if (node->kind == NODE_UNARY) {
        collect(trial, node->as.unary.operand);
        return;
    }
    if (node->kind == NODE_LOGICAL) {
        collect(trial, node->as.binary.left);
        collect(trial, node->as.binary.right);
        return;
    }
    if (!comparison_of(trial->warner, node, &comparison) ||
        trial->number_count + trial->text_count >= CONSTANTS_MOST) {
        trial->good = false;
        return;
    }
    trial->relations = trial->relations || is_relation(comparison.operator_);
    trial->loose = trial->loose || !comparison.strict;
    double number = comparison.number;
    if (!comparison.is_text) {
        trial->numbers[trial->number_count++] = number;
    } else {
        trial->texts[trial->text_count++] = comparison.text;
    }
}

/* A relation with a text works on numbers where the subject is one; else letter by letter. */
static bool turn_texts_to_numbers(struct trial *trial, bool numeric) {
    if (trial->text_count == 0) {
        return true;
    }
    if (!numeric) {
        return trial->number_count == 0 && !trial->relations;
    }
    for (uint32_t i = 0; i < trial->text_count; i++) {
        if (!warn_text_number(trial->texts[i], &trial->numbers[trial->number_count])) {
            return false;
        }
        trial->number_count++;
    }
    trial->text_count = 0;
    return true;
}

static bool compare(const struct atom_comparison *comparison, const struct sample *sample) {
    const bool differs =
        comparison->operator_ == OP_NOT_EQUAL || comparison->operator_ == OP_STRICT_NOT_EQUAL;
    if (sample->kind == SAMPLE_OTHER) {
        return differs;
    }
    if (sample->kind == SAMPLE_TEXT) {
        const struct ast_string *a = &comparison->text;
        const struct ast_string *b = &sample->text;
        const bool same = a->length == b->length &&
                          (a->length == 0 || memcmp(a->units, b->units, 2 * a->length) == 0);
        return same != differs;
    }
    double literal = comparison->number;
    if (comparison->is_text && !warn_text_number(comparison->text, &literal)) {
        return differs;
    }
    switch (comparison->operator_) {
    case OP_LESS: return sample->number < literal;
    case OP_LESS_EQUAL: return sample->number <= literal;
    case OP_GREATER: return sample->number > literal;
    case OP_GREATER_EQUAL: return sample->number >= literal;
    default: return (sample->number == literal) != differs;
    }
}

static bool holds(struct trial *trial, const struct ast_node *node, const struct sample *sample) {
    if (node->kind == NODE_UNARY) {
        return !holds(trial, node->as.unary.operand, sample);
    }
    if (node->kind == NODE_LOGICAL) {
        const bool left = holds(trial, node->as.binary.left, sample);
        return node->as.binary.operator_ == OP_AND
                   ? left && holds(trial, node->as.binary.right, sample)
                   : left || holds(trial, node->as.binary.right, sample);
    }
    struct atom_comparison comparison;
    return comparison_of(trial->warner, node, &comparison) && compare(&comparison, sample);
}

struct tally {
    struct trial *trial;
    const struct ast_node **parts;
    uint32_t count;
    enum ast_operator operator_; /* OP_AND or OP_OR between the parts */
    bool seen_true, seen_false;
};

static void try_sample(struct tally *tally, const struct sample *sample) {
    bool result = tally->operator_ == OP_AND;
    for (uint32_t i = 0; i < tally->count; i++) {
        const bool part = holds(tally->trial, tally->parts[i], sample);
        result = tally->operator_ == OP_AND ? result && part : result || part;
    }
    tally->seen_true = tally->seen_true || result;
    tally->seen_false = tally->seen_false || !result;
}

static void try_number(struct tally *tally, double number) {
    const struct domain *domain = &tally->trial->domain;
    if (domain->known &&
        (number < domain->low || number > domain->high ||
         (domain->below && number == domain->high) || (domain->whole && floor(number) != number))) {
        return;
    }
    try_sample(tally, &(struct sample){.kind = SAMPLE_NUMBER, .number = number});
}

static void try_around(struct tally *tally, double number) {
    try_number(tally, number);
    try_number(tally, floor(number));
    try_number(tally, floor(number) + 1);
    try_number(tally, ceil(number) - 1);
}

static void try_all(struct tally *tally) {
    const struct trial *trial = tally->trial;
    const struct domain *domain = &trial->domain;
    double least = 0;
    double most = 0;
    for (uint32_t i = 0; i < trial->number_count; i++) {
        try_around(tally, trial->numbers[i]);
        for (uint32_t k = 0; k < i; k++) {
            try_number(tally, (trial->numbers[i] + trial->numbers[k]) / 2);
        }
        least = i == 0 || trial->numbers[i] < least ? trial->numbers[i] : least;
        most = i == 0 || trial->numbers[i] > most ? trial->numbers[i] : most;
    }
    if (trial->number_count > 0) {
        try_number(tally, least - 1.5);
        try_number(tally, most + 1.5);
    }
    if (domain->known) {
        try_around(tally, domain->low);
        try_around(tally, domain->high);
        try_number(tally, (domain->low + domain->high) / 2);
        for (uint32_t i = 0; i < trial->number_count; i++) {
            try_number(tally, (domain->low + trial->numbers[i]) / 2);
            try_number(tally, (domain->high + trial->numbers[i]) / 2);
        }
    }
    for (uint32_t i = 0; i < trial->text_count; i++) {
        try_sample(tally, &(struct sample){.kind = SAMPLE_TEXT, .text = trial->texts[i]});
    }
    /* what is no number makes all relations false: that is not what the condition is about */
    if (!trial->relations && !domain->known) {
        try_sample(tally, &(struct sample){.kind = SAMPLE_OTHER});
    }
}

/* Numeric texts that are looked at as texts may yet be equal as numbers. */
static bool texts_are_distinct(const struct trial *trial, enum known_type type) {
    double number = 0;
    for (uint32_t i = 0; i < trial->text_count && trial->loose && type != TYPE_TEXT; i++) {
        if (warn_text_number(trial->texts[i], &number)) {
            return false;
        }
    }
    return true;
}

static enum range_verdict decide(struct warner *warner, const struct ast_node *subject,
                                 const struct ast_node **parts, uint32_t count,
                                 enum ast_operator operator_) {
    struct trial trial = {.warner = warner, .good = true};
    for (uint32_t i = 0; i < count; i++) {
        collect(&trial, parts[i]);
    }
    trial.domain = domain_of(warner, subject, 0);
    const enum known_type type = infer_type(&warner->inferrer, subject);
    const bool numeric = trial.domain.known || trial.number_count > 0 || type == TYPE_NUMBER;
    if (!trial.good || !turn_texts_to_numbers(&trial, numeric) ||
        !texts_are_distinct(&trial, type)) {
        return RANGE_VARIES;
    }
    struct tally tally = {&trial, parts, count, operator_, false, false};
    try_all(&tally);
    if (tally.seen_true == tally.seen_false) {
        return RANGE_VARIES; /* both, or there was nothing to try */
    }
    return tally.seen_true ? RANGE_ALWAYS : RANGE_NEVER;
}

enum range_verdict warn_range_single(struct warner *warner, const struct ast_node *node) {
    struct atom_comparison comparison;
    if (!comparison_of(warner, node, &comparison) ||
        !domain_of(warner, comparison.subject, 0).known) {
        return RANGE_VARIES;
    }
    if (comparison.is_text &&
        (comparison.strict || !warn_text_number(comparison.text, &comparison.number))) {
        return RANGE_VARIES; /* warn_comparison.c has more to say */
    }
    return decide(warner, comparison.subject, &node, 1, OP_AND);
}

struct chain {
    const struct ast_node *operands[OPERANDS_MOST];
    const struct ast_node *subjects[OPERANDS_MOST];
    uint32_t count;
    bool good;
};

static void flatten(struct warner *warner, const struct ast_node *node, enum ast_operator operator_,
                    struct chain *chain, uint32_t depth) {
    if (depth > DEPTH_MOST || chain->count >= OPERANDS_MOST) {
        chain->good = false;
        return;
    }
    if (node->kind == NODE_LOGICAL && node->as.binary.operator_ == operator_) {
        flatten(warner, node->as.binary.left, operator_, chain, depth + 1);
        flatten(warner, node->as.binary.right, operator_, chain, depth + 1);
        return;
    }
    chain->operands[chain->count] = node;
    chain->subjects[chain->count++] = subject_of(warner, node, 0);
}

enum range_verdict warn_range_chain(struct warner *warner, const struct ast_node *node,
                                    const struct ast_node **subject) {
    const enum ast_operator operator_ = node->as.binary.operator_;
    struct chain chain = {.good = true};
    flatten(warner, node, operator_, &chain, 0);
    for (uint32_t i = 0; i < chain.count && chain.good; i++) {
        const struct ast_node *parts[OPERANDS_MOST];
        uint32_t count = 0;
        *subject = chain.subjects[i];
        for (uint32_t k = i; k < chain.count && *subject != NULL; k++) {
            if (chain.subjects[k] != NULL &&
                infer_same(&warner->inferrer, *subject, chain.subjects[k])) {
                parts[count++] = chain.operands[k];
            }
        }
        const enum range_verdict verdict =
            count > 1 ? decide(warner, *subject, parts, count, operator_) : RANGE_VARIES;
        if ((operator_ == OP_AND && verdict == RANGE_NEVER) ||
            (operator_ == OP_OR && verdict == RANGE_ALWAYS)) {
            return verdict;
        }
    }
    return RANGE_VARIES;
}
