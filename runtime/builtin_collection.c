/*
 * runtime/builtin_collection.c: Map, Set, WeakMap and WeakSet (ECMA-262 24.1 to 24.4) and the
 * table of the module. Methods that the four share tell their class by `magic`.
 */
#include "runtime/builtins.h"
#include "runtime/collection.h"
#include "runtime/convert.h"
#include "runtime/function.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

static const char *class_name(enum class_id class_id) {
    switch (class_id) {
    case CLASS_MAP: return "Map";
    case CLASS_SET: return "Set";
    case CLASS_WEAK_MAP: return "WeakMap";
    default: return "WeakSet";
    }
}

/* RequireInternalSlot: this as the collection that callee->magic asks for, or NULL, thrown. */
static struct collection *this_collection(struct rt *rt, const struct function *callee,
                                          value this_value) {
    enum class_id class_id = callee->magic;
    if (value_is_class(this_value, class_id)) {
        return value_pointer(this_value);
    }
    const char *name = function_info(rt, callee)->name;
    bool getter = strncmp(name, "get ", 4) == 0;
    throw_type(rt, "Method %s%s.prototype.%s called on incompatible receiver %v",
               getter ? "get " : "", class_name(class_id), getter ? name + 4 : name, this_value);
    return NULL;
}

static bool is_map(enum class_id class_id) {
    return class_id == CLASS_MAP || class_id == CLASS_WEAK_MAP;
}

static bool is_weak(enum class_id class_id) {
    return class_id == CLASS_WEAK_MAP || class_id == CLASS_WEAK_SET;
}

/* CanBeHeldWeakly (9.14) */
static bool can_be_weak(value key) {
    return value_is_object(key) || (value_is_symbol(key) && !value_symbol(key)->registered);
}

/* Map.prototype.set, Set.prototype.add and their weak kin. 0 or -1. */
static int insert(struct rt *rt, struct collection *collection, value key, value v) {
    enum class_id class_id = collection->object.class_id;
    if (is_weak(class_id) && !can_be_weak(key)) {
        if (is_map(class_id)) {
            throw_type(rt, "Invalid value used as weak map key");
        } else {
            throw_type(rt, "Invalid value used in weak set");
        }
        return -1;
    }
    collection_put(rt, collection, key, v);
    return 0;
}

NATIVE(collection_set) {
    struct collection *collection = this_collection(rt, callee, this_value);
    if (collection == NULL || insert(rt, collection, ARG(0), ARG(1)) < 0) {
        return VALUE_EXCEPTION;
    }
    return this_value;
}

/* A Set's entry has its key as value, in the normalised form: what iteration shows. */
static value without_minus_zero(value v) {
    return value_is_double(v) && value_to_double_raw(v) == 0 ? value_from_int(0) : v;
}

NATIVE(collection_add) {
    struct collection *collection = this_collection(rt, callee, this_value);
    value v = without_minus_zero(ARG(0));
    if (collection == NULL || insert(rt, collection, v, v) < 0) {
        return VALUE_EXCEPTION;
    }
    return this_value;
}

NATIVE(collection_get) {
    struct collection *collection = this_collection(rt, callee, this_value);
    if (collection == NULL) {
        return VALUE_EXCEPTION;
    }
    const struct collection_entry *entry = collection_find(rt, collection, ARG(0));
    return entry == NULL ? VALUE_UNDEFINED : entry->value;
}

NATIVE(collection_has) {
    struct collection *collection = this_collection(rt, callee, this_value);
    if (collection == NULL) {
        return VALUE_EXCEPTION;
    }
    return value_from_bool(collection_find(rt, collection, ARG(0)) != NULL);
}

NATIVE(collection_delete) {
    struct collection *collection = this_collection(rt, callee, this_value);
    if (collection == NULL) {
        return VALUE_EXCEPTION;
    }
    return value_from_bool(collection_remove(rt, collection, ARG(0)));
}

NATIVE(collection_clear_method) {
    struct collection *collection = this_collection(rt, callee, this_value);
    if (collection == NULL) {
        return VALUE_EXCEPTION;
    }
    collection_clear(rt, collection);
    return VALUE_UNDEFINED;
}

NATIVE(collection_size) {
    const struct collection *collection = this_collection(rt, callee, this_value);
    return collection == NULL ? VALUE_EXCEPTION : value_from_u32(collection->live);
}

