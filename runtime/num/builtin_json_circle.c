/*
 * runtime/num/builtin_json_circle.c: the error for structures that contain themselves, as V8
 * words it.
 */
#include "builtin_json.h"
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/realm.h"

/* The value of an own or inherited data property, undefined otherwise. Runs no code. */
static value data_property(struct rt *rt, value object, value key) {
    while (value_is_object(object)) {
        struct property property;
        if (object_get_own(rt, object, key, &property) == 1) {
            return (property.attributes & ATTR_ACCESSOR) != 0 ? VALUE_UNDEFINED : property.value;
        }
        object = object_get_prototype(object);
    }
    return VALUE_UNDEFINED;
}

static void add_constructor(struct text_builder *builder, value object) {
    struct rt *rt = builder->rt;
    value constructor = data_property(rt, object, rt->realm->atom_constructor);
    value name = VALUE_UNDEFINED;
    if (value_is_object(constructor)) {
        name = data_property(rt, constructor, rt->realm->atom_name);
    }
    text_builder_ascii(builder, "object with constructor '");
    if (value_is_string(name)) {
        text_builder_string(builder, name);
    } else {
        text_builder_ascii(builder, "Object");
    }
    text_builder_unit(builder, '\'');
}

static void add_key(struct text_builder *builder, value key) {
    if (value_is_int(key)) {
        text_builder_ascii(builder, "index ");
        text_builder_string(builder, number_to_string(builder->rt, key));
        return;
    }
    text_builder_ascii(builder, "property '");
    text_builder_string(builder, key);
    text_builder_unit(builder, '\'');
}

/* The frame `above` steps above `frame`. */
static const struct json_frame *ancestor(const struct json_frame *frame, uint32_t above) {
    while (above-- > 0) {
        frame = frame->parent;
    }
    return frame;
}

int json_check_circle(struct rt *rt, const struct json_frame *frame, value object, value key) {
    uint32_t steps = 0;
    const struct json_frame *start = frame;
    while (start != NULL && start->object != object) {
        start = start->parent;
        steps++;
    }
    rt_burn(rt, 1 + steps / 16);
    if (start == NULL) {
        return 0;
    }
    struct text_builder builder;
    text_builder_start(&builder, rt);
    text_builder_ascii(&builder, "Converting circular structure to JSON\n    --> starting at ");
    add_constructor(&builder, object);
    for (uint32_t i = 1; i <= steps; i++) {
        /* the first two and the last one */
        if (i == 3 && steps > 3) {
            text_builder_ascii(&builder, "\n    |     ...");
            i = steps;
        }
        const struct json_frame *link_frame = ancestor(frame, steps - i);
        text_builder_ascii(&builder, "\n    |     ");
        add_key(&builder, link_frame->key);
        text_builder_ascii(&builder, " -> ");
        add_constructor(&builder, link_frame->object);
    }
    text_builder_ascii(&builder, "\n    --- ");
    add_key(&builder, key);
    text_builder_ascii(&builder, " closes the circle");
    value message = text_builder_finish(&builder);
    if (message != VALUE_EXCEPTION) {
        (void)rt_throw_type(rt, message);
    }
    return -1;
}
