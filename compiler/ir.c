/*
 * compiler/ir.c: building the intermediate form, and the table of runtime entry points.
 */
#include "compiler/ir.h"

#include <string.h>

#include "compiler/runtime_abi.h"

struct import_facts {
    const char *name;
    const char *signature;
};

static const struct import_facts imports[IMPORT_COUNT] = {
#define X(name, signature, result, parameters) {#name, signature},
    RT_ABI(X)
#undef X
};

const char *ir_import_name(uint32_t import) {
    return imports[import].name;
}

const char *ir_import_signature(uint32_t import) {
    return imports[import].signature;
}

bool ir_import_throws(uint32_t import) {
    switch (import) {
    case IMPORT_rt_out_of_fuel:
    case IMPORT_rt_catch:
    case IMPORT_rt_strict_equal:
    case IMPORT_rt_to_boolean:
    case IMPORT_rt_typeof:
    case IMPORT_rt_private_new:
    case IMPORT_rt_closure:
    case IMPORT_rt_environment_new:
    case IMPORT_rt_environment_copy:
    case IMPORT_rt_environment_set:
    case IMPORT_rt_this_sloppy:
    case IMPORT_rt_set_home:
    case IMPORT_rt_set_function_name:
    case IMPORT_rt_arguments:
    case IMPORT_rt_arguments_mapped:
    case IMPORT_rt_rest:
    case IMPORT_rt_object:
    case IMPORT_rt_object_literal:
    case IMPORT_rt_array_constants:
    case IMPORT_rt_array:
    case IMPORT_rt_array_push:
    case IMPORT_rt_array_push_hole:
    case IMPORT_rt_set_literal_prototype:
    case IMPORT_rt_regexp:
    case IMPORT_rt_template_object:
    case IMPORT_rt_set_fields: return false;
    default: return true;
    }
}

uint16_t ir_import_known(uint32_t import) {
    switch (import) {
    case IMPORT_rt_add: return KNOWN_NUMBER | KNOWN_STRING;
    case IMPORT_rt_subtract:
    case IMPORT_rt_multiply:
    case IMPORT_rt_divide:
    case IMPORT_rt_remainder:
    case IMPORT_rt_exponent:
    case IMPORT_rt_negate:
    case IMPORT_rt_to_number:
    case IMPORT_rt_shift_right_unsigned: return KNOWN_NUMBER;
    case IMPORT_rt_bit_and:
    case IMPORT_rt_bit_or:
    case IMPORT_rt_bit_xor:
    case IMPORT_rt_bit_not:
    case IMPORT_rt_shift_left:
    case IMPORT_rt_shift_right: return KNOWN_INT;
    case IMPORT_rt_less:
    case IMPORT_rt_less_equal:
    case IMPORT_rt_greater:
    case IMPORT_rt_greater_equal: return KNOWN_BOOL;
    case IMPORT_rt_typeof:
    case IMPORT_rt_to_string:
    case IMPORT_rt_concat: return KNOWN_STRING;
    case IMPORT_rt_to_key: return KNOWN_INT | KNOWN_STRING | KNOWN_SYMBOL;
    case IMPORT_rt_for_in_next: return KNOWN_STRING | KNOWN_HOLE;
    case IMPORT_rt_to_object:
    case IMPORT_rt_closure:
    case IMPORT_rt_object:
    case IMPORT_rt_object_literal:
    case IMPORT_rt_array_constants:
    case IMPORT_rt_array:
    case IMPORT_rt_regexp:
    case IMPORT_rt_arguments:
    case IMPORT_rt_arguments_mapped:
    case IMPORT_rt_rest:
    case IMPORT_rt_template_object:
    case IMPORT_rt_construct:
    case IMPORT_rt_construct_spread:
    case IMPORT_rt_super_call:
    case IMPORT_rt_super_call_spread:
    case IMPORT_rt_this_new:
    case IMPORT_rt_set_function_name: return KNOWN_OBJECT;
    default: return KNOWN_ANY;
    }
}

bool ir_is_terminator(enum ir_op op) {
    return op >= IR_JUMP;
}

void ir_module_init(struct ir_module *module, struct arena *arena, uint32_t number) {
    memset(module, 0, sizeof *module);
    module->arena = arena;
    module->number = number;
}

uint32_t ir_function_new(struct ir_module *module) {
    module->functions = arena_grow(module->arena, module->functions, module->function_count,
                                   &module->function_capacity, sizeof *module->functions);
    struct ir_function *function = ARENA_NEW(module->arena, struct ir_function);
    module->functions[module->function_count] = function;
    (void)ir_block_new(module, function);
    return module->function_count++;
}

