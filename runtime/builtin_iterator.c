/*
 * runtime/builtin_iterator.c: %IteratorPrototype% (ECMA-262 27.1.2) and the iterators of arrays
 * (23.1.5).
 */
#include "runtime/array.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text.h"

value array_iterator_new(struct rt *rt, value object, enum array_iterator_kind kind) {
    value result =
        object_create(rt, CLASS_ARRAY_ITERATOR, rt->realm->prototypes[CLASS_ARRAY_ITERATOR]);
    struct array_iterator *iterator = value_pointer(result);
    iterator->target = object;
    iterator->kind = kind;
    return result;
}

/* 27.1.2.1 %IteratorPrototype% [ @@iterator ] ( ) */
NATIVE(iterator_self) {
    return this_value;
}

int array_iterator_step(struct rt *rt, value v, value *out) {
    struct array_iterator *iterator = value_pointer(v);
    value target = iterator->target;
    double length;
    if (target == VALUE_UNDEFINED) {
        return 0;
    }
    if (object_length(rt, target, &length) < 0) {
        return -1;
    }
    heap_touch(rt, iterator, sizeof *iterator);
    double index = iterator->index;
    if (index >= length) {
        iterator->target = VALUE_UNDEFINED;
        return 0;
    }
    iterator->index = index + 1;
    value pair[2] = {value_from_number(index), VALUE_UNDEFINED};
    if (iterator->kind == ARRAY_KEYS) {
        *out = pair[0];
        return 1;
    }
    pair[1] = array_get(rt, target, index);
    if (pair[1] == VALUE_EXCEPTION) {
        return -1;
    }
    *out = iterator->kind == ARRAY_ENTRIES ? array_new(rt, 2, pair) : pair[1];
    return 1;
}

/* 23.1.5.2.1 %ArrayIteratorPrototype%.next ( ) */
NATIVE(array_iterator_next) {
    if (!value_is_class(this_value, CLASS_ARRAY_ITERATOR)) {
        return throw_type(rt,
                          "Method Array Iterator.prototype.next called on incompatible receiver %v",
                          this_value);
    }
    value v = VALUE_UNDEFINED;
    int more = array_iterator_step(rt, this_value, &v);
    return more < 0 ? VALUE_EXCEPTION : iterator_result(rt, v, more == 0);
}

static const struct function_info iterator_functions[] = {
    NATIVE_FUNCTION("[Symbol.iterator]", iterator_self, 0),
    NATIVE_FUNCTION("next", array_iterator_next, 0),
};

const struct code_module builtin_iterator_module = {.functions = iterator_functions,
                                                    .function_count = 2};

void builtin_iterator_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value base = object_create(rt, CLASS_OBJECT, realm->prototypes[CLASS_OBJECT]);
    realm->iterator_prototype = base;
    native_methods(rt, base, MODULE_iterator, 0, 1);

    value prototype = object_create(rt, CLASS_OBJECT, base);
    realm->prototypes[CLASS_ARRAY_ITERATOR] = prototype;
    realm->array_iterator_next = native_function(rt, MODULE_iterator, 1);
    object_define(rt, prototype, realm->atom_next, realm->array_iterator_next, ATTR_HIDDEN);
    object_define(rt, prototype, realm->symbols[SYMBOL_TO_STRING_TAG],
                  string_from_ascii(rt, "Array Iterator"), ATTR_READONLY);
}
