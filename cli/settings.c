/* cli/settings.c: unknown settings and what was meant. */
#include "cli/settings.h"

#include "cli/command.h"

#include <ctype.h>
#include <string.h>

#define NAME_MOST  64
#define WRONG_MOST 2

static int lower(char c) {
    return tolower((unsigned char)c);
}

/* Edits between two names (Damerau-Levenshtein, each letter edited once), NAME_MOST where too long. */
static size_t distance(const char *one, const char *other) {
    size_t rows = strlen(one), columns = strlen(other);
    size_t table[3][NAME_MOST + 1];
    if (rows > NAME_MOST || columns > NAME_MOST) {
        return NAME_MOST;
    }
    for (size_t k = 0; k <= columns; k++) {
        table[0][k] = k;
    }
    for (size_t i = 1; i <= rows; i++) {
        size_t *row = table[i % 3], *above = table[(i - 1) % 3], *second = table[(i + 1) % 3];
        row[0] = i;
        for (size_t k = 1; k <= columns; k++) {
            bool same = lower(one[i - 1]) == lower(other[k - 1]);
            size_t best = above[k - 1] + (same ? 0 : 1);
            best = above[k] + 1 < best ? above[k] + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            if (i > 1 && k > 1 && lower(one[i - 1]) == lower(other[k - 2]) &&
                lower(one[i - 2]) == lower(other[k - 1]) && second[k - 2] + 1 < best) {
                best = second[k - 2] + 1;
            }
            row[k] = best;
        }
    }
    return table[rows % 3][columns];
}

const char *nearest_name(const char *text, const char *const *names, size_t count) {
    const char *nearest = NULL;
    size_t least = WRONG_MOST + 1;
    for (size_t i = 0; i < count; i++) {
        size_t wrong = distance(text, names[i]);
        if (wrong < least && wrong < strlen(names[i])) {
            least = wrong;
            nearest = names[i];
        }
    }
    return nearest;
}

static const char *type_text(int type) {
    switch (type) {
    case CONFIG_TYPE_STRING: return "a text in quotes";
    case CONFIG_TYPE_INT: return "a whole number";
    default: return "a list: ( { name = …; }, … )";
    }
}

static bool setting_known(const char *path, const config_setting_t *setting,
                          const struct setting_spec *specs, size_t count) {
    const char *names[32];
    const char *name = config_setting_name(setting);
    unsigned int line = config_setting_source_line(setting);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(specs[i].name, name) != 0) {
            names[i] = specs[i].name;
            continue;
        }
        if (config_setting_type(setting) == specs[i].type) {
            return true;
        }
        complain("%s:%u: %s must be %s", path, line, name, type_text(specs[i].type));
        return false;
    }
    const char *meant = nearest_name(name, names, count);
    complain("%s:%u: there is no setting '%s' here%s%s%s", path, line, name,
             meant != NULL ? "; did you mean '" : "", meant != NULL ? meant : "",
             meant != NULL ? "'?" : "");
    return false;
}

bool settings_known(const char *path, const config_setting_t *group,
                    const struct setting_spec *specs, size_t count) {
    for (int i = 0; i < config_setting_length(group); i++) {
        if (!setting_known(path, config_setting_get_elem(group, (unsigned)i), specs, count)) {
            return false;
        }
    }
    return true;
}
