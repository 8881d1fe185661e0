/*
 * compiler/object.c: lays out an object's sections and resolves its symbols.
 *
 * Region: import table, one jump through it for each import, then the object's allocated sections.
 */
#include "compiler/object.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir.h"
#include "compiler/object_internal.h"
#include "compiler/runtime_abi.h"
#include "runtime/image_format.h"

static const char *text_in(const struct elf_object *object, uint32_t table, uint32_t offset) {
    const Elf64_Shdr *section = &object->sections[table];
    if (offset >= section->sh_size) {
        return "";
    }
    return (const char *)object->bytes + section->sh_offset + offset;
}

static enum status sections_check(struct elf_object *object, struct view bytes) {
    for (uint32_t i = 0; i < object->section_count; i++) {
        const Elf64_Shdr *section = &object->sections[i];
        if (section->sh_type != SHT_NOBITS &&
            (section->sh_offset > bytes.length ||
             section->sh_size > bytes.length - section->sh_offset)) {
            return STATUS_INVALID;
        }
        if (section->sh_type == SHT_SYMTAB) {
            object->symbols = (const Elf64_Sym *)(object->bytes + section->sh_offset);
            object->symbol_count = (uint32_t)(section->sh_size / sizeof(Elf64_Sym));
            object->names = section->sh_link;
        }
    }
    return object->symbols && object->names < object->section_count ? STATUS_OK : STATUS_INVALID;
}

static enum status object_open(struct elf_object *object, struct view bytes) {
    Elf64_Ehdr head;
    if (bytes.length < sizeof head) {
        return STATUS_INVALID;
    }
    memcpy(&head, bytes.data, sizeof head);
    if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_shentsize != sizeof(Elf64_Shdr) ||
        head.e_shoff > bytes.length ||
        head.e_shnum > (bytes.length - head.e_shoff) / sizeof(Elf64_Shdr)) {
        return STATUS_INVALID;
    }
    object->bytes = bytes.data;
    object->machine = head.e_machine;
    object->sections = (const Elf64_Shdr *)(bytes.data + head.e_shoff);
    object->section_count = head.e_shnum;
    object->section_names = head.e_shstrndx;
    return sections_check(object, bytes);
}

/* --- imports --- */

static uint32_t import_find(const char *name) {
    for (uint32_t i = 0; i < IMPORT_COUNT; i++) {
        if (strcmp(ir_import_name(i), name) == 0) {
            return i;
        }
    }
    return IR_NONE;
}

static enum status imports_collect(struct elf_object *object, struct linked *out,
                                   const char **reason) {
    object->stub_of =
        arena_alloc_array(object->arena, object->symbol_count + 1u, sizeof *object->stub_of);
    out->imports = arena_alloc_array(object->arena, IMPORT_COUNT, sizeof *out->imports);
    for (uint32_t i = 1; i < object->symbol_count; i++) {
        const Elf64_Sym *symbol = &object->symbols[i];
        const char *name = text_in(object, object->names, symbol->st_name);
        if (symbol->st_shndx != SHN_UNDEF || strcmp(name, "constants") == 0 ||
            strcmp(name, "caches") == 0) {
            continue;
        }
        uint32_t import = import_find(name);
        if (import == IR_NONE) {
            *reason = name;
            return STATUS_UNSUPPORTED;
        }
        object->stub_of[i] = out->import_count;
        out->imports[out->import_count++] = (uint16_t)import;
    }
    return STATUS_OK;
}

static uint32_t stub_bytes(const struct elf_object *object) {
    return object->machine == EM_X86_64 ? 6 : 12;
}

static void put32(uint8_t *at, uint32_t word) {
    memcpy(at, &word, sizeof word);
}

