/*
 * runtime/text/builtin_regexp_exec.c: RegExp objects, running them on the event's fuel and memory, and
 * the arrays that exec returns (ECMA-262 22.2.7).
 */
#include <string.h>

#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text/builtin_regexp.h"

struct regexp_state *regexp_state(struct rt *rt) {
    return value_pointer(value_function(rt->realm->regexp_constructor)->extra);
}

/* Gives an object, made this moment, a shape with `count` data properties and their values. */
static void set_properties(struct rt *rt, value object, link shape, uint32_t count,
                           const value *values) {
    struct object *o = value_object(object);
    object_reserve_slots(rt, o, count);
    memcpy(object_slots(o), values, count * sizeof *values);
    o->shape = shape;
}

void regexp_state_init(struct rt *rt) {
    struct regexp_state *state = regexp_state(rt);
    value regexp = object_create(rt, CLASS_REGEXP, rt->realm->prototypes[CLASS_REGEXP]);
    object_define(rt, regexp, rt->realm->atom_last_index, value_from_int(0), ATTR_WRITABLE);
    state->object_shape = value_object(regexp)->shape;
    value match = array_new(rt, 0, NULL);
    object_define(rt, match, rt->realm->atom_index, VALUE_UNDEFINED, ATTR_ALL);
    object_define(rt, match, rt->realm->atom_input, VALUE_UNDEFINED, ATTR_ALL);
    object_define(rt, match, rt->realm->atom_groups, VALUE_UNDEFINED, ATTR_ALL);
    state->match_shape = value_object(match)->shape;
    struct object *prototype = value_object(rt->realm->prototypes[CLASS_REGEXP]);
    state->method_count = object_shape(prototype)->count;
    if (state->method_count > REGEXP_METHODS_MOST) {
        __builtin_trap();
    }
    memcpy(state->methods, object_slots(prototype), state->method_count * sizeof(value));
}

value regexp_allocate(struct rt *rt, value new_target) {
    value object = VALUE_EXCEPTION, last_index = value_from_int(0);
    if (new_target == VALUE_UNDEFINED) {
        object = object_create(rt, CLASS_REGEXP, rt->realm->prototypes[CLASS_REGEXP]);
        set_properties(rt, object, regexp_state(rt)->object_shape, 1, &last_index);
    } else {
        object = object_create_from_constructor(rt, new_target, CLASS_REGEXP);
        if (object == VALUE_EXCEPTION) {
            return object;
        }
        object_define(rt, object, rt->realm->atom_last_index, last_index, ATTR_WRITABLE);
    }
    value_regexp(object)->birth_shape = value_object(object)->shape;
    value_regexp(object)->source = VALUE_UNDEFINED;
    return object;
}

value regexp_initialise(struct rt *rt, value regexp, value pattern, value flags) {
    struct regexp_object *object = value_regexp(regexp);
    uint32_t bits = 0;
    link program = 0;
    pattern = pattern == VALUE_UNDEFINED ? rt->realm->atom_empty : to_string(rt, pattern);
    if (pattern == VALUE_EXCEPTION) {
        return pattern;
    }
    if (flags != VALUE_UNDEFINED) {
        flags = to_string(rt, flags);
        if (flags == VALUE_EXCEPTION) {
            return flags;
        }
        struct text_view view = text_view_of(string_text(rt, flags));
        if (regexp_parse_flags(&view, &bits) != STATUS_OK) {
            return throw_error(rt, ERROR_SYNTAX,
                               "Invalid flags supplied to RegExp constructor '%v'", flags);
        }
    }
    if (regexp_compile_cached(rt, pattern, bits, &program) < 0) {
        return VALUE_EXCEPTION;
    }
    heap_touch(rt, object, sizeof *object);
    object->source = pattern;
    object->flags = bits;
    object->program = program;
    object->code = 0;
    return regexp_set_last_index(rt, regexp, 0) < 0 ? VALUE_EXCEPTION : regexp;
}

value regexp_literal_new(struct rt *rt, value source, uint32_t code) {
    value regexp = regexp_allocate(rt, VALUE_UNDEFINED);
    struct regexp_object *object = value_regexp(regexp);
    object->source = source;
    object->code = code;
    object->flags = regexp_literal_of(rt, object)->program->flags;
    return regexp;
}

value regexp_copy(struct rt *rt, value regexp, value from) {
    struct regexp_object *object = value_regexp(regexp);
    const struct regexp_object *other = value_regexp(from);
    object->source = other->source;
    object->flags = other->flags;
    object->program = other->program;
    object->code = other->code;
    return regexp_set_last_index(rt, regexp, 0) < 0 ? VALUE_EXCEPTION : regexp;
}

