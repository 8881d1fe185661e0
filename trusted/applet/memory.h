/*
 * trusted/applet/memory.h: where a compiled image stands, and that its code is never writable again.
 */
#ifndef TRUSTED_APPLET_MEMORY_H
#define TRUSTED_APPLET_MEMORY_H

#include "runtime/image.h"

struct memory_image {
    void *code, *data, *tables;
    size_t code_bytes; /* whole pages */
};

/* Zeroed memory of the layout's sizes at its addresses. STATUS_NO_MEMORY where they aren't free. */
MUST_CHECK enum status memory_map_image(const struct image_layout *layout,
                                        struct memory_image *memory);
/* Readable and executable from now on, not writable. */
MUST_CHECK enum status memory_protect_code(const struct memory_image *memory);

#endif