/* Jumps through entry i of the import table, which is `distance` bytes before the stub. */
static void stub_write(const struct elf_object *object, uint8_t *at, uint32_t distance) {
    uint64_t stub = IMAGE_CODE_ADDRESS + (uint64_t)(at - object->code), slot = stub - distance;
    if (object->machine == EM_X86_64) { /* jmp *distance(%rip) */
        at[0] = 0xff;
        at[1] = 0x25;
        put32(at + 2, 0u - distance - 6u);
    } else if (object->machine == EM_AARCH64) { /* adrp x16; ldr x16, [x16, …]; br x16 */
        uint32_t pages = (uint32_t)((slot >> 12) - (stub >> 12));
        put32(at, 0x90000010u | (pages & 3) << 29 | (pages >> 2 & 0x7ffff) << 5);
        put32(at + 4, 0xf9400210u | (uint32_t)(slot >> 3 & 0x1ff) << 10);
        put32(at + 8, 0xd61f0200u);
    } else { /* auipc t3; ld t3, …(t3); jr t3 */
        uint32_t delta = 0u - distance;
        put32(at, 0x00000e17u | ((delta + 0x800u) & 0xfffff000u));
        put32(at + 4, 0x000e3e03u | (delta & 0xfffu) << 20);
        put32(at + 8, 0x000e0067u);
    }
}

/* --- layout --- */

static bool is_loaded(const Elf64_Shdr *section) {
    return (section->sh_flags & SHF_ALLOC) != 0 && section->sh_size > 0 &&
           (section->sh_type == SHT_PROGBITS || section->sh_type == SHT_NOBITS);
}

static enum status layout_make(struct elf_object *object, struct linked *out, const char **reason) {
    object->placed =
        arena_alloc_array(object->arena, object->section_count + 1u, sizeof *object->placed);
    uint64_t at = (8ull + stub_bytes(object)) * out->import_count;
    for (uint32_t i = 0; i < object->section_count; i++) {
        const Elf64_Shdr *section = &object->sections[i];
        const char *name = text_in(object, object->section_names, section->sh_name);
        if (!is_loaded(section) || strcmp(name, ".eh_frame") == 0) {
            continue;
        }
        if ((section->sh_flags & SHF_WRITE) != 0 || section->sh_type == SHT_NOBITS) {
            *reason = name;
            return STATUS_UNSUPPORTED;
        }
        uint64_t alignment = section->sh_addralign ? section->sh_addralign : 1;
        at = (at + alignment - 1) & ~(alignment - 1);
        object->placed[i] = at;
        at += section->sh_size;
        if (at > IMAGE_CODE_MOST) {
            *reason = "code too large";
            return STATUS_UNSUPPORTED;
        }
    }
    out->code_bytes = (uint32_t)at;
    out->code = arena_alloc(object->arena, at + 8);
    object->code = out->code;
    for (uint32_t i = 0; i < object->section_count; i++) {
        if (object->placed[i]) {
            memcpy(out->code + object->placed[i], object->bytes + object->sections[i].sh_offset,
                   object->sections[i].sh_size);
        }
    }
    for (uint32_t i = 0; i < out->import_count; i++) {
        uint32_t stub = 8 * out->import_count + stub_bytes(object) * i;
        stub_write(object, out->code + stub, stub - 8 * i);
    }
    return STATUS_OK;
}

/* The address a symbol has in the loaded image. */
static enum status symbol_address(const struct elf_object *object, uint32_t index, uint64_t *out) {
    const Elf64_Sym *symbol = &object->symbols[index];
    if (symbol->st_shndx != SHN_UNDEF) {
        if (symbol->st_shndx >= object->section_count || !object->placed[symbol->st_shndx]) {
            return STATUS_UNSUPPORTED;
        }
        *out = IMAGE_CODE_ADDRESS + object->placed[symbol->st_shndx] + symbol->st_value;
        return STATUS_OK;
    }
    const char *name = text_in(object, object->names, symbol->st_name);
    if (strcmp(name, "constants") == 0) {
        *out = object->data_address;
    } else if (strcmp(name, "caches") == 0) {
        *out = object->data_address + 8ull * object->string_count;
    } else {
        *out = IMAGE_CODE_ADDRESS + 8ull * object->import_count +
               (uint64_t)stub_bytes(object) * object->stub_of[index];
    }
    return STATUS_OK;
}

