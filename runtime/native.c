/*
 * runtime/native.c: definition of built-ins from their tables.
 */
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

static bool starts_with(const char *text, const char *start) {
    while (*start != 0) {
        if (*text++ != *start++) {
            return false;
        }
    }
    return true;
}

static const char *const symbol_names[SYMBOL_COUNT] = {
    [SYMBOL_ITERATOR] = "[Symbol.iterator]",
    [SYMBOL_HAS_INSTANCE] = "[Symbol.hasInstance]",
    [SYMBOL_TO_PRIMITIVE] = "[Symbol.toPrimitive]",
    [SYMBOL_TO_STRING_TAG] = "[Symbol.toStringTag]",
    [SYMBOL_SPECIES] = "[Symbol.species]",
    [SYMBOL_IS_CONCAT_SPREADABLE] = "[Symbol.isConcatSpreadable]",
    [SYMBOL_UNSCOPABLES] = "[Symbol.unscopables]",
    [SYMBOL_MATCH] = "[Symbol.match]",
    [SYMBOL_MATCH_ALL] = "[Symbol.matchAll]",
    [SYMBOL_REPLACE] = "[Symbol.replace]",
    [SYMBOL_SEARCH] = "[Symbol.search]",
    [SYMBOL_SPLIT] = "[Symbol.split]",
    [SYMBOL_ASYNC_ITERATOR] = "[Symbol.asyncIterator]",
};

/* Symbols are named "Symbol.iterator": the table's texts without their brackets. */
void symbols_create(struct rt *rt) {
    for (int i = 0; i < SYMBOL_COUNT; i++) {
        const char *name = symbol_names[i] + 1;
        size_t length = 0;
        while (name[length] != ']') {
            length++;
        }
        rt->realm->symbols[i] =
            symbol_new(rt, string_from_latin1(rt, (const uint8_t *)name, length));
    }
}

static value method_key(struct rt *rt, const char *name) {
    for (int i = 0; name[0] == '[' && i < SYMBOL_COUNT; i++) {
        if (starts_with(name, symbol_names[i])) {
            return rt->realm->symbols[i];
        }
    }
    return key_from_ascii(rt, name);
}

void native_methods(struct rt *rt, value object, uint32_t module, uint32_t from, uint32_t to) {
    const struct function_info *functions = rt->modules[module]->functions;
    if ((object_shape(value_object(object))->flags & SHAPE_DICTIONARY) == 0) {
        shape_make_dictionary(rt, value_object(object)); /* no transitions for one object alone */
    }
    for (uint32_t i = from; i < to; i++) {
        const char *name = functions[i].name;
        struct property property = {ATTR_ENUMERABLE | ATTR_CONFIGURABLE, ATTR_CONFIGURABLE,
                                    VALUE_UNDEFINED, VALUE_UNDEFINED, VALUE_UNDEFINED};
        value function = native_function(rt, module, i);
        if (starts_with(name, "get ")) {
            property.has |= PROPERTY_HAS_GET;
            property.getter = function;
            object_define_own(rt, object, method_key(rt, name + 4), &property);
        } else if (starts_with(name, "set ")) {
            property.has |= PROPERTY_HAS_SET;
            property.setter = function;
            object_define_own(rt, object, method_key(rt, name + 4), &property);
        } else {
            object_define(rt, object, method_key(rt, name), function, ATTR_HIDDEN);
        }
    }
}

void native_class(struct rt *rt, const char *name, value constructor, value prototype) {
    object_define(rt, constructor, rt->realm->atom_prototype, prototype, ATTR_NONE);
    object_define(rt, prototype, rt->realm->atom_constructor, constructor, ATTR_HIDDEN);
    object_define_name(rt, rt->realm->global, name, constructor, ATTR_HIDDEN);
}
