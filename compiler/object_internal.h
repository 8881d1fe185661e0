/*
 * compiler/object_internal.h: an object file being linked.
 */
#ifndef COMPILER_OBJECT_INTERNAL_H
#define COMPILER_OBJECT_INTERNAL_H

#include <elf.h>

#include "compiler/object.h"

struct elf_object {
    struct arena *arena;
    const uint8_t *bytes;
    uint16_t machine;
    const Elf64_Shdr *sections;
    uint32_t section_count, section_names;
    const Elf64_Sym *symbols;
    uint32_t symbol_count, names;
    uint32_t *stub_of; /* by symbol */
    uint64_t *placed;  /* by section: offset in the code region; 0: not loaded */
    uint8_t *code;
    uint32_t import_count, string_count;
    uint64_t data_address;
    uint64_t *upper_targets; /* RISC-V, by relocation of the current section: target of an auipc */
    const char **reason;
};

/* The relocations of one section. */
struct relocations {
    const Elf64_Rela *items;
    uint32_t count;
    uint32_t section;
    uint8_t *bytes;   /* of the section, in the code region */
    uint64_t address; /* where it will stand */
};

/* object_relocate.c: applies relocation `index`; `symbol` is its symbol's address. */
MUST_CHECK enum status object_relocate(struct elf_object *object, const struct relocations *list,
                                       uint32_t index, uint64_t symbol);

#endif
