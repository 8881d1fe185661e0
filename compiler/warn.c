/*
 * compiler/warn.c: goes over a script once with all checks; see warn.h.
 */
#include "compiler/warn.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compiler/warn_internal.h"

/* Longer pieces of source are not repeated in messages. */
enum { SOURCE_MOST = 40 };

static const char *format_text(struct warner *warner, const char *format, va_list arguments) {
    char text[512];
    vsnprintf(text, sizeof text, format, arguments);
    return arena_copy_text(warner->arena, text, strlen(text));
}

const char *warn_text(struct warner *warner, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(warner, format, arguments);
    va_end(arguments);
    return text;
}

static void report(struct warner *warner, const char *code, uint32_t position, uint32_t end,
                   const char *hint, const char *message) {
    diag_add(warner->diagnostics, DIAG_WARNING, code, position, end, hint, "%s", message);
}

void warn(struct warner *warner, const char *code, const struct ast_node *node, const char *hint,
          const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report(warner, code, node->position, node->end, hint, format_text(warner, format, arguments));
    va_end(arguments);
}

void warn_member(struct warner *warner, const char *code, const struct ast_node *node,
                 const char *hint, const char *format, ...) {
    const uint32_t position = node->as.member.name_position;
    va_list arguments;
    va_start(arguments, format);
    report(warner, code, position, node->end, hint, format_text(warner, format, arguments));
    va_end(arguments);
}

const char *warn_source(struct warner *warner, const struct ast_node *node) {
    const char *text = warner->script->source->text + node->position;
    const size_t length = node->end - node->position;
    if (length == 0 || length > SOURCE_MOST || memchr(text, '\n', length) != NULL ||
        memchr(text, '\r', length) != NULL) {
        return "this";
    }
    return arena_copy_text(warner->arena, text, length);
}

const char *warn_literal(struct warner *warner, struct ast_string text) {
    char bytes[SOURCE_MOST + 1];
    size_t length = 0;
    for (uint32_t i = 0; i < text.length && length < SOURCE_MOST; i++) {
        bytes[length++] = text.units[i] < 0x80 ? (char)text.units[i] : '?';
    }
    return arena_copy_text(warner->arena, bytes, length);
}

bool warn_is_global(const struct ast_node *node, const char *name) {
    return node->kind == NODE_IDENTIFIER && node->as.identifier.binding == NULL &&
           strcmp(node->as.identifier.name->text, name) == 0;
}

/* `String.prototype.x = …`, `moment.fn.x = …`, Object.defineProperty(…). */
static void find_extensions(void *context, struct ast_node *node) {
    struct warner *warner = context;
    static const char *const names[] = {
        "prototype", "fn", "__proto__", "setPrototypeOf", "defineProperty", "defineProperties"};
    const char *name = infer_property_name(node);
    for (size_t i = 0; name != NULL && i < sizeof names / sizeof names[0]; i++) {
        warner->extends_types = warner->extends_types || strcmp(names[i], name) == 0;
    }
    ast_visit_children(node, find_extensions, warner);
}

static void look_at(void *context, struct ast_node *node) {
    struct warner *warner = context;
    warn_name_node(warner, node);
    warn_condition_node(warner, node);
    warn_comparison_node(warner, node);
    warn_statement_node(warner, node);
    warn_text_node(warner, node);
    ast_visit_children(node, look_at, warner);
}

void warn_script(const struct script *script, bool applet, const struct analysis *analysis,
                 struct diagnostics *diagnostics) {
    struct warner warner = {.arena = script->arena,
                            .script = script,
                            .analysis = analysis,
                            .diagnostics = diagnostics,
                            .applet = applet};
    infer_init(&warner.inferrer, script->arena, script, analysis);
    ast_visit_function(script->top, find_extensions, &warner);
    warn_names(&warner);
    ast_visit_function(script->top, look_at, &warner);
}
