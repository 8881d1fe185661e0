/*
 * compiler/suggest.c: see suggest.h.
 */
#include "compiler/suggest.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { NAME_MOST = 64, LETTER = 2, CASE = 1 };

static uint32_t exchange_cost(char a, char b) {
    if (a == b) {
        return 0;
    }
    return tolower((unsigned char)a) == tolower((unsigned char)b) ? CASE : LETTER;
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

uint32_t suggest_distance(const char *a, const char *b, uint32_t most) {
    const size_t rows = strlen(a);
    const size_t columns = strlen(b);
    const size_t gap = rows > columns ? rows - columns : columns - rows;
    if (rows > NAME_MOST || columns > NAME_MOST || gap * LETTER > most) {
        return UINT32_MAX;
    }
    uint32_t lines[3][NAME_MOST + 1];
    uint32_t *before = lines[0];
    uint32_t *above = lines[1];
    uint32_t *line = lines[2];
    for (size_t k = 0; k <= columns; k++) {
        above[k] = (uint32_t)k * LETTER;
    }
    for (size_t i = 1; i <= rows; i++) {
        line[0] = (uint32_t)i * LETTER;
        for (size_t k = 1; k <= columns; k++) {
            line[k] = least(above[k - 1] + exchange_cost(a[i - 1], b[k - 1]),
                            least(above[k], line[k - 1]) + LETTER);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
                line[k] = least(line[k], before[k - 2] + LETTER);
            }
        }
        uint32_t *oldest = before;
        before = above;
        above = line;
        line = oldest;
    }
    return above[columns] <= most ? above[columns] : UINT32_MAX;
}

/* A third of the letters, at least one; more would suggest what nobody meant. */
static uint32_t most_for(const char *name) {
    const size_t letters = strlen(name) / 3;
    return (uint32_t)(letters > 0 ? letters : 1) * LETTER;
}

void suggest_start(struct suggestion *suggestion, const char *name) {
    /* one more than what is accepted */
    *suggestion = (struct suggestion){name, NULL, most_for(name) + 1};
}

void suggest_offer(struct suggestion *suggestion, const char *candidate) {
    if (strlen(suggestion->name) < 2 || strlen(candidate) < 2) {
        return; /* every letter is near every other */
    }
    if (strcasecmp(suggestion->name, candidate) == 0 && strcmp(suggestion->name, candidate) != 0) {
        suggestion->best = candidate;
        suggestion->cost = CASE;
        return;
    }
    const uint32_t cost = suggest_distance(suggestion->name, candidate, suggestion->cost - 1);
    if (cost != UINT32_MAX && cost > 0) {
        suggestion->best = candidate;
        suggestion->cost = cost;
    }
}
