/*
 * compiler/lower_text.c: what an error message calls an expression: `a.b(...).c` of "a.b(...).c is
 * not a function". The form is V8's: parts that it doesn't spell out are an "(intermediate value)".
 */
#include "compiler/lower_internal.h"

#include "compiler/atom.h"

/* A longer or deeper text is left out; the message shows the value instead. */
enum { TEXT_MAX = 120, TEXT_MAX_DEPTH = 24 };

struct writer {
    struct lower *l;
    uint16_t units[TEXT_MAX];
    uint32_t length;
    uint32_t depth;
    bool failed;
    bool iterated; /* of a value that is iterated: calls are shown without "(...)" */
};

static void write_units(struct writer *w, struct ast_string text) {
    if (text.length > TEXT_MAX - w->length) {
        w->failed = true;
        return;
    }
    for (uint32_t i = 0; i < text.length; i++) {
        w->units[w->length++] = text.units[i];
    }
}

static void write_ascii(struct writer *w, const char *text) {
    for (; *text; text++) {
        uint16_t unit = (unsigned char)*text;
        write_units(w, (struct ast_string){&unit, 1});
    }
}

static void write_name(struct writer *w, const struct atom *name) {
    write_units(w, atom_to_string(w->l->arena, name));
}

static void write_number(struct writer *w, double number) {
    char text[AST_NUMBER_TEXT_MAX];
    ast_number_text(number, text);
    write_ascii(w, text);
}

static void write_unknown(struct writer *w, uint32_t times) {
    do {
        write_ascii(w, "(intermediate value)");
    } while (--times > 0 && times != UINT32_MAX && !w->failed);
}

static void write(struct writer *w, const struct ast_node *node);

static void write_quoted(struct writer *w, struct ast_string text) {
    write_ascii(w, "\"");
    write_units(w, text);
    write_ascii(w, "\"");
}

static void write_array(struct writer *w, struct ast_list list) {
    write_ascii(w, "[");
    for (uint32_t i = 0; i < list.count; i++) {
        write_ascii(w, i ? "," : "");
        if (list.items[i]) {
            write(w, list.items[i]);
        } else {
            write_unknown(w, 1);
        }
    }
    write_ascii(w, "]");
}

static void write_template(struct writer *w, const struct ast_node *node) {
    struct ast_list list = node->as.template_.expressions;
    if (list.count == 0) {
        write_quoted(w, node->as.template_.cooked[0]);
    }
    for (uint32_t i = 0; i < list.count; i++) {
        write(w, list.items[i]);
    }
}

/* `.name`, or `[key]` */
static void write_key(struct writer *w, const struct ast_node *key, bool optional) {
    if (key->kind == NODE_STRING) {
        write_ascii(w, optional ? "?." : ".");
        write_units(w, key->as.string);
        return;
    }
    if (key->kind == NODE_TEMPLATE && key->as.template_.expressions.count == 0) {
        write_ascii(w, optional ? "?." : ".");
        write_units(w, key->as.template_.cooked[0]);
        return;
    }
    write_ascii(w, optional ? "?.[" : "[");
    write(w, key);
    write_ascii(w, "]");
}

static void write_super_member(struct writer *w, const struct ast_node *node) {
    write_unknown(w, 1);
    if (node->as.super_member.name) {
        write_ascii(w, ".");
        write_name(w, node->as.super_member.name);
    } else {
        write_key(w, node->as.super_member.index, false);
    }
}

static void write_private_member(struct writer *w, const struct ast_node *node) {
    write(w, node->as.private_member.object);
    write_ascii(w, "[#");
    write_name(w, node->as.private_member.name);
    write_ascii(w, "]");
}