static enum status relocate_section(struct elf_object *object, const Elf64_Shdr *section) {
    uint32_t target = section->sh_info;
    if (target >= object->section_count || !object->placed[target]) {
        return STATUS_OK; /* of a section that isn't loaded */
    }
    const Elf64_Rela *items = (const Elf64_Rela *)(object->bytes + section->sh_offset);
    struct relocations list = {items, (uint32_t)(section->sh_size / sizeof *items), target,
                               object->code + object->placed[target],
                               IMAGE_CODE_ADDRESS + object->placed[target]};
    object->upper_targets =
        arena_alloc_array(object->arena, list.count + 1u, sizeof *object->upper_targets);
    for (uint32_t i = 0; i < list.count; i++) {
        uint64_t symbol = 0;
        uint32_t index = (uint32_t)ELF64_R_SYM(items[i].r_info);
        if (index >= object->symbol_count || items[i].r_offset > object->sections[target].sh_size) {
            return STATUS_INVALID;
        }
        enum status status = symbol_address(object, index, &symbol);
        if (status == STATUS_OK) {
            status = object_relocate(object, &list, i, symbol);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* Fills `offsets` with those of the symbols `letter`0 … below `count`; returns how many there are. */
static uint32_t symbols_find(const struct elf_object *object, char letter, uint32_t count,
                             uint32_t **offsets) {
    uint32_t found = 0;
    *offsets = arena_alloc_array(object->arena, count + 1u, sizeof **offsets);
    for (uint32_t i = 1; i < object->symbol_count; i++) {
        const Elf64_Sym *symbol = &object->symbols[i];
        const char *name = text_in(object, object->names, symbol->st_name);
        uint32_t type = ELF64_ST_TYPE(symbol->st_info);
        if ((type != STT_FUNC && type != STT_OBJECT) || symbol->st_shndx == SHN_UNDEF ||
            name[0] != letter || name[1] < '0' || name[1] > '9') {
            continue;
        }
        uint64_t index = strtoull(name + 1, NULL, 10);
        if (index < count && symbol->st_shndx < object->section_count) {
            (*offsets)[index] = (uint32_t)(object->placed[symbol->st_shndx] + symbol->st_value);
            found++;
        }
    }
    return found;
}

static enum status names_find(const struct elf_object *object, const struct object_counts *counts,
                              struct linked *out) {
    uint32_t functions = symbols_find(object, 'f', counts->functions, &out->functions);
    uint32_t programs = symbols_find(object, 'p', counts->regexps, &out->programs);
    symbols_find(object, 'm', counts->regexps, &out->matchers);
    return functions == counts->functions && programs == counts->regexps ? STATUS_OK
                                                                         : STATUS_INVALID;
}

enum status object_link(struct arena *arena, struct view bytes, const struct object_counts *counts,
                        struct linked *out, const char **reason) {
    struct elf_object object = {.arena = arena, .string_count = counts->strings, .reason = reason};
    memset(out, 0, sizeof *out);
    *reason = "malformed object";
    enum status status = object_open(&object, bytes);
    if (status == STATUS_OK) {
        status = imports_collect(&object, out, reason);
    }
    if (status == STATUS_OK) {
        status = layout_make(&object, out, reason);
    }
    object.import_count = out->import_count;
    object.data_address = IMAGE_DATA_ADDRESS(out->code_bytes);
    for (uint32_t i = 0; i < object.section_count && status == STATUS_OK; i++) {
        if (object.sections[i].sh_type == SHT_RELA) {
            status = relocate_section(&object, &object.sections[i]);
        }
    }
    return status == STATUS_OK ? names_find(&object, counts, out) : status;
}
