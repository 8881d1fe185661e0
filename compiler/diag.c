/*
 * compiler/diag.c: see diag.h. Owns the printed forms of diagnostics.
 */
#include "compiler/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longest piece of a source line that is shown, in characters; minified files have huge lines. */
enum { DIAG_LINE_WIDTH = 120, DIAG_TAB = 4 };

void diag_init(struct diagnostics *diagnostics, struct arena *arena, const struct source *source) {
    *diagnostics = (struct diagnostics){.arena = arena, .source = source};
}

static bool has_error_at(const struct diagnostics *diagnostics, uint32_t position) {
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        const struct diag *diag = &diagnostics->items[i];
        if (diag->severity == DIAG_ERROR && diag->position == position) {
            return true;
        }
    }
    return false;
}

void diag_add(struct diagnostics *diagnostics, enum diag_severity severity, const char *code,
              uint32_t position, uint32_t end, const char *hint, const char *format, ...) {
    if (severity == DIAG_ERROR) {
        diagnostics->error_count++;
    }
    if (severity == DIAG_WARNING && has_error_at(diagnostics, position)) {
        return;
    }
    if (severity == DIAG_WARNING) {
        diagnostics->warning_count++;
    }
    if (diagnostics->count >= DIAG_MAX_KEPT) {
        return;
    }
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);

    diagnostics->items = arena_grow(diagnostics->arena, diagnostics->items, diagnostics->count,
                                    &diagnostics->capacity, sizeof(*diagnostics->items));
    diagnostics->items[diagnostics->count++] = (struct diag){
        .severity = severity,
        .code = code,
        .position = position,
        .end = end > position ? end : position,
        .message = arena_copy_text(diagnostics->arena, message, strlen(message)),
        .hint = hint,
    };
}

void diag_rewind(struct diagnostics *diagnostics, uint32_t count, uint32_t error_count) {
    diagnostics->count = count;
    diagnostics->error_count = error_count;
}

static int compare_position(const void *left, const void *right) {
    const struct diag *a = *(const struct diag *const *)left;
    const struct diag *b = *(const struct diag *const *)right;
    if (a->position != b->position) {
        return a->position < b->position ? -1 : 1;
    }
    return a < b ? -1 : a > b; /* items stay in reporting order */
}

static const struct diag **sorted(const struct diagnostics *diagnostics) {
    const struct diag **order = arena_alloc_array(
        diagnostics->arena, (size_t)diagnostics->count + 1, sizeof(struct diag *));
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        order[i] = &diagnostics->items[i];
    }
    qsort(order, diagnostics->count, sizeof(struct diag *), compare_position);
    return order;
}

/* Terminal columns of a code point: 0 for combining marks, 2 for East Asian wide and emoji. */
static unsigned display_width(uint32_t point) {
    if ((point >= 0x300 && point <= 0x36F) || point == 0x200B || point == 0x200D ||
        (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF) {
        return 0;
    }
    const bool wide =
        (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0x303E) ||
        (point >= 0x3041 && point <= 0xA4CF) || (point >= 0xAC00 && point <= 0xD7A3) ||
        (point >= 0xF900 && point <= 0xFAFF) || (point >= 0xFE30 && point <= 0xFE6F) ||
        (point >= 0xFF00 && point <= 0xFF60) || (point >= 0xFFE0 && point <= 0xFFE6) ||
        (point >= 0x1F300 && point <= 0x1FAFF) || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
}

/* One character of the source line, or of the marking under it. Returns its width. */
static unsigned print_character(FILE *stream, const struct source *source, uint32_t offset,
                                uint32_t *length, unsigned column, int mark) {
    const uint32_t point = source_code_point(source, offset, length);
    unsigned width = display_width(point);
    if (point == '\t') {
        width = DIAG_TAB - column % DIAG_TAB;
    }
    if (mark != 0 || point == '\t' || point < 0x20 || point == 0x7F) {
        for (unsigned i = 0; i < width; i++) {
            fputc(mark != 0 ? mark : ' ', stream);
        }
    } else {
        fwrite(source->text + offset, 1, *length, stream);
    }
    return width;
}

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_ERROR, PAINT_WARNING, PAINT_NOTE, PAINT_MARK };

/* Select Graphic Rendition (ECMA-48 8.3.117). */
static void paint(FILE *stream, const struct diagnostics *diagnostics, enum paint how) {
    static const char *const codes[] = {"\033[0m",    "\033[1m",    "\033[1;31m",
                                        "\033[1;35m", "\033[1;36m", "\033[32m"};
    if (diagnostics->colour) {
        fputs(codes[how], stream);
    }
}

