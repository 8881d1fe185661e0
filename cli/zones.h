/*
 * cli/zones.h: the IANA time zones that applets know: those of the moment-timezone that the programs
 * were built with. A build without moment has no list and takes every name.
 */
#ifndef CLI_ZONES_H
#define CLI_ZONES_H

#include <stdbool.h>

bool zone_known(const char *name);
/* A zone whose name is nearly this one, or NULL. */
const char *zone_meant(const char *name);

#endif
