/*
 * compiler/object_relocate.c: the relocation types that LLVM uses for our code, by processor.
 */
#include <stdio.h>
#include <string.h>

#include "compiler/object_internal.h"

#ifndef R_RISCV_RELAX
#define R_RISCV_RELAX 51
#endif

static uint32_t get32(const uint8_t *at) {
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static void put32(uint8_t *at, uint32_t word) {
    memcpy(at, &word, sizeof word);
}

static enum status unknown(struct elf_object *object, uint32_t type) {
    char *text = arena_alloc(object->arena, 40);
    snprintf(text, 40, "relocation type %u", type);
    *object->reason = text;
    return STATUS_UNSUPPORTED;
}

static enum status relocate_x86(struct elf_object *object, uint32_t type, uint8_t *at,
                                uint64_t place, uint64_t target) {
    switch (type) {
    case R_X86_64_PC32:
    case R_X86_64_PLT32: put32(at, (uint32_t)(target - place)); return STATUS_OK;
    case R_X86_64_64: memcpy(at, &target, sizeof target); return STATUS_OK;
    default: return unknown(object, type);
    }
}

static enum status relocate_aarch64(struct elf_object *object, uint32_t type, uint8_t *at,
                                    uint64_t place, uint64_t target) {
    uint32_t word = get32(at), low = (uint32_t)target & 0xfff;
    switch (type) {
    case R_AARCH64_CALL26:
    case R_AARCH64_JUMP26:
        put32(at, (word & 0xfc000000u) | ((uint32_t)((target - place) >> 2) & 0x3ffffffu));
        return STATUS_OK;
    case R_AARCH64_ADR_PREL_PG_HI21: {
        uint32_t pages = (uint32_t)((target >> 12) - (place >> 12));
        put32(at, (word & 0x9f00001fu) | (pages & 3) << 29 | (pages >> 2 & 0x7ffff) << 5);
        return STATUS_OK;
    }
    case R_AARCH64_ADD_ABS_LO12_NC: put32(at, (word & 0xffc003ffu) | low << 10); return STATUS_OK;
    case R_AARCH64_LDST32_ABS_LO12_NC:
        put32(at, (word & 0xffc003ffu) | (low >> 2) << 10);
        return STATUS_OK;
    case R_AARCH64_LDST64_ABS_LO12_NC:
        put32(at, (word & 0xffc003ffu) | (low >> 3) << 10);
        return STATUS_OK;
    case R_AARCH64_LDST128_ABS_LO12_NC:
        put32(at, (word & 0xffc003ffu) | (low >> 4) << 10);
        return STATUS_OK;
    case R_AARCH64_ABS64: memcpy(at, &target, sizeof target); return STATUS_OK;
    case R_AARCH64_PREL32: put32(at, (uint32_t)(target - place)); return STATUS_OK;
    default: return unknown(object, type);
    }
}

/* auipc and the low part after it share a rounded difference. */
static void put_upper(uint8_t *at, uint64_t difference) {
    put32(at, (get32(at) & 0xfffu) | (((uint32_t)difference + 0x800u) & 0xfffff000u));
}

static void put_low_load(uint8_t *at, uint64_t difference) {
    put32(at, (get32(at) & 0xfffffu) | ((uint32_t)difference & 0xfffu) << 20);
}

static void put_low_store(uint8_t *at, uint64_t difference) {
    uint32_t low = (uint32_t)difference & 0xfffu;
    put32(at, (get32(at) & 0x01fff07fu) | (low >> 5) << 25 | (low & 31) << 7);
}

/* The difference that the auipc at `label` was given: found by its own relocation. */
static enum status upper_of(struct elf_object *object, const struct relocations *list,
                            uint64_t label, uint64_t *difference) {
    for (uint32_t i = 0; i < list->count; i++) {
        const Elf64_Rela *item = &list->items[i];
        if (list->address + item->r_offset != label ||
            ELF64_R_TYPE(item->r_info) != R_RISCV_PCREL_HI20) {
            continue;
        }
        *difference = object->upper_targets[i] - label;
        return STATUS_OK;
    }
    *object->reason = "low part of an address without its high part";
    return STATUS_UNSUPPORTED;
}

static enum status relocate_riscv(struct elf_object *object, const struct relocations *list,
                                  uint32_t index, uint64_t target) {
    const Elf64_Rela *item = &list->items[index];
    uint8_t *at = list->bytes + item->r_offset;
    uint64_t place = list->address + item->r_offset, difference = 0;
    uint32_t type = (uint32_t)ELF64_R_TYPE(item->r_info);
    switch (type) {
    case R_RISCV_RELAX: return STATUS_OK;
    case R_RISCV_CALL:
    case R_RISCV_CALL_PLT:
        put_upper(at, target - place);
        put_low_load(at + 4, target - place);
        return STATUS_OK;
    case R_RISCV_PCREL_HI20:
        object->upper_targets[index] = target;
        put_upper(at, target - place);
        return STATUS_OK;
    case R_RISCV_PCREL_LO12_I:
    case R_RISCV_PCREL_LO12_S: {
        enum status status = upper_of(object, list, target, &difference);
        if (status == STATUS_OK && type == R_RISCV_PCREL_LO12_I) {
            put_low_load(at, difference);
        } else if (status == STATUS_OK) {
            put_low_store(at, difference);
        }
        return status;
    }
    case R_RISCV_64: memcpy(at, &target, sizeof target); return STATUS_OK;
    default: return unknown(object, type);
    }
}

enum status object_relocate(struct elf_object *object, const struct relocations *list,
                            uint32_t index, uint64_t symbol) {
    const Elf64_Rela *item = &list->items[index];
    uint64_t target = symbol + (uint64_t)item->r_addend;
    uint32_t type = (uint32_t)ELF64_R_TYPE(item->r_info);
    uint8_t *at = list->bytes + item->r_offset;
    uint64_t place = list->address + item->r_offset;
    switch (object->machine) {
    case EM_X86_64: return relocate_x86(object, type, at, place, target);
    case EM_AARCH64: return relocate_aarch64(object, type, at, place, target);
    case EM_RISCV: return relocate_riscv(object, list, index, target);
    default: *object->reason = "unknown processor"; return STATUS_UNSUPPORTED;
    }
}
