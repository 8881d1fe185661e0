/*
 * compiler/ast.c: helpers over the syntax tree that several phases share.
 */
#include "compiler/ast.h"

void ast_pattern_names(struct ast_node *pattern,
                       void (*visit)(void *context, struct ast_node *name), void *context) {
    if (pattern == NULL) {
        return;
    }
    switch ((enum ast_kind)pattern->kind) {
    case NODE_IDENTIFIER: visit(context, pattern); break;
    case NODE_DEFAULT: ast_pattern_names(pattern->as.assign.target, visit, context); break;
    case NODE_REST: ast_pattern_names(pattern->as.unary.operand, visit, context); break;
    case NODE_PATTERN_PROPERTY:
        ast_pattern_names(pattern->as.property.value, visit, context);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < pattern->as.list.count; i++) {
            ast_pattern_names(pattern->as.list.items[i], visit, context);
        }
        break;
    default: break; /* members are targets, but declare nothing */
    }
}
