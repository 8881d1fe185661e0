/*
 * lib/package.h: the file that holds one compiled applet for one target (`*.tap`, sealed).
 *
 *   offset  bytes
 *        0      8   "tapdpkg1"
 *        8      4   n, little endian: length of the clear map
 *       12      n   clear map (deterministic CBOR)
 *   12 + n          COSE_Encrypt0 under K_code up to the end; external_aad message_aad_package
 *
 * The file is a multiple of PACKAGE_PADDING long. Its SHA-256 is the applet's `bind`; the SHA-256
 * of the first 12 + n bytes is the clear digest of the external_aad.
 *
 * Clear map, all that the host learns:                   Sealed map:
 *     1 user     text                                         1 zone         text, IANA
 *     2 applet   text                                         2 locale       text
 *     3 epoch    uint                                         3 max_delay    uint, ms
 *     4 target   text: "x86-64", "aarch64", "riscv64"         4 fuel         uint, see the runtime
 *     5 abi      bstr 32, hash of the runtime's ABI           5 memory       uint, bytes
 *     6 triggers [ * [ name, kind, URL ] ]                    6 quantum      uint, ms; 0 = none
 *                kind 1 trigger, 2 query                      7 image        bstr
 *     7 actions  [ * [ name, URL, message length ] ]          8 padding      [ * bstr ]
 *     8 record   uint, message length (2,048)
 *     9 sealed   uint, length of the COSE message
 *
 * Fuel and memory of 0 stand for what the image asks for. What the applet reads and sets is in the
 * image (runtime/image_format.h).
 */
#ifndef LIB_PACKAGE_H
#define LIB_PACKAGE_H

#include "lib/message.h"

#define PACKAGE_MAGIC       "tapdpkg1"
#define PACKAGE_MAGIC_BYTES 8
#define PACKAGE_HEAD_BYTES  12
#define PACKAGE_ABI_BYTES   32

enum package_source_kind { PACKAGE_TRIGGER = 1, PACKAGE_QUERY = 2 };

struct package_source {
    struct view name;
    enum package_source_kind kind;
    struct view url;
};

struct package_action {
    struct view name;
    struct view url;
    uint32_t message_bytes;
};

struct package_clear {
    struct applet_identity identity;
    struct view target;
    uint8_t abi[PACKAGE_ABI_BYTES];
    size_t source_count;
    struct package_source sources[LIMIT_TRIGGERS];
    size_t action_count;
    struct package_action actions[LIMIT_ACTIONS];
    uint32_t record_bytes;
    uint32_t sealed_bytes;
};

/* What the package writer seals. */
struct package_content {
    struct view zone, locale;
    uint64_t max_delay_ms, fuel, memory_bytes, quantum_ms;
    struct view image;
};

/* What the loader gets: views into the decrypted payload. */
struct package_view {
    struct view zone, locale;
    uint64_t max_delay_ms, fuel, memory_bytes, quantum_ms;
    struct view image;
};

/*
 * Appends the whole file; clear->sealed_bytes is computed. `out` needs the file's length
 * (package_length).
 */
MUST_CHECK enum status package_write(const struct package_clear *clear,
                                     const struct package_content *content,
                                     const struct secret *code_key, struct writer *out);
/* The length of the file that package_write makes; 0 where a limit is exceeded. */
size_t package_length(const struct package_clear *clear, const struct package_content *content);
/*
 * The clear part, for the host and the loader: `clear` holds views into `file`. `sealed` is the
 * COSE message, `clear_digest` what its external_aad needs. All lengths are checked against the
 * file.
 */
MUST_CHECK enum status package_read_clear(struct view file, struct package_clear *clear,
                                          struct view *sealed, uint8_t clear_digest[DIGEST_BYTES]);
/* Decrypts into `plaintext`, which may be the sealed part's own memory, and checks everything. */
MUST_CHECK enum status package_open(const struct package_clear *clear, struct view sealed,
                                    const uint8_t clear_digest[DIGEST_BYTES],
                                    const struct secret *code_key, uint8_t *plaintext,
                                    size_t capacity, struct package_view *view);
/* SHA-256 of the whole file. */
void package_bind(struct view file, uint8_t bind[DIGEST_BYTES]);

#endif
