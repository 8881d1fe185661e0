/*
 * tests/num/compare.c: reads vectors (tests/num/generate.js) and compares the runtime's results.
 *
 *   compare [-v] [FILE]
 *
 * Prints for each name how many vectors there were and how many differ; the first differing
 * vectors are shown. Exit status 1 if any differs or none was read.
 */
#include "compare.h"

#include <stdlib.h>

#include "runtime/num/math_bits.h"
#include "runtime/num/math_functions.h"

typedef double unary_function(double);
typedef double binary_function(double, double);

static double clz32_of(double x) {
    return (double)math_clz32((uint32_t)math_to_int32(x));
}

static double imul_of(double a, double b) {
    return (double)math_imul(math_to_int32(a), math_to_int32(b));
}

static double to_int32_of(double x) {
    return (double)math_to_int32(x);
}

static double hypot_of(double a, double b) {
    const double values[2] = {a, b};
    return math_hypot(values, 2);
}

static const struct {
    const char *name;
    unary_function *call;
} unary_functions[] = {
    {"sin", math_sin},       {"cos", math_cos},     {"tan", math_tan},     {"asin", math_asin},
    {"acos", math_acos},     {"atan", math_atan},   {"exp", math_exp},     {"expm1", math_expm1},
    {"sinh", math_sinh},     {"cosh", math_cosh},   {"tanh", math_tanh},   {"log", math_log},
    {"log1p", math_log1p},   {"log2", math_log2},   {"log10", math_log10}, {"asinh", math_asinh},
    {"acosh", math_acosh},   {"atanh", math_atanh}, {"sqrt", math_sqrt},   {"cbrt", math_cbrt},
    {"floor", math_floor},   {"ceil", math_ceil},   {"trunc", math_trunc}, {"round", math_round},
    {"fround", math_fround}, {"sign", math_sign},   {"clz32", clz32_of},   {"toint32", to_int32_of},
};

static const struct {
    const char *name;
    binary_function *call;
} binary_functions[] = {
    {"atan2", math_atan2}, {"pow", math_pow}, {"max", math_max},
    {"min", math_min},     {"imul", imul_of}, {"remainder", math_remainder},
    {"hypot", hypot_of},
};

uint64_t field_bits(const char *field) {
    return strtoull(field, NULL, 16);
}

double field_number(const char *field) {
    return double_from_bits(field_bits(field));
}

bool same_number(double actual, const char *field) {
    double expected = field_number(field);
    if (is_nan(expected)) {
        return is_nan(actual);
    }
    return double_bits(actual) == double_bits(expected);
}

/* Compares one vector of Math; false in *known if the name belongs to another area. */
static bool compare_math(char **fields, int count, bool *known) {
    *known = true;
    for (size_t i = 0; i < sizeof unary_functions / sizeof *unary_functions; i++) {
        if (count == 3 && strcmp(fields[0], unary_functions[i].name) == 0) {
            return same_number(unary_functions[i].call(field_number(fields[1])), fields[2]);
        }
    }
    for (size_t i = 0; i < sizeof binary_functions / sizeof *binary_functions; i++) {
        if (count == 4 && strcmp(fields[0], binary_functions[i].name) == 0) {
            double x = field_number(fields[1]);
            double y = field_number(fields[2]);
            return same_number(binary_functions[i].call(x, y), fields[3]);
        }
    }
    if (count == 5 && strcmp(fields[0], "hypot3") == 0) {
        const double values[3] = {field_number(fields[1]), field_number(fields[2]),
                                  field_number(fields[3])};
        return same_number(math_hypot(values, 3), fields[4]);
    }
    *known = false;
    return false;
}

enum { NAMES_MAX = 128, FIELDS_MAX = 8, SHOWN_MAX = 5 };

struct tally {
    char name[32];
    long vectors;
    long different;
};

static struct tally tallies[NAMES_MAX];
static int tally_count;

static struct tally *tally_find(const char *name) {
    for (int i = 0; i < tally_count; i++) {
        if (strcmp(tallies[i].name, name) == 0) {
            return &tallies[i];
        }
    }
    if (tally_count == NAMES_MAX) {
        fprintf(stderr, "compare: too many names\n");
        exit(2);
    }
    struct tally *tally = &tallies[tally_count++];
    snprintf(tally->name, sizeof tally->name, "%s", name);
    return tally;
}

static void compare_line(char *line) {
    char copy[LINE_MAX_LENGTH];
    char *fields[FIELDS_MAX];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *rest = line; rest != NULL && count < FIELDS_MAX;) {
        fields[count++] = strsep(&rest, "\t");
    }
    bool known = false;
    bool same = compare_math(fields, count, &known);
    if (!known) {
        same = compare_text(fields, count, &known);
    }
    if (!known) {
        same = compare_date(fields, count, &known);
    }
    struct tally *tally = tally_find(fields[0]);
    tally->vectors++;
    if (!known || !same) {
        tally->different++;
        if (tally->different <= SHOWN_MAX) {
            printf("differs%s: %s   got %s\n", known ? "" : " (unknown)", copy, last_result);
        }
    }
}

char last_result[LINE_MAX_LENGTH];

int main(int argc, char **argv) {
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    const char *path = argc > 1 + verbose ? argv[1 + verbose] : NULL;
    FILE *input = path != NULL ? fopen(path, "r") : stdin;
    static char line[LINE_MAX_LENGTH];
    long vectors = 0;
    long different = 0;
    if (input == NULL) {
        perror(path);
        return 2;
    }
    while (fgets(line, sizeof line, input) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        last_result[0] = '\0';
        compare_line(line);
    }
    for (int i = 0; i < tally_count; i++) {
        vectors += tallies[i].vectors;
        different += tallies[i].different;
        if (verbose || tallies[i].different != 0) {
            printf("%-16s %9ld vectors, %ld differ\n", tallies[i].name, tallies[i].vectors,
                   tallies[i].different);
        }
    }
    printf("%ld vectors, %ld differ\n", vectors, different);
    return vectors == 0 || different != 0;
}
