/*
 * tests/unit/ast_print.c: see ast_print.h.
 */
#include "tests/unit/ast_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const operators[] = {
    [OP_ADD] = "+",         [OP_SUBTRACT] = "-",
    [OP_MULTIPLY] = "*",    [OP_DIVIDE] = "/",
    [OP_REMAINDER] = "%",   [OP_POWER] = "**",
    [OP_SHIFT_LEFT] = "<<", [OP_SHIFT_RIGHT] = ">>",
    [OP_BIT_AND] = "&",     [OP_SHIFT_RIGHT_UNSIGNED] = ">>>",
    [OP_BIT_OR] = "|",      [OP_BIT_XOR] = "^",
    [OP_AND] = "&&",        [OP_OR] = "||",
    [OP_NULLISH] = "\?\?",  [OP_EQUAL] = "==",
    [OP_NOT_EQUAL] = "!=",  [OP_STRICT_EQUAL] = "===",
    [OP_LESS] = "<",        [OP_STRICT_NOT_EQUAL] = "!==",
    [OP_LESS_EQUAL] = "<=", [OP_GREATER] = ">",
    [OP_IN] = "in",         [OP_GREATER_EQUAL] = ">=",
    [OP_PLUS] = "+",        [OP_INSTANCEOF] = "instanceof",
    [OP_MINUS] = "-",       [OP_NOT] = "!",
    [OP_BIT_NOT] = "~",     [OP_TYPEOF] = "typeof",
    [OP_VOID] = "void",     [OP_DELETE] = "delete",
    [OP_INCREMENT] = "++",  [OP_DECREMENT] = "--",
};

static void print(FILE *out, const struct ast_node *node);
static void print_class(FILE *out, const struct ast_class *class_);

static const struct ast_class *current_class;

static void print_name(FILE *out, const struct atom *name) {
    /* The parameters of lowered namespaces start with a space. */
    if (name->text[0] == ' ') {
        fprintf(out, "$$%s", name->text + 1);
    } else {
        fputs(name->text, out);
    }
}

static void print_units(FILE *out, const struct ast_string *string) {
    fputc('"', out);
    for (uint32_t i = 0; i < string->length; i++) {
        const uint16_t unit = string->units[i];
        if (unit >= 0x20 && unit < 0x7F && unit != '"' && unit != '\\') {
            fputc(unit, out);
        } else {
            fprintf(out, "\\u%04x", unit);
        }
    }
    fputc('"', out);
}

static void print_source_units(FILE *out, const struct ast_string *string) {
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t point = string->units[i];
        if (point >= 0xD800 && point < 0xDC00 && i + 1 < string->length) {
            point = 0x10000 + ((point - 0xD800) << 10) + (string->units[++i] - 0xDC00u);
        }
        if (point < 0x80) {
            fputc((int)point, out);
        } else if (point < 0x800) {
            fprintf(out, "%c%c", (int)(0xC0 | point >> 6), (int)(0x80 | (point & 63)));
        } else if (point < 0x10000) {
            fprintf(out, "%c%c%c", (int)(0xE0 | point >> 12), (int)(0x80 | (point >> 6 & 63)),
                    (int)(0x80 | (point & 63)));
        } else {
            fprintf(out, "%c%c%c%c", (int)(0xF0 | point >> 18), (int)(0x80 | (point >> 12 & 63)),
                    (int)(0x80 | (point >> 6 & 63)), (int)(0x80 | (point & 63)));
        }
    }
}

static void print_number(FILE *out, double number) {
    if (isinf(number)) {
        fputs("1e999", out);
    } else {
        char text[40];
        int precision = 1;
        do {
            snprintf(text, sizeof(text), "%.*g", precision, number);
        } while (strtod(text, NULL) != number && ++precision < 18);
        fputs(isnan(number) ? "NaN" : text, out);
    }
}

static void print_separated(FILE *out, const struct ast_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] != NULL) {
            print(out, list->items[i]);
        }
        if (i + 1 < list->count || list->items[i] == NULL) {
            fputs(", ", out);
        }
    }
}

static void print_statements(FILE *out, const struct ast_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        print(out, list->items[i]);
        fputc('\n', out);
    }
}

