/*
 * runtime/builtin_collection_iterator.c: iterators of Map and Set (ECMA-262 24.1.5, 24.2.5).
 */
#include "runtime/collection.h"
#include "runtime/function.h"
#include "runtime/heap.h"
#include "runtime/realm.h"

value collection_iterator_new(struct rt *rt, value collection, enum collection_kind kind) {
    enum class_id class_id =
        value_is_class(collection, CLASS_MAP) ? CLASS_MAP_ITERATOR : CLASS_SET_ITERATOR;
    value result = object_create(rt, class_id, rt->realm->prototypes[class_id]);
    struct collection_iterator *iterator = value_pointer(result);
    iterator->collection = link_to(value_pointer(collection));
    iterator->kind = kind;
    return result;
}

int collection_iterator_step(struct rt *rt, value v, value *out) {
    struct collection_iterator *iterator = value_pointer(v);
    if (iterator->collection == 0) {
        return 0;
    }
    heap_touch(rt, iterator, sizeof *iterator);
    const struct collection_entry *entry =
        collection_next(rt, link_pointer(iterator->collection), &iterator->cursor);
    if (entry == NULL) {
        iterator->collection = 0;
        return 0;
    }
    /* A Set's entries hold the key as value too. */
    if (iterator->kind == COLLECTION_ENTRIES) {
        value pair[2] = {entry->key, entry->value};
        *out = array_new(rt, 2, pair);
    } else {
        *out = iterator->kind == COLLECTION_KEYS ? entry->key : entry->value;
    }
    return 1;
}

value collection_iterator_next(struct rt *rt, struct function *callee, value this_value,
                               uint32_t argc, value *argv, value new_target) {
    enum class_id class_id = callee->magic;
    if (!value_is_class(this_value, class_id)) {
        return throw_type(rt,
                          "Method %s Iterator.prototype.next called on incompatible receiver %v",
                          class_id == CLASS_MAP_ITERATOR ? "Map" : "Set", this_value);
    }
    value v = VALUE_UNDEFINED;
    bool done = collection_iterator_step(rt, this_value, &v) == 0;
    return iterator_result(rt, v, done);
}