static uint32_t string_hash(struct ast_string string) {
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < string.length; i++) {
        hash = (hash ^ string.units[i]) * 16777619u;
    }
    return hash;
}

static void strings_rehash(struct ir_module *module) {
    uint32_t count = module->string_slot_count ? module->string_slot_count * 2 : 64;
    module->string_slots = arena_alloc_array(module->arena, count, sizeof *module->string_slots);
    module->string_slot_count = count;
    for (uint32_t i = 0; i < module->string_count; i++) {
        uint32_t at = string_hash(module->strings[i]) & (count - 1);
        while (module->string_slots[at] != 0) {
            at = (at + 1) & (count - 1);
        }
        module->string_slots[at] = i + 1;
    }
}

static bool string_is(struct ast_string a, struct ast_string b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.units, b.units, 2 * a.length) == 0);
}

uint32_t ir_string(struct ir_module *module, struct ast_string string) {
    if (module->string_count * 2 >= module->string_slot_count) {
        strings_rehash(module);
    }
    uint32_t mask = module->string_slot_count - 1;
    uint32_t at = string_hash(string) & mask;
    for (; module->string_slots[at] != 0; at = (at + 1) & mask) {
        struct ast_string other = module->strings[module->string_slots[at] - 1];
        if (string_is(other, string)) {
            return module->string_slots[at] - 1;
        }
    }
    module->strings = arena_grow(module->arena, module->strings, module->string_count,
                                 &module->string_capacity, sizeof *module->strings);
    module->strings[module->string_count] = string;
    module->string_slots[at] = ++module->string_count;
    return module->string_count - 1;
}

uint32_t ir_string_ascii(struct ir_module *module, const char *text) {
    size_t length = strlen(text);
    uint16_t *units = arena_alloc_array(module->arena, length + 1, sizeof *units);
    for (size_t i = 0; i < length; i++) {
        units[i] = (uint16_t)(unsigned char)text[i];
    }
    return ir_string(module, (struct ast_string){units, (uint32_t)length});
}

uint32_t ir_regexp(struct ir_module *module, struct ast_string pattern, struct ast_string flags) {
    for (uint32_t i = 0; i < module->regexp_count; i++) {
        if (string_is(module->regexps[i].pattern, pattern) &&
            string_is(module->regexps[i].flags, flags)) {
            return i;
        }
    }
    module->regexps = arena_grow(module->arena, module->regexps, module->regexp_count,
                                 &module->regexp_capacity, sizeof *module->regexps);
    module->regexps[module->regexp_count] = (struct ir_regexp){pattern, flags};
    return module->regexp_count++;
}

uint32_t ir_block_new(struct ir_module *module, struct ir_function *function) {
    function->blocks = arena_grow(module->arena, function->blocks, function->block_count,
                                  &function->block_capacity, sizeof *function->blocks);
    function->blocks[function->block_count] = (struct ir_block){IR_NONE, IR_NONE, false};
    return function->block_count++;
}

uint32_t ir_variable_new(struct ir_module *module, struct ir_function *function, bool pointer) {
    function->variables = arena_grow(module->arena, function->variables, function->variable_count,
                                     &function->variable_capacity, sizeof *function->variables);
    function->variables[function->variable_count] = (struct ir_variable){
        .known = KNOWN_ALL, .form = pointer ? FORM_POINTER : FORM_VALUE, .pointer = pointer};
    return function->variable_count++;
}

uint32_t ir_map_new(struct ir_module *module, struct ir_function *function, uint32_t *slots,
                    uint32_t count) {
    function->maps = arena_grow(module->arena, function->maps, function->map_count,
                                &function->map_capacity, sizeof *function->maps);
    function->maps[function->map_count] = (struct ir_map){slots, count};
    return function->map_count++;
}

ir_ref ir_append(struct ir_module *module, struct ir_function *function, uint32_t block,
                 enum ir_op op) {
    function->instructions =
        arena_grow(module->arena, function->instructions, function->instruction_count,
                   &function->instruction_capacity, sizeof *function->instructions);
    ir_ref ref = function->instruction_count++;
    function->instructions[ref] = (struct ir_instruction){.op = (uint8_t)op,
                                                          .a = IR_NONE,
                                                          .b = IR_NONE,
                                                          .handler = IR_NONE,
                                                          .next = IR_NONE,
                                                          .target = {IR_NONE, IR_NONE}};
    struct ir_block *to = &function->blocks[block];
    if (to->last == IR_NONE) {
        to->first = ref;
    } else {
        function->instructions[to->last].next = ref;
    }
    to->last = ref;
    if (ir_is_terminator(op)) {
        to->ended = true;
    }
    return ref;
}