static void print_key(FILE *out, const struct ast_key *key) {
    switch (key->kind) {
    case KEY_NAME:
        fputc('"', out);
        for (const char *c = key->as.name->text; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\' || (unsigned char)*c < 0x20) {
                fprintf(out, "\\x%02x", *c);
            } else {
                fputc(*c, out);
            }
        }
        fputc('"', out);
        break;
    case KEY_NUMBER: print_number(out, key->as.number); break;
    case KEY_COMPUTED:
        fputc('[', out);
        print(out, key->as.computed);
        fputc(']', out);
        break;
    case KEY_PRIVATE: fprintf(out, "#%s", key->as.name->text); break;
    }
}

static void print_parameters_and_body(FILE *out, const struct ast_function *function) {
    const struct ast_class *outer = current_class;
    fputc('(', out);
    print_separated(out, &function->parameters);
    fputs(function->kind == FUNCTION_ARROW ? ") => {\n" : ") {\n", out);
    if (function->kind == FUNCTION_CONSTRUCTOR || function->kind == FUNCTION_DERIVED_CONSTRUCTOR) {
        current_class = function->class_;
    }
    print_statements(out, &function->body);
    current_class = outer;
    fputc('}', out);
}

static void print_function(FILE *out, const struct ast_function *function) {
    fputc('(', out);
    if (function->kind != FUNCTION_ARROW) {
        fputs("function ", out);
        if (function->is_expression) {
            print_name(out, function->name);
        }
    }
    print_parameters_and_body(out, function);
    fputc(')', out);
}

static void print_property(FILE *out, const struct ast_node *node) {
    const struct ast_node *value = node->as.property.value;
    if (node->as.property.kind == PROPERTY_SPREAD) {
        fputs("...", out);
        print(out, value);
        return;
    }
    if (node->as.property.kind == PROPERTY_GETTER) {
        fputs("get ", out);
    } else if (node->as.property.kind == PROPERTY_SETTER) {
        fputs("set ", out);
    }
    const struct ast_key *key = &node->as.property.key;
    const bool own_proto = node->as.property.kind == PROPERTY_VALUE && key->kind == KEY_NAME &&
                           strcmp(key->as.name->text, "__proto__") == 0;
    fputs(own_proto ? "[" : "", out);
    print_key(out, key);
    fputs(own_proto ? "]" : "", out);
    if (value->kind == NODE_FUNCTION && value->as.function->kind >= FUNCTION_METHOD) {
        print_parameters_and_body(out, value->as.function);
    } else {
        fputs(": ", out);
        print(out, value);
    }
}

static void print_template(FILE *out, const struct ast_node *node) {
    const uint32_t count = node->as.template_.expressions.count;
    if (node->as.template_.tag == NULL) {
        fputs("`", out);
        for (uint32_t i = 0; i <= count; i++) {
            const struct ast_string *text = &node->as.template_.cooked[i];
            for (uint32_t j = 0; j < text->length; j++) {
                fprintf(out, "\\u%04x", text->units[j]);
            }
            if (i < count) {
                fputs("${", out);
                print(out, node->as.template_.expressions.items[i]);
                fputs("}", out);
            }
        }
        fputs("`", out);
        return;
    }
    print(out, node->as.template_.tag);
    fputs("`", out);
    for (uint32_t i = 0; i <= count; i++) {
        print_source_units(out, &node->as.template_.raw[i]);
        if (i < count) {
            fputs("${", out);
            print(out, node->as.template_.expressions.items[i]);
            fputs("}", out);
        }
    }
    fputs("`", out);
}

static void print_member(FILE *out, const struct ast_node *node) {
    const struct ast_node *value = NULL;
    if (node->as.member_.is_static) {
        fputs("static ", out);
    }
    switch (node->as.member_.kind) {
    case MEMBER_GETTER: fputs("get ", out); break;
    case MEMBER_SETTER: fputs("set ", out); break;
    case MEMBER_STATIC_BLOCK:
        fputs("{\n", out);
        print_statements(out, &node->as.member_.function->body);
        fputs("}\n", out);
        return;
    case MEMBER_FIELD:
        print_key(out, &node->as.member_.key);
        if (node->as.member_.function != NULL) {
            value = node->as.member_.function->body.items[0]->as.unary.operand;
            fputs(" = ", out);
            print(out, value);
        }
        fputs(";\n", out);
        return;
    case MEMBER_METHOD: break;
    }
    print_key(out, &node->as.member_.key);
    print_parameters_and_body(out, node->as.member_.function);
    fputc('\n', out);
}