value regexp_object_new(struct rt *rt, value pattern, value flags) {
    return regexp_initialise(rt, regexp_allocate(rt, VALUE_UNDEFINED), pattern, flags);
}

static bool has_birth_shape(value regexp) {
    return value_is_class(regexp, CLASS_REGEXP) &&
           value_object(regexp)->shape == value_regexp(regexp)->birth_shape;
}

/* Properties of the prototype that were changed, redefined or deleted have another value in their
 * slot; those added don't hide any. */
bool regexp_is_plain(struct rt *rt, value regexp) {
    const struct regexp_state *state = regexp_state(rt);
    value prototype = rt->realm->prototypes[CLASS_REGEXP];
    return has_birth_shape(regexp) && object_get_prototype(regexp) == prototype &&
           value_regexp(regexp)->source != VALUE_UNDEFINED &&
           memcmp(object_slots(value_object(prototype)), state->methods,
                  state->method_count * sizeof(value)) == 0;
}

static value *last_index_slot(value regexp) {
    return (value *)link_pointer(value_object(regexp)->slots);
}

int32_t regexp_plain_last_index(value regexp) {
    value index = *last_index_slot(regexp);
    return value_is_int(index) ? value_to_int(index) : -1;
}

int regexp_set_last_index(struct rt *rt, value regexp, double index) {
    if (has_birth_shape(regexp)) {
        value *slot = last_index_slot(regexp);
        heap_touch(rt, slot, sizeof *slot);
        *slot = value_from_number(index);
        return 0;
    }
    return object_set(rt, regexp, rt->realm->atom_last_index, value_from_number(index));
}

int regexp_step_over_empty(struct rt *rt, value regexp, value string, bool unicode) {
    double index = 0;
    value current = object_get(rt, regexp, rt->realm->atom_last_index);
    if (current == VALUE_EXCEPTION || to_length(rt, current, &index) < 0) {
        return -1;
    }
    return regexp_set_last_index(rt, regexp, text_advance(string_text(rt, string), index, unicode));
}

int regexp_get_flag(struct rt *rt, value regexp, enum regexp_flag flag) {
    value key = regexp_state(rt)->flag_keys[__builtin_ctz(flag)];
    value set = object_get(rt, regexp, key);
    return set == VALUE_EXCEPTION ? -1 : to_boolean(set);
}

/* Room for the registers of a program. What the snapshot left is not written to: it would have to be
 * restored after the event. */
static uint32_t *reserve_registers(struct rt *rt, struct regexp_state *state, uint32_t count) {
    if (count > state->register_capacity || state->registers < rt->baseline_end) {
        void *memory = heap_alloc_array(rt, (size_t)count * 2, sizeof(uint32_t));
        heap_touch(rt, state, sizeof *state);
        state->registers = link_to(memory);
        state->register_capacity = count * 2;
    }
    return link_pointer(state->registers);
}

int regexp_run(struct rt *rt, value regexp, value string, uint32_t start,
               const uint32_t **captures) {
    struct regexp_state *state = regexp_state(rt);
    const struct regexp_literal *literal = regexp_literal_of(rt, value_regexp(regexp));
    const struct regexp_program *program = regexp_program_of(rt, value_regexp(regexp));
    uint32_t *registers = reserve_registers(rt, state, program->register_count);
    struct text_view view = text_view_of(string_text(rt, string));
    struct text_memory memory = text_heap(rt);
    struct regexp_stack stack = {NULL, 0, REGEXP_STACK_LIMIT, &memory};
    if (state->stack != 0 && state->stack >= rt->baseline_end) {
        stack.entries = link_pointer(state->stack);
        stack.capacity = state->stack_capacity;
    }
    enum regexp_result result =
        literal != NULL
            ? regexp_match_literal(rt, literal, &view, start, registers, &stack, &rt->fuel)
            : regexp_match(program, &view, start, registers, &stack, &rt->fuel);
    if (stack.entries != NULL && link_to(stack.entries) != state->stack) {
        heap_touch(rt, state, sizeof *state);
        state->stack = link_to(stack.entries);
        state->stack_capacity = stack.capacity;
    }
    *captures = registers;
    switch (result) {
    case REGEXP_MATCH: return 1;
    case REGEXP_NO_MATCH: return 0;
    case REGEXP_OUT_OF_FUEL: rt_limit(rt, RT_LIMIT_TIMEOUT);
    case REGEXP_OUT_OF_STACK: break;
    }
    throw_range(rt, "Maximum call stack size exceeded");
    return -1;
}

value regexp_capture(struct rt *rt, value string, const uint32_t *captures, uint32_t number) {
    uint32_t start = captures[(size_t)number * 2], end = captures[(size_t)number * 2 + 1];
    return start == REGEXP_UNSET || end == REGEXP_UNSET ? VALUE_UNDEFINED
                                                        : string_slice(rt, string, start, end);
}

