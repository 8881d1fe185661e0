/*
 * tests/sweep/fresh.h: a run in a process of its own. Apart from sweep.c, since the system's headers and
 * the runtime's both have a `link`.
 */
#ifndef TESTS_SWEEP_FRESH_H
#define TESTS_SWEEP_FRESH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Forks; `write` gives the child's result to `read` in this process. False where either failed. */
bool fresh_process(bool (*write)(FILE *file, uint32_t number),
                   bool (*read)(FILE *file, uint32_t number), uint32_t number);

#endif