static bool is_instance_field(const struct ast_node *member) {
    return member->as.member_.kind == MEMBER_FIELD && !member->as.member_.is_static;
}

static void print_class(FILE *out, const struct ast_class *class_) {
    fputs("class ", out);
    if (class_->has_own_name) {
        print_name(out, class_->name);
    }
    if (class_->superclass != NULL) {
        fputs(" extends ", out);
        print(out, class_->superclass);
    }
    fputs(" {\n", out);
    if (class_->constructor != NULL) {
        fputs("constructor", out);
        print_parameters_and_body(out, class_->constructor);
        fputc('\n', out);
    }
    for (uint32_t i = 0; i < class_->members.count; i++) {
        const struct ast_node *member = class_->members.items[i];
        if (!(class_->fields_by_statement && is_instance_field(member))) {
            print_member(out, member);
        }
    }
    fputs("}", out);
}

/* As TypeScript writes the fields behind parameter properties. */
static void print_field_assignments(FILE *out) {
    for (uint32_t i = 0; current_class != NULL && i < current_class->members.count; i++) {
        const struct ast_node *member = current_class->members.items[i];
        if (is_instance_field(member) && member->as.member_.function != NULL) {
            fputs("this[", out);
            print_key(out, &member->as.member_.key);
            fputs("] = ", out);
            print(out, member->as.member_.function->body.items[0]->as.unary.operand);
            fputs(";\n", out);
        }
    }
}

static void print_variables(FILE *out, const struct ast_node *node) {
    static const char *const words[] = {"var ", "let ", "const "};
    fputs(words[node->as.variables.kind], out);
    print_separated(out, &node->as.variables.declarators);
}

static void print_head(FILE *out, const struct ast_node *node) {
    if (node != NULL && node->kind == NODE_VARIABLES) {
        print_variables(out, node);
    } else if (node != NULL) {
        print(out, node);
    }
}

static void print_loop(FILE *out, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_FOR:
        fputs("for (", out);
        print_head(out, node->as.for_.init);
        fputs("; ", out);
        print_head(out, node->as.for_.test);
        fputs("; ", out);
        print_head(out, node->as.for_.update);
        fputs(") ", out);
        print(out, node->as.for_.body);
        break;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
        fputs("for (", out);
        print_head(out, node->as.for_each.left);
        fputs(node->kind == NODE_FOR_IN ? " in " : " of ", out);
        print(out, node->as.for_each.right);
        fputs(") ", out);
        print(out, node->as.for_each.body);
        break;
    case NODE_WHILE:
        fputs("while (", out);
        print(out, node->as.loop.test);
        fputs(") ", out);
        print(out, node->as.loop.body);
        break;
    default:
        fputs("do ", out);
        print(out, node->as.loop.body);
        fputs(" while (", out);
        print(out, node->as.loop.test);
        fputs(");", out);
        break;
    }
}

static void print_try(FILE *out, const struct ast_node *node) {
    fputs("try ", out);
    print(out, node->as.try_.block);
    if (node->as.try_.handler != NULL) {
        fputs(" catch ", out);
        if (node->as.try_.parameter != NULL) {
            fputs("(", out);
            print(out, node->as.try_.parameter);
            fputs(") ", out);
        }
        print(out, node->as.try_.handler);
    }
    if (node->as.try_.finalizer != NULL) {
        fputs(" finally ", out);
        print(out, node->as.try_.finalizer);
    }
}

static void print_switch(FILE *out, const struct ast_node *node) {
    fputs("switch (", out);
    print(out, node->as.switch_.discriminant);
    fputs(") {\n", out);
    for (uint32_t i = 0; i < node->as.switch_.cases.count; i++) {
        const struct ast_node *item = node->as.switch_.cases.items[i];
        fputs(item->as.case_.test != NULL ? "case " : "default", out);
        if (item->as.case_.test != NULL) {
            print(out, item->as.case_.test);
        }
        fputs(":\n", out);
        print_statements(out, &item->as.case_.statements);
    }
    fputs("}", out);
}

