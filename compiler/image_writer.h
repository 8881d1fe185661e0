/*
 * compiler/image_writer.h: puts linked code, constants and the manifest into an image
 * (runtime/image_format.h).
 */
#ifndef COMPILER_IMAGE_WRITER_H
#define COMPILER_IMAGE_WRITER_H

#include "compiler/codegen.h"
#include "compiler/object.h"

/* What the applet's text says about itself; names are UTF-8. */
struct image_action {
    const struct atom *name;
    const struct atom **fields;
    uint32_t field_count;
};

struct image_manifest {
    const struct atom **ingredients; /* "Service.trigger.Ingredient" */
    uint32_t ingredient_count;
    const struct atom **members;
    uint32_t member_count;
    const struct image_action *actions;
    uint32_t action_count;
    bool uses_moment, plain_script;
    uint64_t fuel, memory, stack; /* 0: the runtime's default */
};

/* The image in memory of the module's arena. STATUS_TOO_LARGE above the format's limits. */
MUST_CHECK enum status image_write(const struct ir_module *module, enum codegen_target target,
                                   const struct linked *linked,
                                   const struct image_manifest *manifest, struct view *out);

#endif
