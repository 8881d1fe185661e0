/*
 * runtime/text/unicode_tables.h: the tables that tools/unicode_tables.py generates from the
 * Unicode Character Database, and their encodings. Only unicode*.c may include this file.
 *
 * "Ranges" are alternating base-128 varints: gap since the end of the last range, length.
 * "Runs" cover every code point from 0: varint length and a value byte (categories: one varint,
 * length << 5 | value). Tables are constant and touched only where a look-up reads them.
 */
#ifndef RUNTIME_TEXT_UNICODE_TABLES_H
#define RUNTIME_TEXT_UNICODE_TABLES_H

#include <stdint.h>

/* Binary properties: ranges of property i start at offsets[i] and end at offsets[i + 1]. */
enum {
    UNICODE_BINARY_ID_START,
    UNICODE_BINARY_ID_CONTINUE,
    UNICODE_BINARY_CASED,
    UNICODE_BINARY_CASE_IGNORABLE,
};
extern const uint8_t unicode_binary_data[];
extern const uint32_t unicode_binary_data_size;
extern const uint16_t unicode_binary_offsets[];
extern const uint32_t unicode_binary_offsets_size;

/* General categories as runs; a mask has bit i for every category i that a named value covers. */
extern const uint8_t unicode_category_runs[];
extern const uint32_t unicode_category_runs_size;
extern const uint32_t unicode_category_masks[];
extern const uint32_t unicode_category_masks_size;

/* Scripts as runs, 0 = none. Extensions: runs of 1 + index into the list of sets, 0 = none; the
 * sets follow one another, each a count byte and that many script numbers. */
extern const uint8_t unicode_script_runs[];
extern const uint32_t unicode_script_runs_size;
extern const uint8_t unicode_extension_runs[];
extern const uint32_t unicode_extension_runs_size;
extern const uint8_t unicode_extension_sets[];
extern const uint32_t unicode_extension_sets_size;

/* Names: kind ('b' binary, 'c' category value, 's' script value), number, length, the name;
 * a zero kind ends the list. */
extern const uint8_t unicode_property_names[];
extern const uint32_t unicode_property_names_size;

/* Simple case mappings of code points below unicode_case_end: index[blocks[c / 64] * 64 + c % 64]
 * selects a triple of differences to upper case, lower case and simple folding. */
extern const uint32_t unicode_case_end;
extern const uint8_t unicode_case_blocks[];
extern const uint32_t unicode_case_blocks_size;
extern const uint8_t unicode_case_index[];
extern const uint32_t unicode_case_index_size;
extern const int32_t unicode_case_deltas[];
extern const uint32_t unicode_case_deltas_size;

/* Full upper-case mappings of several code points, sorted: code point, then three, 0-padded. */
extern const uint16_t unicode_full_upper[];
extern const uint32_t unicode_full_upper_size;

/* Classes of code points equal under /i (legacy) and /iu (unicode) that the simple mappings of a
 * member do not give; 0 ends a class, another 0 the list. */
extern const uint16_t unicode_case_classes_legacy[];
extern const uint32_t unicode_case_classes_legacy_size;
extern const uint16_t unicode_case_classes_unicode[];
extern const uint32_t unicode_case_classes_unicode_size;

/* Combining classes, sorted: first code point << 11 | (length - 1) << 8 | class. */
extern const uint32_t unicode_combining[];
extern const uint32_t unicode_combining_size;

/* Full decompositions, sorted: code point << 11 | compatibility << 10 | length in UTF-16 units. */
extern const uint32_t unicode_decomposition_keys[];
extern const uint32_t unicode_decomposition_keys_size;
extern const uint16_t unicode_decomposition_offsets[];
extern const uint32_t unicode_decomposition_offsets_size;
extern const uint16_t unicode_decomposition_units[];
extern const uint32_t unicode_decomposition_units_size;

/* Primary composites, sorted by first << 16 | second; those beyond U+FFFF as triples. */
extern const uint32_t unicode_compose_pairs[];
extern const uint32_t unicode_compose_pairs_size;
extern const uint16_t unicode_compose_results[];
extern const uint32_t unicode_compose_results_size;
extern const uint32_t unicode_compose_astral[];
extern const uint32_t unicode_compose_astral_size;

/* Collation (DUCET) of some code points, sorted, and where their elements start: primary << 13 |
 * rank of the secondary << 5 | tertiary, bit 31 set on the last.
 * The first primaries of the currency signs and of kana. */
extern const uint16_t unicode_collation_points[];
extern const uint32_t unicode_collation_points_size;
extern const uint16_t unicode_collation_offsets[];
extern const uint32_t unicode_collation_offsets_size;
extern const uint32_t unicode_collation_elements[];
extern const uint32_t unicode_collation_elements_size;
extern const uint32_t unicode_collation_currency;
extern const uint32_t unicode_collation_kana;

#endif