static void print_statement(FILE *out, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_VARIABLES:
        print_variables(out, node);
        fputs(";", out);
        break;
    case NODE_FUNCTION_DECLARATION:
        fputs("function ", out);
        print_name(out, node->as.function_declaration.function->name);
        print_parameters_and_body(out, node->as.function_declaration.function);
        break;
    case NODE_CLASS_DECLARATION: print_class(out, node->as.class_); break;
    case NODE_EXPRESSION_STATEMENT:
        if (node->as.unary.operand->kind == NODE_STRING) {
            print(out, node->as.unary.operand); /* perhaps a directive */
        } else {
            fputs("(", out);
            print(out, node->as.unary.operand);
            fputs(")", out);
        }
        fputs(";", out);
        break;
    case NODE_BLOCK:
        fputs("{\n", out);
        print_statements(out, &node->as.block.statements);
        fputs("}", out);
        break;
    case NODE_IF:
        fputs("if (", out);
        print(out, node->as.conditional.test);
        fputs(") {", out);
        print(out, node->as.conditional.yes);
        fputs("}", out);
        if (node->as.conditional.no != NULL) {
            fputs(" else {", out);
            print(out, node->as.conditional.no);
            fputs("}", out);
        }
        break;
    case NODE_FOR:
    case NODE_FOR_IN:
    case NODE_FOR_OF:
    case NODE_WHILE:
    case NODE_DO_WHILE: print_loop(out, node); break;
    case NODE_RETURN:
    case NODE_THROW:
        fputs(node->kind == NODE_RETURN ? "return " : "throw ", out);
        if (node->as.unary.operand != NULL) {
            print(out, node->as.unary.operand);
        }
        fputs(";", out);
        break;
    case NODE_BREAK:
    case NODE_CONTINUE:
        fprintf(out, "%s %s;", node->kind == NODE_BREAK ? "break" : "continue",
                node->as.jump.label != NULL ? node->as.jump.label->text : "");
        break;
    case NODE_TRY: print_try(out, node); break;
    case NODE_SWITCH: print_switch(out, node); break;
    case NODE_LABELED:
        fprintf(out, "%s: ", node->as.labeled.label->text);
        print(out, node->as.labeled.body);
        break;
    case NODE_INITIALISE_FIELDS: print_field_assignments(out); break;
    default: fputs(";", out); break;
    }
}

static void print_pair(FILE *out, const struct ast_node *target, const char *between,
                       const struct ast_node *value) {
    print(out, target);
    fputs(between, out);
    print(out, value);
}

static void print_assign(FILE *out, const struct ast_node *node) {
    char between[8];
    snprintf(between, sizeof(between), " %s= ",
             node->as.assign.operator_ != OP_NONE ? operators[node->as.assign.operator_] : "");
    fputs("(", out);
    print_pair(out, node->as.assign.target, between, node->as.assign.value);
    fputs(")", out);
}

static void print_call(FILE *out, const struct ast_node *node) {
    const bool is_new = node->kind == NODE_NEW;
    fputs(is_new ? "(new (" : "", out);
    print(out, node->as.call.callee);
    fputs(is_new ? ")" : "", out);
    fputs(node->as.call.optional ? "?.(" : "(", out);
    print_separated(out, &node->as.call.arguments);
    fputs(is_new ? "))" : ")", out);
}

static void print_object_of(FILE *out, const struct ast_node *object, bool optional) {
    const bool wrap = object->kind == NODE_NUMBER;
    fputs(wrap ? "(" : "", out);
    print(out, object);
    fputs(wrap ? ")" : "", out);
    fputs(optional ? "?." : "", out);
}

static void print_access(FILE *out, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_MEMBER:
        print_object_of(out, node->as.member.object, node->as.member.optional);
        fprintf(out, "%s%s", node->as.member.optional ? "" : ".", node->as.member.name->text);
        break;
    case NODE_INDEX:
        print_object_of(out, node->as.index.object, node->as.index.optional);
        fputs("[", out);
        print(out, node->as.index.index);
        fputs("]", out);
        break;
    case NODE_PRIVATE_MEMBER:
        print_object_of(out, node->as.private_member.object, node->as.private_member.optional);
        fprintf(out, "%s#%s", node->as.private_member.optional ? "" : ".",
                node->as.private_member.name->text);
        break;
    case NODE_PRIVATE_IN:
        fprintf(out, "(#%s in ", node->as.private_member.name->text);
        print(out, node->as.private_member.object);
        fputs(")", out);
        break;
    case NODE_SUPER_CALL:
        fputs("super(", out);
        print_separated(out, &node->as.super_call.arguments);
        fputs(")", out);
        break;
    default:
        if (node->as.super_member.name != NULL) {
            fprintf(out, "super.%s", node->as.super_member.name->text);
        } else {
            fputs("super[", out);
            print(out, node->as.super_member.index);
            fputs("]", out);
        }
        break;
    }
}