static const char *operator_text(enum ast_operator operator_) {
    static const char *const texts[] = {
        [OP_ADD] = "+",
        [OP_SUBTRACT] = "-",
        [OP_MULTIPLY] = "*",
        [OP_DIVIDE] = "/",
        [OP_REMAINDER] = "%",
        [OP_POWER] = "**",
        [OP_SHIFT_LEFT] = "<<",
        [OP_SHIFT_RIGHT] = ">>",
        [OP_SHIFT_RIGHT_UNSIGNED] = ">>>",
        [OP_BIT_AND] = "&",
        [OP_BIT_OR] = "|",
        [OP_BIT_XOR] = "^",
        [OP_AND] = "&&",
        [OP_OR] = "||",
        [OP_NULLISH] = "??",
        [OP_EQUAL] = "==",
        [OP_NOT_EQUAL] = "==",
        [OP_STRICT_EQUAL] = "===",
        [OP_STRICT_NOT_EQUAL] = "===",
        [OP_LESS] = "<",
        [OP_LESS_EQUAL] = "<=",
        [OP_GREATER] = ">",
        [OP_GREATER_EQUAL] = ">=",
        [OP_INSTANCEOF] = "instanceof",
        [OP_IN] = "in",
        [OP_PLUS] = "+",
        [OP_MINUS] = "-",
        [OP_NOT] = "!",
        [OP_BIT_NOT] = "~",
        [OP_TYPEOF] = "typeof ",
        [OP_VOID] = "void ",
        [OP_DELETE] = "delete ",
        [OP_INCREMENT] = "++",
        [OP_DECREMENT] = "--",
    };
    return texts[operator_];
}

static bool continues(const struct ast_node *node, const struct ast_node *left) {
    return left->kind == node->kind && !left->parenthesised &&
           left->as.binary.operator_ == node->as.binary.operator_ &&
           (node->kind == NODE_LOGICAL || node->as.binary.operator_ <= OP_BIT_XOR);
}

/* `(a + b + c)`, `(!(a == b))` */
static void write_binary(struct writer *w, const struct ast_node *node) {
    enum ast_operator operator_ = node->as.binary.operator_;
    bool negated = operator_ == OP_NOT_EQUAL || operator_ == OP_STRICT_NOT_EQUAL;
    write_ascii(w, negated ? "(!(" : "(");
    const struct ast_node *chain[TEXT_MAX_DEPTH];
    uint32_t count = 0;
    chain[count++] = node;
    while (count < TEXT_MAX_DEPTH && continues(node, chain[count - 1]->as.binary.left)) {
        chain[count] = chain[count - 1]->as.binary.left;
        count++;
    }
    write(w, chain[count - 1]->as.binary.left);
    while (count > 0) {
        write_ascii(w, " ");
        write_ascii(w, operator_text(operator_));
        write_ascii(w, " ");
        write(w, chain[--count]->as.binary.right);
    }
    write_ascii(w, negated ? "))" : ")");
}

static void write_unary(struct writer *w, const struct ast_node *node) {
    const struct ast_node *operand = node->as.unary.operand;
    if (node->as.unary.operator_ == OP_MINUS && operand->kind == NODE_NUMBER) {
        write_number(w, -operand->as.number);
        return;
    }
    write_ascii(w, "(");
    write_ascii(w, operator_text(node->as.unary.operator_));
    write(w, operand);
    write_ascii(w, ")");
}

static void write_update(struct writer *w, const struct ast_node *node) {
    const char *text = operator_text(node->as.update.operator_);
    write_ascii(w, "(");
    write_ascii(w, node->as.update.prefix ? text : "");
    write(w, node->as.update.target);
    write_ascii(w, node->as.update.prefix ? "" : text);
    write_ascii(w, ")");
}

static void write_sequence(struct writer *w, struct ast_list list) {
    for (uint32_t i = 0; i < list.count; i++) {
        write_ascii(w, i ? " , " : "(");
        write(w, list.items[i]);
    }
    write_ascii(w, ")");
}

static void write_call(struct writer *w, const struct ast_node *callee) {
    write(w, callee);
    write_ascii(w, w->iterated ? "" : "(...)");
}

