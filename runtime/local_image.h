/*
 * runtime/local_image.h: a compiled image from a file into this process, for the local runner and the
 * benchmarks. Nothing here is part of a trusted program.
 */
#ifndef RUNTIME_LOCAL_IMAGE_H
#define RUNTIME_LOCAL_IMAGE_H

#include "runtime/event.h"

/* The whole of a file, or of standard input for "-", for the caller to free. What failed is in errno. */
MUST_CHECK enum status local_file_read(const char *path, char **bytes, size_t *length);
/* Maps the image at its addresses and loads the applet. NULL, or a phrase that says why not. Once a
 * process. */
const char *local_image_load(struct rt *rt, const char *path, struct applet_manifest *manifest);

#endif