static void print_operation(FILE *out, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_UNARY:
        fprintf(out, "(%s ", operators[node->as.unary.operator_]);
        print(out, node->as.unary.operand);
        fputs(")", out);
        break;
    case NODE_UPDATE:
        fputs("(", out);
        fputs(node->as.update.prefix ? operators[node->as.update.operator_] : "", out);
        print(out, node->as.update.target);
        fputs(node->as.update.prefix ? "" : operators[node->as.update.operator_], out);
        fputs(")", out);
        break;
    case NODE_BINARY:
    case NODE_LOGICAL:
        fputs("(", out);
        print(out, node->as.binary.left);
        fprintf(out, " %s ", operators[node->as.binary.operator_]);
        print(out, node->as.binary.right);
        fputs(")", out);
        break;
    case NODE_ASSIGN: print_assign(out, node); break;
    case NODE_CONDITIONAL:
        fputs("(", out);
        print_pair(out, node->as.conditional.test, " ? ", node->as.conditional.yes);
        fputs(" : ", out);
        print(out, node->as.conditional.no);
        fputs(")", out);
        break;
    case NODE_SEQUENCE:
        fputs("(", out);
        print_separated(out, &node->as.list);
        fputs(")", out);
        break;
    case NODE_CALL:
    case NODE_NEW: print_call(out, node); break;
    case NODE_CHAIN:
        fputs("(", out);
        print(out, node->as.unary.operand);
        fputs(")", out);
        break;
    case NODE_SPREAD:
    case NODE_REST:
        fputs("...", out);
        print(out, node->as.unary.operand);
        break;
    default: print_access(out, node); break;
    }
}

static void print(FILE *out, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER: print_number(out, node->as.number); break;
    case NODE_STRING: print_units(out, &node->as.string); break;
    case NODE_BOOLEAN: fputs(node->as.boolean ? "true" : "false", out); break;
    case NODE_NULL: fputs("null", out); break;
    case NODE_REGEXP:
        fputc('/', out);
        print_source_units(out, &node->as.regexp.pattern);
        fputc('/', out);
        print_source_units(out, &node->as.regexp.flags);
        break;
    case NODE_TEMPLATE:
    case NODE_TAGGED_TEMPLATE: print_template(out, node); break;
    case NODE_IDENTIFIER: print_name(out, node->as.identifier.name); break;
    case NODE_THIS: fputs("this", out); break;
    case NODE_NEW_TARGET: fputs("new.target", out); break;
    case NODE_ARRAY:
    case NODE_ARRAY_PATTERN:
        fputs("[", out);
        print_separated(out, &node->as.list);
        fputs("]", out);
        break;
    case NODE_OBJECT:
    case NODE_OBJECT_PATTERN:
        fputs(node->kind == NODE_OBJECT ? "({" : "{", out);
        print_separated(out, &node->as.list);
        fputs(node->kind == NODE_OBJECT ? "})" : "}", out);
        break;
    case NODE_PROPERTY: print_property(out, node); break;
    case NODE_PATTERN_PROPERTY:
        print_key(out, &node->as.property.key);
        fputs(": ", out);
        print(out, node->as.property.value);
        break;
    case NODE_DEFAULT: print_pair(out, node->as.assign.target, " = ", node->as.assign.value); break;
    case NODE_DECLARATOR:
        print(out, node->as.assign.target);
        if (node->as.assign.value != NULL) {
            fputs(" = ", out);
            print(out, node->as.assign.value);
        }
        break;
    case NODE_FUNCTION: print_function(out, node->as.function); break;
    case NODE_CLASS:
        fputs("(", out);
        print_class(out, node->as.class_);
        fputs(")", out);
        break;
    default:
        if (node->kind >= NODE_UNARY && node->kind <= NODE_REST) {
            print_operation(out, node);
        } else {
            print_statement(out, node);
        }
        break;
    }
}

void ast_print(FILE *stream, const struct script *script) {
    print_statements(stream, &script->top->body);
}
