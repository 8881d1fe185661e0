/*
 * lib/policy.h: what the user trusts, signed by the user with every deployment.
 *
 * CBOR map:
 *     1 anchors          [ 1*8 [ public key bstr 32, class, note text ] ]
 *     2 lowest class     0 none, 1 emulated, 2 board, 3 silicon
 *     3 monitors         [ 1*8 bstr 32 ]  allowed monitor measurements
 *     4 programs         [ 1*16 [ role, bstr 32 ] ]  1 keystore, 2 applet, 3 clock
 *     5 shared kernel    bool: allowed
 *     6 dma protection   bool: required
 * Debug must be off, always; a policy can't allow it. The same anchor key twice is refused (it
 * could carry two classes).
 */
#ifndef LIB_POLICY_H
#define LIB_POLICY_H

#include "lib/evidence.h"

enum anchor_class { CLASS_NONE = 0, CLASS_EMULATED = 1, CLASS_BOARD = 2, CLASS_SILICON = 3 };
enum program_role { PROGRAM_KEYSTORE = 1, PROGRAM_APPLET = 2, PROGRAM_CLOCK = 3 };

struct anchor {
    uint8_t public_key[SIGN_PUBLIC_BYTES];
    enum anchor_class class;
    uint8_t note_length;
    char note[LIMIT_NOTE_BYTES]; /* UTF-8, not terminated */
};

struct policy_program {
    enum program_role role;
    uint8_t measurement[MEASUREMENT_BYTES];
};

struct policy {
    size_t anchor_count, monitor_count, program_count;
    struct anchor anchors[LIMIT_ANCHORS];
    uint8_t monitors[LIMIT_MONITORS][MEASUREMENT_BYTES];
    struct policy_program programs[LIMIT_PROGRAMS];
    enum anchor_class lowest_class;
    bool shared_kernel_allowed;
    bool dma_protection_required;
};

/* Empty lists (accepts nothing), lowest class silicon, no shared kernel, DMA protection required.
 */
void policy_default(struct policy *policy);
MUST_CHECK enum status policy_encode(const struct policy *policy, struct writer *out);
MUST_CHECK enum status policy_decode(struct view bytes, struct policy *policy);
/* "none", "emulated", "board", "silicon"; NULL for another value. */
const char *anchor_class_text(enum anchor_class class);
MUST_CHECK enum status anchor_class_parse(const char *text, enum anchor_class *class);

#endif