static void write_regexp(struct writer *w, const struct ast_node *node) {
    write_ascii(w, "/");
    write_units(w, node->as.regexp.pattern);
    write_ascii(w, "/");
    write_units(w, node->as.regexp.flags);
}

static void write_node(struct writer *w, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER: write_number(w, node->as.number); return;
    case NODE_STRING: write_quoted(w, node->as.string); return;
    case NODE_BOOLEAN: write_ascii(w, node->as.boolean ? "true" : "false"); return;
    case NODE_NULL: write_ascii(w, "null"); return;
    case NODE_REGEXP: write_regexp(w, node); return;
    case NODE_TEMPLATE: write_template(w, node); return;
    case NODE_TAGGED_TEMPLATE: write_call(w, node->as.template_.tag); return;
    case NODE_IDENTIFIER: write_name(w, node->as.identifier.name); return;
    case NODE_THIS: write_ascii(w, "this"); return;
    case NODE_NEW_TARGET: write_ascii(w, ".new.target"); return;
    case NODE_ARRAY: write_array(w, node->as.list); return;
    case NODE_OBJECT:
        write_ascii(w, "{");
        if (node->as.list.count > 0) {
            write_unknown(w, node->as.list.count);
        }
        write_ascii(w, "}");
        return;
    case NODE_FUNCTION: write_unknown(w, node->as.function->body.count); return;
    case NODE_UNARY: write_unary(w, node); return;
    case NODE_UPDATE: write_update(w, node); return;
    case NODE_BINARY:
    case NODE_LOGICAL: write_binary(w, node); return;
    case NODE_ASSIGN: write(w, node->as.assign.target); return;
    case NODE_CONDITIONAL: write_unknown(w, 3); return;
    case NODE_SEQUENCE: write_sequence(w, node->as.list); return;
    case NODE_CALL: write_call(w, node->as.call.callee); return;
    case NODE_MEMBER:
        write(w, node->as.member.object);
        write_ascii(w, node->as.member.optional ? "?." : ".");
        write_name(w, node->as.member.name);
        return;
    case NODE_INDEX:
        write(w, node->as.index.object);
        write_key(w, node->as.index.index, node->as.index.optional);
        return;
    case NODE_PRIVATE_MEMBER: write_private_member(w, node); return;
    case NODE_SUPER_MEMBER: write_super_member(w, node); return;
    case NODE_SPREAD:
        write_ascii(w, "(...");
        write(w, node->as.unary.operand);
        write_ascii(w, ")");
        return;
    default: write_unknown(w, 1); return;
    }
}

static void write(struct writer *w, const struct ast_node *node) {
    w->failed |= w->depth > TEXT_MAX_DEPTH;
    if (!w->failed) {
        w->depth++;
        write_node(w, node);
        w->depth--;
    }
}

static ir_ref text_of(struct writer *w, const struct ast_node *node) {
    write(w, node);
    if (w->failed) {
        return lower_undefined(w->l);
    }
    uint16_t *units = arena_alloc_array(w->l->arena, w->length + 1u, sizeof *units);
    for (uint32_t i = 0; i < w->length; i++) {
        units[i] = w->units[i];
    }
    return lower_string(w->l, (struct ast_string){units, w->length});
}

ir_ref lower_text(struct lower *l, const struct ast_node *node) {
    struct writer w = {.l = l};
    return text_of(&w, node);
}

struct iterated_text lower_iterated_text(struct lower *l, const struct ast_node *node) {
    struct writer w = {.l = l, .iterated = true};
    switch ((enum ast_kind)node->kind) {
    case NODE_CALL: return (struct iterated_text){text_of(&w, node->as.call.callee), ITERATE_CALL};
    case NODE_NEW: return (struct iterated_text){text_of(&w, node->as.call.callee), ITERATE_CALL};
    case NODE_CHAIN:
    case NODE_LOGICAL:
    case NODE_CONDITIONAL: return (struct iterated_text){lower_undefined(l), ITERATE_VALUE};
    default: return (struct iterated_text){text_of(&w, node), ITERATE_VALUE};
    }
}
