/*
 * runtime/builtin_symbol.c: Symbol and Symbol.prototype (ECMA-262 20.4), the global symbol
 * registry.
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/text.h"

/* 20.4.1.1 Symbol ( [ description ] ) */
NATIVE(symbol_constructor) {
    if (new_target != VALUE_UNDEFINED) {
        return throw_type(rt, "Symbol is not a constructor");
    }
    value description = ARG(0);
    if (description != VALUE_UNDEFINED) {
        description = to_string(rt, description);
        if (description == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
    }
    return symbol_new(rt, description);
}

/* The registry: an object without prototype, descriptions to symbols. It hangs on both functions
 * that use it, so that it is part of the heap and is restored with it. */
static value registry_of(const struct function *callee) {
    return callee->extra;
}

/* 20.4.2.2 Symbol.for ( key ) */
NATIVE(symbol_for) {
    value description = to_string(rt, ARG(0));
    if (description == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value registry = registry_of(callee);
    value key = string_to_key(rt, description);
    value symbol = object_get(rt, registry, key);
    if (!value_is_symbol(symbol)) {
        symbol = symbol_new(rt, description);
        value_symbol(symbol)->registered = 1;
        object_define(rt, registry, key, symbol, ATTR_ALL);
    }
    return symbol;
}

/* 20.4.2.6 Symbol.keyFor ( sym ) */
NATIVE(symbol_key_for) {
    value symbol = ARG(0);
    if (!value_is_symbol(symbol)) {
        return throw_type(rt, "%v is not a symbol", symbol);
    }
    value description = symbol_description(symbol);
    if (description == VALUE_UNDEFINED) {
        return VALUE_UNDEFINED;
    }
    value found = object_get(rt, registry_of(callee), string_to_key(rt, description));
    return found == symbol ? description : VALUE_UNDEFINED;
}

/* thisSymbolValue; `method` names the caller in the TypeError. */
static value this_symbol(struct rt *rt, value this_value, const char *method) {
    if (value_is_symbol(this_value)) {
        return this_value;
    }
    if (value_is_class(this_value, CLASS_SYMBOL)) {
        return ((struct wrapper *)value_pointer(this_value))->primitive;
    }
    return throw_type(rt, "%s requires that 'this' be a Symbol", method);
}

/* 20.4.3.3 Symbol.prototype.toString ( ) */
NATIVE(symbol_to_string) {
    value symbol = this_symbol(rt, this_value, "Symbol.prototype.toString");
    if (symbol == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value description = symbol_description(symbol);
    struct text_builder builder;
    text_builder_start(&builder, rt);
    text_builder_ascii(&builder, "Symbol(");
    if (description != VALUE_UNDEFINED) {
        text_builder_string(&builder, description);
    }
    text_builder_ascii(&builder, ")");
    return text_builder_finish(&builder);
}

/* 20.4.3.4 Symbol.prototype.valueOf ( ) */
NATIVE(symbol_value_of) {
    return this_symbol(rt, this_value, "Symbol.prototype.valueOf");
}

/* 20.4.3.5 Symbol.prototype [ @@toPrimitive ] ( hint ) */
NATIVE(symbol_to_primitive) {
    return this_symbol(rt, this_value, "Symbol.prototype [ @@toPrimitive ]");
}

/* 20.4.3.2 get Symbol.prototype.description */
NATIVE(symbol_get_description) {
    value symbol = this_symbol(rt, this_value, "Symbol.prototype.description");
    return symbol == VALUE_EXCEPTION ? VALUE_EXCEPTION : symbol_description(symbol);
}

enum {
    SYMBOL_CONSTRUCTOR,
    SYMBOL_FOR,
    SYMBOL_KEY_FOR,
    SYMBOL_PROTOTYPE_FIRST,
    SYMBOL_PROTOTYPE_TO_PRIMITIVE = 6,
    SYMBOL_FUNCTION_COUNT
};

static const struct function_info symbol_functions[SYMBOL_FUNCTION_COUNT] = {
    NATIVE_CONSTRUCTOR("Symbol", symbol_constructor, 0),
    NATIVE_FUNCTION("for", symbol_for, 1),
    NATIVE_FUNCTION("keyFor", symbol_key_for, 1),
    /* Symbol.prototype */
    NATIVE_FUNCTION("toString", symbol_to_string, 0),
    NATIVE_FUNCTION("valueOf", symbol_value_of, 0),
    NATIVE_FUNCTION("get description", symbol_get_description, 0),
    NATIVE_FUNCTION("[Symbol.toPrimitive]", symbol_to_primitive, 1),
};

const struct code_module builtin_symbol_module = {.functions = symbol_functions,
                                                  .function_count = SYMBOL_FUNCTION_COUNT};

void builtin_symbol_init(struct rt *rt) {
    static const struct {
        const char *name;
        enum well_known_symbol symbol;
    } well_known[] = {
        {"asyncIterator", SYMBOL_ASYNC_ITERATOR},
        {"hasInstance", SYMBOL_HAS_INSTANCE},
        {"isConcatSpreadable", SYMBOL_IS_CONCAT_SPREADABLE},
        {"iterator", SYMBOL_ITERATOR},
        {"match", SYMBOL_MATCH},
        {"matchAll", SYMBOL_MATCH_ALL},
        {"replace", SYMBOL_REPLACE},
        {"search", SYMBOL_SEARCH},
        {"species", SYMBOL_SPECIES},
        {"split", SYMBOL_SPLIT},
        {"toPrimitive", SYMBOL_TO_PRIMITIVE},
        {"toStringTag", SYMBOL_TO_STRING_TAG},
        {"unscopables", SYMBOL_UNSCOPABLES},
    };
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_symbol, SYMBOL_CONSTRUCTOR);
    value prototype = object_create(rt, CLASS_OBJECT, realm->prototypes[CLASS_OBJECT]);
    realm->prototypes[CLASS_SYMBOL] = prototype;
    native_class(rt, "Symbol", constructor, prototype);

    value registry = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    static const char *const registered[] = {"for", "keyFor"};
    for (uint32_t i = 0; i < 2; i++) {
        value function = native_function(rt, MODULE_symbol, SYMBOL_FOR + i);
        value_function(function)->extra = registry;
        object_define_name(rt, constructor, registered[i], function, ATTR_HIDDEN);
    }
    for (uint32_t i = 0; i < sizeof well_known / sizeof well_known[0]; i++) {
        object_define_name(rt, constructor, well_known[i].name,
                           realm->symbols[well_known[i].symbol], ATTR_NONE);
    }

    native_methods(rt, prototype, MODULE_symbol, SYMBOL_PROTOTYPE_FIRST,
                   SYMBOL_PROTOTYPE_TO_PRIMITIVE);
    object_define(rt, prototype, realm->symbols[SYMBOL_TO_PRIMITIVE],
                  native_function(rt, MODULE_symbol, SYMBOL_PROTOTYPE_TO_PRIMITIVE), ATTR_READONLY);
    object_define(rt, prototype, realm->symbols[SYMBOL_TO_STRING_TAG],
                  string_from_ascii(rt, "Symbol"), ATTR_READONLY);
}
