/*
 * runtime/image.h: loading a compiled applet (format: image_format.h).
 *
 * The bytes may be hostile as far as memory safety of the loader goes: every length and index is
 * checked. Their code is trusted by whoever opened the package.
 */
#ifndef RUNTIME_IMAGE_H
#define RUNTIME_IMAGE_H

#include "lib/cursor.h"
#include "lib/status.h"
#include "runtime/event.h"

struct image_layout {
    uint64_t code_address, data_address; /* where the code expects to stand */
    size_t code_bytes, data_bytes;       /* not rounded to pages */
    size_t tables_bytes;                 /* for the module's and manifest's tables */
};

/*
 * Checks the whole image and says what memory it needs. STATUS_INVALID for malformed bytes,
 * STATUS_STALE where it was compiled against another runtime ("recompile"), STATUS_UNSUPPORTED
 * for another processor.
 */
MUST_CHECK enum status image_measure(struct view image, struct image_layout *layout);

/*
 * Loads an image that image_measure accepted into zeroed memory of the sizes it said: `code` and
 * `data` should stand at the layout's addresses for the code to run; `tables` is 8-byte aligned
 * and must live as long as `module` and `manifest`. Afterwards the caller makes the code region
 * executable and not writable. `limits` gets what the image asks for. No byte of `image` is used
 * after the return.
 */
MUST_CHECK enum status image_load(struct view image, void *code, void *data, void *tables,
                                  struct code_module *module, struct applet_manifest *manifest,
                                  struct event_limits *limits);

/* The ABI that this runtime offers: SHA-256, IMAGE_ABI_BYTES long. */
extern const uint8_t image_abi_hash[32];

#endif