/* [start, end] of a capture, for the d flag. */
static value capture_indices(struct rt *rt, const uint32_t *captures, uint32_t number) {
    uint32_t start = captures[(size_t)number * 2], end = captures[(size_t)number * 2 + 1];
    value pair[2] = {value_from_u32(start), value_from_u32(end)};
    return start == REGEXP_UNSET || end == REGEXP_UNSET ? VALUE_UNDEFINED : array_new(rt, 2, pair);
}

static value make_groups(struct rt *rt, const struct regexp_program *program, value string,
                         const uint32_t *captures, bool indices) {
    if (program->name_count == 0) {
        return VALUE_UNDEFINED;
    }
    rt_burn(rt, program->name_count * program->name_count / 8);
    value groups = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    for (uint32_t i = 0; i < program->name_count; i++) {
        struct text_view name;
        uint32_t number = 0;
        regexp_group_name(program, i, &name, &number);
        value key = string_to_key(rt, string_from_utf16(rt, name.units, name.length));
        object_define(rt, groups, key,
                      indices ? capture_indices(rt, captures, number)
                              : regexp_capture(rt, string, captures, number),
                      ATTR_ALL);
    }
    return groups;
}

value regexp_groups(struct rt *rt, const struct regexp_program *program, value string,
                    const uint32_t *captures) {
    return make_groups(rt, program, string, captures, false);
}

/* The array of a match (22.2.7.2, steps 22 to 33). */
static value match_array(struct rt *rt, const struct regexp_program *program, value string,
                         const uint32_t *captures) {
    const struct realm *realm = rt->realm;
    value array = array_new(rt, program->capture_count, NULL), indices = VALUE_UNDEFINED;
    struct elements *elements = link_pointer(value_object(array)->elements);
    rt_burn(rt, program->capture_count);
    for (uint32_t i = 0; i < program->capture_count; i++) {
        elements->values[i] = regexp_capture(rt, string, captures, i);
    }
    value properties[3] = {value_from_u32(captures[0]), string,
                           regexp_groups(rt, program, string, captures)};
    set_properties(rt, array, regexp_state(rt)->match_shape, 3, properties);
    if ((program->flags & REGEXP_HAS_INDICES) != 0) {
        indices = array_new(rt, 0, NULL);
        for (uint32_t i = 0; i < program->capture_count; i++) {
            array_push(rt, indices, capture_indices(rt, captures, i));
        }
        object_define(rt, indices, realm->atom_groups,
                      make_groups(rt, program, string, captures, true), ATTR_ALL);
        object_define_name(rt, array, "indices", indices, ATTR_ALL);
    }
    return array;
}

value regexp_builtin_exec(struct rt *rt, value regexp, value string) {
    const struct regexp_program *program = NULL;
    const uint32_t *captures = NULL;
    double index = has_birth_shape(regexp) ? regexp_plain_last_index(regexp) : -1;
    if (index < 0) {
        value current = object_get(rt, regexp, rt->realm->atom_last_index);
        if (current == VALUE_EXCEPTION || to_length(rt, current, &index) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    /* Only now: converting lastIndex may have recompiled the expression. */
    program = regexp_program_of(rt, value_regexp(regexp));
    bool stateful = (program->flags & (REGEXP_GLOBAL | REGEXP_STICKY)) != 0;
    uint32_t length = string_length(string);
    int found = index > length && stateful
                    ? 0
                    : regexp_run(rt, regexp, string, stateful ? (uint32_t)index : 0, &captures);
    if (found < 0) {
        return VALUE_EXCEPTION;
    }
    if (stateful && regexp_set_last_index(rt, regexp, found > 0 ? captures[1] : 0) < 0) {
        return VALUE_EXCEPTION;
    }
    return found > 0 ? match_array(rt, program, string, captures) : VALUE_NULL;
}

value regexp_exec(struct rt *rt, value regexp, value string) {
    value exec = object_get(rt, regexp, rt->realm->atom_exec);
    if (exec == VALUE_EXCEPTION) {
        return exec;
    }
    bool built_in = value_is_class(regexp, CLASS_REGEXP);
    if (value_is_callable(exec) && !(built_in && exec == rt->realm->regexp_exec)) {
        value result = function_call(rt, exec, regexp, 1, &string);
        if (result != VALUE_EXCEPTION && result != VALUE_NULL && !value_is_object(result)) {
            return throw_type(rt,
                              "RegExp exec method returned something other than an Object or null");
        }
        return result;
    }
    if (!built_in) {
        return throw_type(rt, "Method RegExp.prototype.exec called on incompatible receiver %v",
                          regexp);
    }
    return regexp_builtin_exec(rt, regexp, string);
}
