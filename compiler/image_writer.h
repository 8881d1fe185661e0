/*
 * compiler/image_writer.h: puts linked code, constants and the manifest into an image
 * (runtime/image_format.h).
 */
#ifndef COMPILER_IMAGE_WRITER_H
#define COMPILER_IMAGE_WRITER_H

#include "compiler/analyze.h"
#include "compiler/codegen.h"
#include "compiler/object.h"

struct image_manifest {
    const struct analysis *analysis; /* NULL: names nothing (a plain script) */
    struct analysis_list members;    /* see applet_manifest in runtime/event.h */
    bool uses_moment, plain_script;
    uint64_t fuel, memory, stack; /* 0: the runtime's default */
};

/* The image in memory of the module's arena. STATUS_TOO_LARGE above the format's limits. */
MUST_CHECK enum status image_write(const struct ir_module *module, enum codegen_target target,
                                   const struct linked *linked,
                                   const struct image_manifest *manifest, struct view *out);

#endif
