/*
 * compiler/analyze_set.c: the sets of names that an analysis gives. An applet has few names, so
 * they are kept in plain arrays.
 */
#include "compiler/analyze_set.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool same(const struct analysis_name *name, const char *text, size_t length) {
    return name->length == length && memcmp(name->text, text, length) == 0;
}

struct analysis_name analysis_join(struct arena *arena, const struct atom *first,
                                   const struct atom *second, const char *third,
                                   uint32_t third_length) {
    const size_t room =
        (size_t)first->length + (second != NULL ? second->length : 0) + third_length + 3;
    char *text = arena_alloc(arena, room);
    size_t length = first->length;
    memcpy(text, first->text, length);
    if (second != NULL) {
        text[length++] = '.';
        memcpy(text + length, second->text, second->length);
        length += second->length;
    }
    if (third != NULL) {
        text[length++] = '.';
        memcpy(text + length, third, third_length);
        length += third_length;
    }
    return (struct analysis_name){.text = text, .length = (uint32_t)length};
}

void analysis_add(struct arena *arena, struct analysis_list *list, struct analysis_name name) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (same(&list->items[i], name.text, name.length)) {
            if (name.position < list->items[i].position) {
                list->items[i].position = name.position;
            }
            return;
        }
    }
    list->items =
        arena_grow(arena, list->items, list->count, &list->capacity, sizeof(*list->items));
    list->items[list->count++] = name;
}

struct analysis_group *analysis_group_add(struct arena *arena, struct analysis_groups *groups,
                                          struct analysis_name name) {
    for (uint32_t i = 0; i < groups->count; i++) {
        struct analysis_group *group = &groups->items[i];
        if (same(&group->name, name.text, name.length)) {
            if (name.position < group->name.position) {
                group->name.position = name.position;
            }
            return group;
        }
    }
    groups->items =
        arena_grow(arena, groups->items, groups->count, &groups->capacity, sizeof(*groups->items));
    groups->items[groups->count] = (struct analysis_group){.name = name};
    return &groups->items[groups->count++];
}

/*
 * UTF-16 order of WTF-8 texts: bytewise, except that code points from U+10000 (first byte F0 to F4)
 * come before U+E000 to U+FFFF (first byte EE, EF), because their first unit is a surrogate.
 */
static int compare_names(const void *left, const void *right) {
    const struct analysis_name *a = left;
    const struct analysis_name *b = right;
    const size_t length = a->length < b->length ? a->length : b->length;
    for (size_t i = 0; i < length; i++) {
        const unsigned char x = (unsigned char)a->text[i];
        const unsigned char y = (unsigned char)b->text[i];
        if (x != y) {
            const bool swap = (x >= 0xEE && y >= 0xEE) && (x >= 0xF0) != (y >= 0xF0);
            return (x < y) != swap ? -1 : 1;
        }
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

static int compare_groups(const void *left, const void *right) {
    const struct analysis_group *a = left;
    const struct analysis_group *b = right;
    return compare_names(&a->name, &b->name);
}

void analysis_sort(struct analysis_list *list) {
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof(*list->items), compare_names);
    }
}

void analysis_sort_groups(struct analysis_groups *groups) {
    if (groups->count > 1) {
        qsort(groups->items, groups->count, sizeof(*groups->items), compare_groups);
    }
    for (uint32_t i = 0; i < groups->count; i++) {
        analysis_sort(&groups->items[i].members);
    }
}

/* "Service.query": one of the list is the service, the query, or a part of the query. */
static bool covers(const struct analysis_list *list, const char *query, bool parts) {
    for (uint32_t i = 0; i < list->count; i++) {
        const struct analysis_name *name = &list->items[i];
        const size_t length = strlen(query);
        if (strcmp(name->text, query) == 0 ||
            (name->length < length && memcmp(name->text, query, name->length) == 0 &&
             query[name->length] == '.') ||
            (parts && name->length > length && memcmp(name->text, query, length) == 0 &&
             name->text[length] == '.')) {
            return true;
        }
    }
    return false;
}

void analysis_mark_open(struct analysis *out, bool reaches_global) {
    for (uint32_t i = 0; i < out->queries.count; i++) {
        struct analysis_group *query = &out->queries.items[i];
        query->open = reaches_global || covers(&out->escaped, query->name.text, false) ||
                      covers(&out->bare, query->name.text, false) ||
                      covers(&out->dynamic, query->name.text, false) ||
                      covers(&out->ingredients, query->name.text, true);
    }
}

const struct analysis_group *analysis_find_group(const struct analysis_groups *groups,
                                                 const char *name) {
    for (uint32_t i = 0; i < groups->count; i++) {
        if (same(&groups->items[i].name, name, strlen(name))) {
            return &groups->items[i];
        }
    }
    return NULL;
}

const struct analysis_name *analysis_find(const struct analysis_list *list, const char *name) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (same(&list->items[i], name, strlen(name))) {
            return &list->items[i];
        }
    }
    return NULL;
}
