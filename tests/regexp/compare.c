/*
 * tests/regexp/compare.c: runs the cases of generate.js (its comment has the format) through
 * regexp_compile and regexp_match and compares with what Node found.
 *
 *     compare CASES...
 *
 * Prints every difference and a summary; exits 1 if there was one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/text/regexp.h"

#define TEXT_MAX 4096
#define FUEL     400000000u

struct case_text {
    uint16_t units[TEXT_MAX];
    struct text_view view;
};

static char *arena;
static size_t arena_used;
static const size_t arena_size = (size_t)64 << 20;

static void *allocate(void *context, size_t size) {
    size = (size + 7) & ~(size_t)7;
    if (size > arena_size - arena_used) {
        return NULL;
    }
    void *out = arena + arena_used;
    arena_used += size;
    return out;
}

static const struct text_memory memory = {allocate, NULL};

/* Decodes a field; as Latin-1 if everything fits, to test both widths. */
static void read_text(const char *field, struct case_text *text) {
    bool wide = false;
    text->view.length = 0;
    while (*field != 0 && text->view.length < TEXT_MAX) {
        unsigned unit = (unsigned char)*field++;
        if (unit == '\\') {
            char digits[5] = {0};
            memcpy(digits, field + 1, 4);
            unit = (unsigned)strtoul(digits, NULL, 16);
            field += 5;
        }
        wide = wide || unit > 255;
        text->units[text->view.length++] = (uint16_t)unit;
    }
    text->view.units = text->units;
    text->view.wide = wide;
    if (!wide) {
        uint8_t *bytes = (uint8_t *)text->units;
        for (uint32_t i = 0; i < text->view.length; i++) {
            uint16_t unit = text->units[i];
            bytes[i] = (uint8_t)unit;
        }
    }
}

static void write_match(const struct regexp_program *program, const uint32_t *captures, char *out) {
    out += sprintf(out, "M ");
    for (uint32_t i = 0; i < program->capture_count; i++) {
        const char *comma = i == 0 ? "" : ",";
        if (captures[i * 2] == REGEXP_UNSET || captures[i * 2 + 1] == REGEXP_UNSET) {
            out += sprintf(out, "%s-", comma);
        } else {
            out += sprintf(out, "%s%u-%u", comma, captures[i * 2], captures[i * 2 + 1]);
        }
    }
}

static void run_case(char *fields[5], char *result) {
    static struct case_text pattern, input;
    struct text_view flag_text = {fields[0], (uint32_t)strlen(fields[0]), false};
    const struct regexp_program *program = NULL;
    struct regexp_error error = {NULL, 0};
    uint32_t flags = 0;
    int64_t fuel = FUEL;
    arena_used = 0;
    struct regexp_stack stack = {NULL, 0, 16 << 20, &memory};
    read_text(fields[1], &pattern);
    read_text(fields[2], &input);
    if (regexp_parse_flags(&flag_text, &flags) != STATUS_OK) {
        strcpy(result, "bad flags");
        return;
    }
    enum status status = regexp_compile(&pattern.view, flags, &memory, &program, &error);
    if (status != STATUS_OK) {
        sprintf(result, "E %s", error.message != NULL ? error.message : "(no message)");
        return;
    }
    uint32_t *registers = allocate(NULL, (size_t)program->register_count * 4);
    switch (
        regexp_match(program, &input.view, (uint32_t)atoi(fields[3]), registers, &stack, &fuel)) {
    case REGEXP_NO_MATCH: strcpy(result, "N"); break;
    case REGEXP_MATCH: write_match(program, registers, result); break;
    case REGEXP_OUT_OF_FUEL: strcpy(result, "out of fuel"); break;
    case REGEXP_OUT_OF_STACK: strcpy(result, "out of stack"); break;
    }
}

/* Splits a line at its tabs; false if it has not five fields. */
static bool split_line(char *line, char *fields[5]) {
    line[strcspn(line, "\n")] = 0;
    for (int i = 0; i < 5; i++) {
        fields[i] = line;
        line += strcspn(line, "\t");
        if (i < 4) {
            if (*line == 0) {
                return false;
            }
            *line++ = 0;
        }
    }
    return true;
}

int main(int argc, char **argv) {
    static char line[TEXT_MAX * 8], result[TEXT_MAX * 32];
    unsigned long cases = 0, differences = 0;
    arena = malloc(arena_size);
    for (int i = 1; i < argc && arena != NULL; i++) {
        FILE *file = fopen(argv[i], "r");
        if (file == NULL) {
            perror(argv[i]);
            return 2;
        }
        while (fgets(line, sizeof line, file) != NULL) {
            char *fields[5];
            if (!split_line(line, fields)) {
                fprintf(stderr, "%s: case %lu has not five fields\n", argv[i], cases + 1);
                return 2;
            }
            run_case(fields, result);
            cases++;
            if (strcmp(result, fields[4]) != 0) {
                differences++;
                printf("/%s/%s on \"%s\" from %s\n  node: %s\n  here: %s\n", fields[1], fields[0],
                       fields[2], fields[3], fields[4], result);
            }
        }
        fclose(file);
    }
    printf("%lu cases, %lu differences\n", cases, differences);
    return cases == 0 || differences > 0;
}
