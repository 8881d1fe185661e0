/*
 * runtime/value.h: what a JavaScript value is, in 64 bits.
 *
 * NaN-boxing: a double is stored as its own bits; everything else lives in the space of negative
 * quiet NaNs that no arithmetic produces (hardware's default NaN is 0x7ff8… or 0xfff8…).
 *
 *   0x0000… to 0xfff8…   double (NaN is canonical where a program can see its bits: nowhere)
 *   0xfff9 | 32 bits     int32 (payload zero-extended)
 *   0xfffa | constant    undefined, null, booleans, and the internal hole
 *   0xfffb | pointer     string
 *   0xfffc | pointer     symbol (private names too)
 *   0xfffd | pointer     object
 *   0xfffe | pointer     internal cell (accessor pair, …), never seen by applet code
 *   all ones             "an exception is pending": a return value only, never stored
 *
 * Pointers are real addresses inside the window: 4 GiB at a fixed, 4 GiB-aligned address that fits
 * Sv39 and x86-64 user space; links inside heap structures are 32-bit offsets from its base. So a
 * heap image means the same on every little-endian 64-bit target.
 *
 * A number may be an int32 or a double with the same value: compare with value_strict_equals, never
 * by bits. Minus zero is always a double.
 */
#ifndef RUNTIME_VALUE_H
#define RUNTIME_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t value;

#define WINDOW_BASE 0x1000000000ull /* 64 GiB */
#define WINDOW_SIZE 0x100000000ull  /* 4 GiB */

#define TAG_SHIFT   48
#define TAG_INT     0xfff9ull
#define TAG_SPECIAL 0xfffaull
#define TAG_STRING  0xfffbull
#define TAG_SYMBOL  0xfffcull
#define TAG_OBJECT  0xfffdull
#define TAG_CELL    0xfffeull

#define VALUE_SPECIAL(n) ((TAG_SPECIAL << TAG_SHIFT) | (value)(n))
#define VALUE_UNDEFINED  VALUE_SPECIAL(1)
#define VALUE_NULL       VALUE_SPECIAL(2)
#define VALUE_FALSE      VALUE_SPECIAL(4)
#define VALUE_TRUE       VALUE_SPECIAL(5)
#define VALUE_HOLE       VALUE_SPECIAL(6) /* array hole; binding in its temporal dead zone */
#define VALUE_EXCEPTION  (~(value)0)      /* rt->exception holds what was thrown */
#define VALUE_NAN        0x7ff8000000000000ull

static inline uint64_t value_tag(value v) {
    return v >> TAG_SHIFT;
}
static inline bool value_is_int(value v) {
    return value_tag(v) == TAG_INT;
}
static inline bool value_is_double(value v) {
    return v < (TAG_INT << TAG_SHIFT);
}
static inline bool value_is_number(value v) {
    return v < (TAG_SPECIAL << TAG_SHIFT);
}
static inline bool value_is_string(value v) {
    return value_tag(v) == TAG_STRING;
}
static inline bool value_is_symbol(value v) {
    return value_tag(v) == TAG_SYMBOL;
}
static inline bool value_is_object(value v) {
    return value_tag(v) == TAG_OBJECT;
}
static inline bool value_is_cell(value v) {
    return value_tag(v) == TAG_CELL;
}
static inline bool value_is_bool(value v) {
    return (v | 1) == VALUE_TRUE;
}
static inline bool value_is_nullish(value v) {
    return v - VALUE_UNDEFINED <= 1;
}

static inline value value_from_bool(bool b) {
    return VALUE_FALSE + (value)b;
}
static inline value value_from_int(int32_t i) {
    return (TAG_INT << TAG_SHIFT) | (uint32_t)i;
}
static inline int32_t value_to_int(value v) {
    return (int32_t)(uint32_t)v;
}
static inline value value_from_double_raw(double d) {
    union {
        double d;
        uint64_t u;
    } bits = {.d = d};
    return bits.u;
}
static inline double value_to_double_raw(value v) {
    union {
        uint64_t u;
        double d;
    } bits = {.u = v};
    return bits.d;
}
/* The number `d` in its preferred form: int32 where it is one exactly (and not -0). */
static inline value value_from_number(double d) {
    if (d >= -2147483648.0 && d <= 2147483647.0) {
        int32_t i = (int32_t)d;
        if ((double)i == d && (i != 0 || value_from_double_raw(d) == 0)) {
            return value_from_int(i);
        }
    }
    return value_from_double_raw(d);
}
static inline value value_from_u32(uint32_t u) {
    return u <= INT32_MAX ? value_from_int((int32_t)u) : value_from_double_raw((double)u);
}
/* The double of a value known to be a number. */
static inline double value_number(value v) {
    return value_is_int(v) ? (double)value_to_int(v) : value_to_double_raw(v);
}

static inline void *value_pointer(value v) {
    return (void *)(uintptr_t)(v & 0xffffffffffffull);
}
static inline value value_from_pointer(uint64_t tag, const void *p) {
    return (tag << TAG_SHIFT) | (value)(uintptr_t)p;
}

/* A link: the 32-bit offset of a heap thing in the window. 0 means none. */
typedef uint32_t link;

static inline void *link_pointer(link l) {
    return (void *)(uintptr_t)(WINDOW_BASE + l);
}
static inline link link_to(const void *p) {
    return (link)(uintptr_t)p;
}

#endif
