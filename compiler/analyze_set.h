/*
 * compiler/analyze_set.h: growing the lists of an analysis; for analyze.c only.
 */
#ifndef COMPILER_ANALYZE_SET_H
#define COMPILER_ANALYZE_SET_H

#include "compiler/analyze.h"

/* "a", "a.b" or "a.b.c": later parts may be NULL. Position is filled in by the caller. */
struct analysis_name analysis_join(struct arena *arena, const struct atom *first,
                                   const struct atom *second, const char *third,
                                   uint32_t third_length);

/* Adds a name unless it is there; keeps the earliest position. */
void analysis_add(struct arena *arena, struct analysis_list *list, struct analysis_name name);

/* The group of that name, made if need be. */
struct analysis_group *analysis_group_add(struct arena *arena, struct analysis_groups *groups,
                                          struct analysis_name name);

/* Which queries' rows go where any column may be read; everything may where the global object is used. */
void analysis_mark_open(struct analysis *out, bool reaches_global);

void analysis_sort(struct analysis_list *list);
void analysis_sort_groups(struct analysis_groups *groups);

#endif
