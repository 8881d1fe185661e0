/*
 * tests/num/compare.h: what the parts of the vector comparison share.
 */
#ifndef TESTS_NUM_COMPARE_H
#define TESTS_NUM_COMPARE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "runtime/num/number_parse.h"

enum { LINE_MAX_LENGTH = 16384 };

/* What the last compared function returned, for the report of a difference. */
extern char last_result[LINE_MAX_LENGTH];

/* A field of 16 hex digits. */
uint64_t field_bits(const char *field);
double field_number(const char *field);
bool same_number(double actual, const char *field);

/* A text field as the narrowest text that holds it; valid until the next call. */
struct number_text field_text(const char *field);

/* Compare one vector; *known is false if its name belongs elsewhere. */
bool compare_text(char **fields, int count, bool *known);
bool compare_date(char **fields, int count, bool *known);

#endif
