/*
 * runtime/image_format.h: the image of one compiled applet, as the compiler writes it and the
 * loader reads it (a package's plaintext content).
 *
 *   offset  bytes  all integers little endian
 *        0      8  "tapdimg1"
 *        8     32  ABI hash (SHA-256 over abi.h, value.h, rt.h, object.h and this file)
 *       40      1  target: 0 x86_64, 1 aarch64, 2 riscv64
 *       41      1  flags: 1 uses moment, 2 plain script
 *       42      2  0
 *       44      4  main: function that is the script's top level
 *       48      4  b: bytes of the code region
 *       52      4  i: imports
 *       56      4  f: functions
 *       60      4  s: string constants
 *       64      4  c: inline caches
 *       68      4  ingredients
 *       72      4  members
 *       76      4  actions
 *       80      4  r: regular expression literals
 *       84      8  fuel an event may use; 0: the runtime's default
 *       92      8  bytes of memory; 0: default
 *      100      8  bytes of stack; 0: default
 *      108    2*i  import numbers, enum rt_import
 *           12*f   functions: u32 offset in the code region, u32 name (string constant),
 *                  u16 length, u16 flags
 *            8*r   literals: u32 offset in the code region of the program (struct regexp_program,
 *                  4-aligned), u32 of its code; 0: none
 *           b-8*i  the code region behind its import table
 *                  strings: varint 2 * units + wide, then the units (1 byte, or 2 where wide)
 *                  ingredients, members: text each; actions: text, varint n, n texts (fields)
 *                  varint q, then q queries like actions: those of which only these columns are read
 *                  text: varint bytes, UTF-8
 *
 * varint: LEB128, at most 5 bytes. Nothing follows the last query.
 *
 * The code is linked for fixed addresses. The code region (IMAGE_CODE_ADDRESS, read and execute
 * once loaded) starts with the import table (i addresses, filled by the loader), then comes what
 * the image holds: jumps through the table, machine code, read-only data. The data region (read
 * and write, no execute) follows on the next page: s values (the interned string constants), then
 * c inline caches, all zero at first.
 */
#ifndef RUNTIME_IMAGE_FORMAT_H
#define RUNTIME_IMAGE_FORMAT_H

#define IMAGE_MAGIC        "tapdimg1"
#define IMAGE_MAGIC_BYTES  8
#define IMAGE_ABI_BYTES    32
#define IMAGE_HEAD_BYTES   108
#define IMAGE_CODE_ADDRESS 0xF00000000ull /* 60 GiB: below the window, fits Sv39 */
#define IMAGE_PAGE         4096u
#define IMAGE_CODE_MOST    (8u << 20)
#define IMAGE_COUNT_MOST   (1u << 20) /* of functions, strings, caches, texts */
#define IMAGE_REGEXPS_MOST 65536u     /* their objects hold 16 bits of the number */

/* An event's limits where image and package name none. */
#define IMAGE_FUEL_DEFAULT   400000000ll
#define IMAGE_FUEL_MOST      1000000000ll /* the compiler relies on it (optimise_count.c) */
#define IMAGE_MEMORY_DEFAULT (128u << 20)
#define IMAGE_STACK_DEFAULT  (1u << 20)

enum image_target { IMAGE_X86_64, IMAGE_AARCH64, IMAGE_RISCV64 };
enum image_flags { IMAGE_USES_MOMENT = 1, IMAGE_PLAIN_SCRIPT = 2 };

/* Where the data region starts. */
#define IMAGE_DATA_ADDRESS(code_bytes)                                                             \
    (IMAGE_CODE_ADDRESS + (((code_bytes) + (IMAGE_PAGE - 1ull)) & ~(IMAGE_PAGE - 1ull)))

#endif