NATIVE(collection_for_each) {
    const struct collection *collection = this_collection(rt, callee, this_value);
    if (collection == NULL) {
        return VALUE_EXCEPTION;
    }
    value callback = ARG(0);
    if (!value_is_callable(callback)) {
        return throw_type(rt, "%c is not a function", callback);
    }
    struct collection_cursor cursor = {0};
    const struct collection_entry *entry;
    while ((entry = collection_next(rt, collection, &cursor)) != NULL) {
        value arguments[3] = {entry->value, entry->key, this_value};
        if (function_call(rt, callback, ARG(1), 3, arguments) == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
    }
    return VALUE_UNDEFINED;
}

static value list(struct rt *rt, const struct function *callee, value this_value,
                  enum collection_kind kind) {
    if (this_collection(rt, callee, this_value) == NULL) {
        return VALUE_EXCEPTION;
    }
    return collection_iterator_new(rt, this_value, kind);
}

NATIVE(collection_keys) {
    return list(rt, callee, this_value, COLLECTION_KEYS);
}

NATIVE(collection_values) {
    return list(rt, callee, this_value, COLLECTION_VALUES);
}

NATIVE(collection_entries) {
    return list(rt, callee, this_value, COLLECTION_ENTRIES);
}

NATIVE(collection_species) {
    return this_value;
}

/* One item of the constructor's iterable given to `adder`. 0 or -1. */
static int add_item(struct rt *rt, value object, value adder, bool native, value item) {
    struct collection *collection = value_pointer(object);
    value arguments[2] = {item, VALUE_UNDEFINED};
    uint32_t count = 1;
    if (is_map(collection->object.class_id)) {
        if (!value_is_object(item)) {
            throw_type(rt, "Iterator value %v is not an entry object", item);
            return -1;
        }
        count = 2;
        for (int32_t i = 0; i < 2; i++) {
            arguments[i] = object_get(rt, item, value_from_int(i));
            if (arguments[i] == VALUE_EXCEPTION) {
                return -1;
            }
        }
    }
    if (native && count == 2) {
        return insert(rt, collection, arguments[0], arguments[1]);
    }
    if (native) {
        value v = without_minus_zero(item);
        return insert(rt, collection, v, v);
    }
    return function_call(rt, adder, object, count, arguments) == VALUE_EXCEPTION ? -1 : 0;
}

/* AddEntriesFromIterable (24.1.1.2) and the like loop of Set. 0 or -1. */
static int add_all(struct rt *rt, value object, value iterable) {
    bool map = is_map(value_object(object)->class_id);
    value adder = object_get_name(rt, object, map ? "set" : "add");
    if (adder == VALUE_EXCEPTION) {
        return -1;
    }
    if (!value_is_callable(adder)) {
        throw_type(rt, "'%v' returned for property '%s' of object '%v' is not a function", adder,
                   map ? "set" : "add", object);
        return -1;
    }
    /* The unmodified method can be skipped: calling it is not observable. */
    const struct function *function = value_function(adder);
    bool native = value_is_class(adder, CLASS_FUNCTION) &&
                  function->code >> 16 == MODULE_collection &&
                  function->magic == value_object(object)->class_id &&
                  rt->modules[MODULE_collection]->functions[function->code & 0xffff].code ==
                      (map ? collection_set : collection_add);
    struct iterator iterator;
    if (iterator_open(rt, iterable, &iterator) < 0) {
        return -1;
    }
    for (;;) {
        rt_burn(rt, 1);
        value item;
        int more = iterator_next(rt, &iterator, &item);
        if (more <= 0) {
            return more;
        }
        if (add_item(rt, object, adder, native, item) < 0) {
            iterator_close(rt, &iterator, true);
            return -1;
        }
    }
}

/* 24.1.1.1 Map, 24.2.1.1 Set, 24.3.1.1 WeakMap, 24.4.1.1 WeakSet (by magic) */
NATIVE(collection_constructor) {
    enum class_id class_id = callee->magic;
    if (new_target == VALUE_UNDEFINED) {
        return throw_type(rt, "Constructor %s requires 'new'", class_name(class_id));
    }
    value object = object_create_from_constructor(rt, new_target, class_id);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value iterable = ARG(0);
    if (!value_is_nullish(iterable) && add_all(rt, object, iterable) < 0) {
        return VALUE_EXCEPTION;
    }
    return object;
}

#define CONSTRUCTOR(name, class_id)                                                                \
    {collection_constructor,                                                                       \
     name,                                                                                         \
     0,                                                                                            \
     0,                                                                                            \
     FUNCTION_NATIVE | FUNCTION_STRICT | FUNCTION_CONSTRUCTOR,                                     \
     class_id}

enum {
    SPECIES = 4,
    MAP_FIRST,
    SET_FIRST = MAP_FIRST + 10,
    WEAK_MAP_FIRST = SET_FIRST + 8,
    WEAK_SET_FIRST = WEAK_MAP_FIRST + 4,
    MAP_NEXT = WEAK_SET_FIRST + 3,
    SET_NEXT,
    COLLECTION_FUNCTION_COUNT
};

static const struct function_info collection_functions[COLLECTION_FUNCTION_COUNT] = {
    CONSTRUCTOR("Map", CLASS_MAP),
    CONSTRUCTOR("Set", CLASS_SET),
    CONSTRUCTOR("WeakMap", CLASS_WEAK_MAP),
    CONSTRUCTOR("WeakSet", CLASS_WEAK_SET),
    NATIVE_FUNCTION("get [Symbol.species]", collection_species, 0),
    /* Map.prototype */
    NATIVE_MAGIC("get", collection_get, 1, CLASS_MAP),
    NATIVE_MAGIC("set", collection_set, 2, CLASS_MAP),
    NATIVE_MAGIC("has", collection_has, 1, CLASS_MAP),
    NATIVE_MAGIC("delete", collection_delete, 1, CLASS_MAP),
    NATIVE_MAGIC("clear", collection_clear_method, 0, CLASS_MAP),
    NATIVE_MAGIC("entries", collection_entries, 0, CLASS_MAP),
    NATIVE_MAGIC("forEach", collection_for_each, 1, CLASS_MAP),
    NATIVE_MAGIC("keys", collection_keys, 0, CLASS_MAP),
    NATIVE_MAGIC("get size", collection_size, 0, CLASS_MAP),
    NATIVE_MAGIC("values", collection_values, 0, CLASS_MAP),
    /* Set.prototype */
    NATIVE_MAGIC("has", collection_has, 1, CLASS_SET),
    NATIVE_MAGIC("add", collection_add, 1, CLASS_SET),
    NATIVE_MAGIC("delete", collection_delete, 1, CLASS_SET),
    NATIVE_MAGIC("clear", collection_clear_method, 0, CLASS_SET),
    NATIVE_MAGIC("entries", collection_entries, 0, CLASS_SET),
    NATIVE_MAGIC("forEach", collection_for_each, 1, CLASS_SET),
    NATIVE_MAGIC("get size", collection_size, 0, CLASS_SET),
    NATIVE_MAGIC("values", collection_values, 0, CLASS_SET),
    /* WeakMap.prototype */
    NATIVE_MAGIC("delete", collection_delete, 1, CLASS_WEAK_MAP),
    NATIVE_MAGIC("get", collection_get, 1, CLASS_WEAK_MAP),
    NATIVE_MAGIC("set", collection_set, 2, CLASS_WEAK_MAP),
    NATIVE_MAGIC("has", collection_has, 1, CLASS_WEAK_MAP),
    /* WeakSet.prototype */
    NATIVE_MAGIC("delete", collection_delete, 1, CLASS_WEAK_SET),
    NATIVE_MAGIC("has", collection_has, 1, CLASS_WEAK_SET),
    NATIVE_MAGIC("add", collection_add, 1, CLASS_WEAK_SET),
    /* the iterators */
    NATIVE_MAGIC("next", collection_iterator_next, 0, CLASS_MAP_ITERATOR),
    NATIVE_MAGIC("next", collection_iterator_next, 0, CLASS_SET_ITERATOR),
};

const struct code_module builtin_collection_module = {.functions = collection_functions,
                                                      .function_count = COLLECTION_FUNCTION_COUNT};

static void define_tag(struct rt *rt, value prototype, const char *tag) {
    object_define(rt, prototype, rt->realm->symbols[SYMBOL_TO_STRING_TAG],
                  string_from_ascii(rt, tag), ATTR_READONLY);
}

/* One of the four classes, its methods being [from, to) of the table. The constructor. */
static value define_class(struct rt *rt, enum class_id class_id, uint32_t constructor_index,
                          uint32_t from, uint32_t to) {
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_collection, constructor_index);
    value prototype = object_create(rt, CLASS_OBJECT, realm->prototypes[CLASS_OBJECT]);
    realm->prototypes[class_id] = prototype;
    native_class(rt, class_name(class_id), constructor, prototype);
    native_methods(rt, prototype, MODULE_collection, from, to);
    define_tag(rt, prototype, class_name(class_id));
    return constructor;
}

