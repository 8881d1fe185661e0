/*
 * tests/regexp/literals.c: the machine code of regular expression literals against the matcher for
 * programs, and both against Node.
 *
 *     literals CASES
 *
 * Linked with an object that tapdance-cc made of the literals that generate.js wrote. A case is the
 * literal's number, a text, where to begin, and what Node found. Code and program must agree in
 * everything: result, captures, fuel used, and where fuel or stack ends, for each width of text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/abi.h"
#include "runtime/text/regexp_native.h"

#define TEXT_MAX 4096
#define FUEL     20000000

extern const struct code_module time_module;

struct run {
    enum regexp_result result;
    int64_t fuel; /* left */
    uint32_t *registers;
};

static uint8_t arena[64 << 20] __attribute__((aligned(8)));
static size_t arena_used;

static void *allocate(void *context, size_t size) {
    size = (size + 7) & ~(size_t)7;
    if (size > sizeof arena - arena_used) {
        return NULL;
    }
    void *out = arena + arena_used;
    arena_used += size;
    return out;
}

static struct run run(const struct regexp_literal *literal, const struct text_view *text,
                      uint32_t start, int64_t fuel, uint32_t stack_bytes, bool native) {
    const struct text_memory memory = {allocate, NULL};
    struct regexp_stack stack = {NULL, 0, stack_bytes, &memory};
    struct run out = {.fuel = fuel};
    size_t count = literal->program->register_count;
    out.registers = allocate(NULL, count * 4);
    memset(out.registers, 0, count * 4);
    out.result =
        native ? regexp_match_literal(NULL, literal, text, start, out.registers, &stack, &out.fuel)
               : regexp_match(literal->program, text, start, out.registers, &stack, &out.fuel);
    return out;
}

/* Both ways; true if they agree. `*used` gets the fuel that was used. */
static bool agree(const struct regexp_literal *literal, const struct text_view *text,
                  uint32_t start, int64_t fuel, uint32_t stack_bytes, int64_t *used,
                  struct run *native) {
    arena_used = 0;
    struct run program = run(literal, text, start, fuel, stack_bytes, false);
    *native = run(literal, text, start, fuel, stack_bytes, true);
    *used = fuel - program.fuel;
    bool same = program.result == native->result && program.fuel == native->fuel &&
                (program.result != REGEXP_MATCH ||
                 memcmp(program.registers, native->registers,
                        (size_t)literal->program->capture_count * 8) == 0);
    if (!same) {
        printf("fuel %lld, stack %u, start %u, %s: program %d leaves %lld, code %d leaves %lld\n",
               (long long)fuel, stack_bytes, start, text->wide ? "wide" : "narrow", program.result,
               (long long)program.fuel, native->result, (long long)native->fuel);
    }
    return same;
}

static bool check(const struct regexp_literal *literal, const struct text_view *text,
                  uint32_t start, struct run *whole) {
    int64_t used = 0, ignored = 0;
    struct run some;
    /* The whole run comes last: its registers are looked at. */
    if (!agree(literal, text, start, FUEL, 16 << 20, &used, whole)) {
        return false;
    }
    for (int64_t fuel = used - 1; fuel >= 0; fuel = fuel > 4 ? fuel * 2 / 3 : fuel - 1) {
        if (!agree(literal, text, start, fuel, 16 << 20, &ignored, &some)) {
            return false;
        }
    }
    for (uint32_t stack = 64; stack <= 4096; stack *= 2) {
        if (!agree(literal, text, start, FUEL, stack, &ignored, &some)) {
            return false;
        }
    }
    return agree(literal, text, start, FUEL, 16 << 20, &used, whole);
}

static void write_outcome(const struct regexp_literal *literal, const struct run *run, char *out) {
    if (run->result != REGEXP_MATCH) {
        strcpy(out, run->result == REGEXP_NO_MATCH ? "N" : "limit");
        return;
    }
    out += sprintf(out, "M ");
    for (uint32_t i = 0; i < literal->program->capture_count; i++) {
        uint32_t start = run->registers[i * 2], end = run->registers[i * 2 + 1];
        const char *comma = i == 0 ? "" : ",";
        out += start == REGEXP_UNSET || end == REGEXP_UNSET
                   ? sprintf(out, "%s-", comma)
                   : sprintf(out, "%s%u-%u", comma, start, end);
    }
}

/* Decodes a text: its units as they are, and as Latin-1 if they fit. */
static bool read_text(const char *field, uint16_t *wide, uint8_t *narrow, uint32_t *length) {
    bool fits = true;
    for (*length = 0; *field != 0 && *length < TEXT_MAX; ++*length) {
        unsigned unit = (unsigned char)*field++;
        if (unit == '\\') {
            char digits[5] = {0};
            memcpy(digits, field + 1, 4);
            unit = (unsigned)strtoul(digits, NULL, 16);
            field += 5;
        }
        fits = fits && unit < 256;
        wide[*length] = (uint16_t)unit;
        narrow[*length] = (uint8_t)unit;
    }
    return fits;
}

/* One case. False, with a message, if something differs. */
static bool run_case(char *fields[4]) {
    static uint16_t wide[TEXT_MAX];
    static uint8_t narrow[TEXT_MAX];
    static char found[TEXT_MAX * 32];
    uint32_t length = 0, start = (uint32_t)atoi(fields[2]);
    unsigned long index = strtoul(fields[0], NULL, 10);
    if (index >= time_module.regexp_count) {
        printf("no literal %lu\n", index);
        return false;
    }
    const struct regexp_literal *literal = &time_module.regexps[index];
    bool fits = read_text(fields[1], wide, narrow, &length);
    for (int width = 0; width < 2; width++) {
        struct text_view text = {width ? (const void *)wide : narrow, length, width == 1};
        struct run whole;
        if (!width && !fits) {
            continue;
        }
        if (!check(literal, &text, start, &whole)) {
            return false;
        }
        write_outcome(literal, &whole, found);
        if (strcmp(found, fields[3]) != 0) {
            printf("Node: %s, here: %s\n", fields[3], found);
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv) {
    static char line[TEXT_MAX * 8];
    unsigned long cases = 0, differences = 0, code = 0;
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: literals CASES\n");
        return 2;
    }
    for (uint32_t i = 0; i < time_module.regexp_count; i++) {
        code += time_module.regexps[i].code != NULL;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        char *fields[4], *at = line;
        line[strcspn(line, "\n")] = 0;
        for (int i = 0; i < 4; i++) {
            fields[i] = at;
            at += strcspn(at, "\t");
            if (*at != 0) {
                *at++ = 0;
            }
        }
        cases++;
        if (!run_case(fields)) {
            differences++;
            printf("  literal %s on \"%s\" from %s\n", fields[0], fields[1], fields[2]);
        }
    }
    fclose(file);
    printf("%lu cases, %lu literals with code, %lu differences\n", cases, code, differences);
    return cases == 0 || code == 0 || differences > 0;
}
