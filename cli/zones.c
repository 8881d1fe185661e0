/* cli/zones.c: looks zones up in the list that zones.py generates. */
#include "cli/zones.h"

#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>

/* In the order of strcmp; empty where the build has no moment. */
static const char *const zones[] = {
#include "zones.inc"
    NULL};
#define ZONE_COUNT (sizeof zones / sizeof *zones - 1)

static int compare(const void *name, const void *zone) {
    return strcmp(name, *(const char *const *)zone);
}

bool zone_known(const char *name) {
    return ZONE_COUNT == 0 || bsearch(name, zones, ZONE_COUNT, sizeof *zones, compare) != NULL;
}

const char *zone_meant(const char *name) {
    return nearest_name(name, zones, ZONE_COUNT);
}