static void define_iterator(struct rt *rt, enum class_id class_id, uint32_t next, const char *tag) {
    struct realm *realm = rt->realm;
    value prototype = object_create(rt, CLASS_OBJECT, realm->iterator_prototype);
    realm->prototypes[class_id] = prototype;
    native_methods(rt, prototype, MODULE_collection, next, next + 1);
    define_tag(rt, prototype, tag);
}

void builtin_collection_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value iterator = realm->symbols[SYMBOL_ITERATOR];
    realm->map_constructor = define_class(rt, CLASS_MAP, 0, MAP_FIRST, SET_FIRST);
    realm->set_constructor = define_class(rt, CLASS_SET, 1, SET_FIRST, WEAK_MAP_FIRST);
    define_class(rt, CLASS_WEAK_MAP, 2, WEAK_MAP_FIRST, WEAK_SET_FIRST);
    define_class(rt, CLASS_WEAK_SET, 3, WEAK_SET_FIRST, MAP_NEXT);
    native_methods(rt, realm->map_constructor, MODULE_collection, SPECIES, SPECIES + 1);
    native_methods(rt, realm->set_constructor, MODULE_collection, SPECIES, SPECIES + 1);

    /* One function under several names, as specified. */
    value map = realm->prototypes[CLASS_MAP];
    value set = realm->prototypes[CLASS_SET];
    object_define(rt, map, iterator, object_get_name(rt, map, "entries"), ATTR_HIDDEN);
    value values = object_get_name(rt, set, "values");
    object_define_name(rt, set, "keys", values, ATTR_HIDDEN);
    object_define(rt, set, iterator, values, ATTR_HIDDEN);

    define_iterator(rt, CLASS_MAP_ITERATOR, MAP_NEXT, "Map Iterator");
    define_iterator(rt, CLASS_SET_ITERATOR, SET_NEXT, "Set Iterator");
}