bool diag_colour_wanted(FILE *stream) {
    const char *none = getenv("NO_COLOR"); /* no-color.org */
    const char *terminal = getenv("TERM");
    return isatty(fileno(stream)) && (none == NULL || none[0] == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

static void print_source_line(FILE *stream, const struct diagnostics *diagnostics,
                              const struct diag *diag) {
    const struct source *source = diagnostics->source;
    uint32_t line = 0;
    uint32_t column = 0;
    source_locate(source, diag->position, &line, &column);
    uint32_t length = 0;
    const uint32_t start = source_line(source, line, &length);
    const uint32_t end = start + length;
    /* Show a window around the position when the line is long. */
    uint32_t from = start;
    uint32_t skip = column > DIAG_LINE_WIDTH - 40 ? column - 40 : 0;
    while (skip > 0 && from < diag->position) {
        uint32_t bytes = 0;
        source_code_point(source, from, &bytes);
        from += bytes;
        skip--;
    }
    for (int pass = 0; pass < 2; pass++) {
        fputs("    ", stream);
        unsigned width = 0;
        uint32_t at = from;
        while (at < end && width < DIAG_LINE_WIDTH && (pass == 0 || at < diag->position)) {
            uint32_t bytes = 0;
            width += print_character(stream, source, at, &bytes, width, pass == 0 ? 0 : ' ');
            at += bytes;
        }
        if (pass == 1) {
            paint(stream, diagnostics, PAINT_MARK);
            fputc('^', stream);
            bool first = true;
            while (at < end && at < diag->end && width < DIAG_LINE_WIDTH) {
                uint32_t bytes = 0;
                source_code_point(source, at, &bytes);
                if (!first) {
                    width += print_character(stream, source, at, &bytes, width, '~');
                } else {
                    const unsigned columns = display_width(source_code_point(source, at, &bytes));
                    if (columns > 1) {
                        fputc('~', stream);
                    }
                    width += columns;
                    first = false;
                }
                at += bytes;
            }
            paint(stream, diagnostics, PAINT_NONE);
        }
        fputc('\n', stream);
    }
}

/* Errors of the language are what JavaScript calls them. */
static bool is_of_language(const char *code) {
    return strcmp(code, DIAG_SYNTAX) == 0 || strcmp(code, DIAG_EARLY) == 0 ||
           strcmp(code, DIAG_UNSUPPORTED) == 0 || strcmp(code, DIAG_LIMIT) == 0;
}

static const char *severity_label(const struct diag *diag) {
    switch (diag->severity) {
    case DIAG_ERROR: return is_of_language(diag->code) ? "SyntaxError" : "error";
    case DIAG_WARNING: return "warning";
    case DIAG_NOTE: return "note";
    }
    return "note";
}

void diag_print(FILE *stream, const struct diagnostics *diagnostics) {
    const struct diag **order = sorted(diagnostics);
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        const struct diag *diag = order[i];
        uint32_t line = 0;
        uint32_t column = 0;
        source_locate(diagnostics->source, diag->position, &line, &column);
        paint(stream, diagnostics, PAINT_BOLD);
        fprintf(stream, "%s:%u:%u: ", diagnostics->source->name, line, column);
        paint(stream, diagnostics, (enum paint)((int)PAINT_ERROR + (int)diag->severity));
        fprintf(stream, "%s: ", severity_label(diag));
        paint(stream, diagnostics, PAINT_NONE);
        fprintf(stream, "%s\n", diag->message);
        print_source_line(stream, diagnostics, diag);
        if (diag->hint != NULL) {
            paint(stream, diagnostics, PAINT_BOLD);
            fputs("hint: ", stream);
            paint(stream, diagnostics, PAINT_NONE);
            fprintf(stream, "%s\n", diag->hint);
        }
    }
    if (diagnostics->count == DIAG_MAX_KEPT && diagnostics->error_count > DIAG_MAX_KEPT) {
        fprintf(stream, "%s: %u errors in all; the first %d are shown\n", diagnostics->source->name,
                diagnostics->error_count, DIAG_MAX_KEPT);
    }
}

void diag_print_json_string(FILE *stream, const char *text, size_t length) {
    fputc('"', stream);
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\') {
            fputc('\\', stream);
            fputc(c, stream);
        } else if (c < 0x20 || c == 0x7F) {
            fprintf(stream, "\\u%04x", c);
        } else {
            fputc(c, stream);
        }
    }
    fputc('"', stream);
}

void diag_print_json(FILE *stream, const struct diagnostics *diagnostics) {
    static const char *const severities[] = {"error", "warning", "note"};
    const struct diag **order = sorted(diagnostics);
    fputc('[', stream);
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        const struct diag *diag = order[i];
        uint32_t line = 0;
        uint32_t column = 0;
        uint32_t end_line = 0;
        uint32_t end_column = 0;
        source_locate(diagnostics->source, diag->position, &line, &column);
        source_locate(diagnostics->source, diag->end, &end_line, &end_column);
        fprintf(stream, "%s{\"severity\":\"%s\",\"code\":\"%s\",\"file\":", i > 0 ? "," : "",
                severities[diag->severity], diag->code);
        diag_print_json_string(stream, diagnostics->source->name,
                               strlen(diagnostics->source->name));
        fprintf(stream,
                ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u,\"message\":", line,
                column, end_line, end_column);
        diag_print_json_string(stream, diag->message, strlen(diag->message));
        if (diag->hint != NULL) {
            fputs(",\"hint\":", stream);
            diag_print_json_string(stream, diag->hint, strlen(diag->hint));
        }
        fputc('}', stream);
    }
    fputs("]", stream);
}
