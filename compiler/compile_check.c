/*
 * compiler/compile_check.c: what an applet reads and sets, for people, the CLI and the image.
 */
#include <stdio.h>

#include "compiler/compile_internal.h"

void compile_manifest(struct unit *unit, struct image_manifest *manifest) {
    (void)unit;
    manifest->uses_moment = true;
}

enum compile_result compile_check(const struct compile_options *options) {
    (void)options;
    return COMPILE_INTERNAL;
}
