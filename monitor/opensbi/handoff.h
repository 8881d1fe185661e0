/*
 * monitor/opensbi/handoff.h: what stage 0 leaves for the monitor, and the head of the monitor's image.
 *
 * The page before the monitor's first instruction. In the image it holds the head; stage 0 measures head and
 * image, derives the monitor's identity and puts the handoff in its place; the monitor takes it and wipes
 * the page before anything else can run.
 *
 *   measurement of the monitor = SHA-256(head, image)
 */
#ifndef MONITOR_OPENSBI_HANDOFF_H
#define MONITOR_OPENSBI_HANDOFF_H

#include "monitor/core/identity.h"
#include "monitor/opensbi/handoff_offset.h"

#define HANDOFF_PAGE_BYTES 4096

#define IMAGE_MAGIC   UINT64_C(0x31726f74696e6f6d) /* "monitor1" */
#define HANDOFF_MAGIC UINT64_C(0x3166666f646e6168) /* "handoff1" */

struct image_head {
    uint64_t magic, bytes, version; /* bytes: of the image behind this page */
};

struct handoff {
    uint64_t magic; /* anything else: the monitor has no identity and refuses to create enclaves */
    uint64_t state_locked; /* the state in flash is another monitor's: to touch it would trap */
    struct monitor_identity identity;
};

_Static_assert(sizeof(struct handoff) <= HANDOFF_PAGE_BYTES, "the handoff fits its page");

#endif
