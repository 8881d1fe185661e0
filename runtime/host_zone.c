/*
 * runtime/host_zone.c: makes time zones ready before an event needs them.
 *
 * moment-timezone keeps each zone packed in a text and unpacks it when it is first asked for: a
 * thousand numbers in base 60, which takes its compiled code longer than most applets run. Here is
 * the same in C, number for number, for the zones that are known ahead. What it doesn't understand it
 * leaves to the library.
 */
#include "runtime/convert.h"
#include "runtime/host.h"
#include "runtime/num/math_functions.h"
#include "runtime/text.h"

#define NAME_MOST 64u /* bytes of a zone's name */

/* "Europe/Paris|LMT WET CET|a b c|0121|untils in minutes|2e6" */
enum field { FIELD_NAME, FIELD_ABBRS, FIELD_OFFSETS, FIELD_INDICES, FIELD_UNTILS, FIELD_COUNT };

struct span {
    const uint8_t *at;
    uint32_t length;
};

struct packed {
    struct span fields[FIELD_COUNT];
    struct span population;
};

/* Takes the part before the next `mark` off `rest`; false where there is none left. */
static bool next_part(struct span *rest, uint8_t mark, struct span *part) {
    if (rest->at == NULL) {
        return false;
    }
    uint32_t length = 0;
    while (length < rest->length && rest->at[length] != mark) {
        length++;
    }
    *part = (struct span){rest->at, length};
    if (length == rest->length) {
        rest->at = NULL;
    } else {
        rest->at += length + 1;
        rest->length -= length + 1;
    }
    return true;
}

static uint32_t count_parts(struct span span, uint8_t mark) {
    uint32_t count = 1;
    for (uint32_t i = 0; i < span.length; i++) {
        count += span.at[i] == mark;
    }
    return count;
}

static int digit_value(uint8_t unit) {
    return unit > 96 ? unit - 87 : unit > 64 ? unit - 29 : unit - 48;
}

/* unpackBase60 */
static double unpack_number(struct span text) {
    uint32_t i = 0;
    double sign = 1, number = 0, scale = 1;
    if (text.length > 0 && text.at[0] == '-') {
        i = 1;
        sign = -1;
    }
    for (; i < text.length && text.at[i] != '.'; i++) {
        number = 60 * number + digit_value(text.at[i]);
    }
    for (i++; i < text.length; i++) {
        scale = scale / 60;
        number += digit_value(text.at[i]) * scale;
    }
    return number * sign;
}

static bool split_fields(struct text text, struct packed *packed) {
    struct span rest = {text.units, text.length};
    if (text.wide || text.length == 0) {
        return false;
    }
    for (uint32_t i = 0; i < FIELD_COUNT; i++) {
        if (!next_part(&rest, '|', &packed->fields[i])) {
            return false;
        }
    }
    return next_part(&rest, '|', &packed->population) && packed->fields[FIELD_INDICES].length > 0;
}

static value span_string(struct rt *rt, struct span span) {
    return string_from_latin1(rt, span.at, span.length);
}

static value *array_values(value array) {
    return ((struct elements *)link_pointer(value_object(array)->elements))->values;
}

/* intToUntil: minutes from one change to the next become the times of changes; the last is never. */
static value unpack_untils(struct rt *rt, const struct packed *packed) {
    struct span rest = packed->fields[FIELD_UNTILS], part;
    uint32_t count = packed->fields[FIELD_INDICES].length;
    value untils = array_new(rt, count, NULL);
    value *to = array_values(untils);
    double before = 0;
    for (uint32_t i = 0; i + 1 < count && next_part(&rest, ' ', &part); i++) {
        before = math_round(before + unpack_number(part) * 60000);
        to[i] = value_from_number(before);
        before = before == before ? before : 0; /* untils[i - 1] || 0 */
    }
    to[count - 1] = value_from_number(__builtin_inf());
    return untils;
}

/* mapIndices over one field's parts: texts, or numbers. False where an index is out of range. */
static bool unpack_mapped(struct rt *rt, const struct packed *packed, enum field field,
                          value *out) {
    struct span rest = packed->fields[field], part;
    struct span indices = packed->fields[FIELD_INDICES];
    value parts[60];
    int count = 0;
    while (count < 60 && next_part(&rest, ' ', &part)) {
        parts[count++] =
            field == FIELD_ABBRS ? span_string(rt, part) : value_from_number(unpack_number(part));
    }
    *out = array_new(rt, indices.length, NULL);
    for (uint32_t i = 0; i < indices.length; i++) {
        int index = digit_value(indices.at[i]);
        if (index < 0 || index >= count) {
            return false;
        }
        array_values(*out)[i] = parts[index];
    }
    return true;
}

/* A Zone of the library, with the properties that its _set defines, in their order. */
static value unpack_zone(struct rt *rt, value tz, value text) {
    struct packed packed;
    if (!split_fields(string_text(rt, text), &packed)) {
        return VALUE_UNDEFINED;
    }
    uint32_t count = packed.fields[FIELD_INDICES].length;
    value abbrs, offsets;
    if (count_parts(packed.fields[FIELD_UNTILS], ' ') != (count == 1 ? 1 : count - 1) ||
        !unpack_mapped(rt, &packed, FIELD_ABBRS, &abbrs) ||
        !unpack_mapped(rt, &packed, FIELD_OFFSETS, &offsets)) {
        return VALUE_UNDEFINED;
    }
    value constructor = object_get_name(rt, tz, "Zone");
    value zone = function_construct(rt, constructor, 0, NULL, constructor);
    const struct {
        const char *name;
        value v;
    } properties[] = {
        {"name", span_string(rt, packed.fields[FIELD_NAME])},
        {"abbrs", abbrs},
        {"untils", unpack_untils(rt, &packed)},
        {"offsets", offsets},
        {"population",
         value_from_int(double_to_int32(string_to_double(rt, span_string(rt, packed.population))))},
    };
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
        object_set(rt, zone, key_from_ascii(rt, properties[i].name), properties[i].v);
    }
    return zone;
}

/* normalizeName, of ASCII names; undefined for others. */
static value normal_name(struct rt *rt, struct text name) {
    char normal[NAME_MOST + 1] = "";
    if (name.wide || name.length > NAME_MOST) {
        return VALUE_UNDEFINED;
    }
    for (uint32_t i = 0; i < name.length; i++) {
        uint32_t unit = text_at(name, i);
        if (unit == 0 || unit > 126) {
            return VALUE_UNDEFINED;
        }
        normal[i] = unit == '/' ? '_' : unit >= 'A' && unit <= 'Z' ? (char)(unit | 32) : (char)unit;
    }
    return key_from_ascii(rt, normal);
}

void host_unpack_zone(struct rt *rt, value name) {
    value tz = object_get_name(rt, rt->realm->moment, "tz");
    value zones = object_get_name(rt, tz, "_zones");
    value key = normal_name(rt, string_text(rt, name));
    if (key != VALUE_UNDEFINED && object_has_own(rt, zones, key) == 0) {
        value target = object_get(rt, object_get_name(rt, tz, "_links"), key);
        key = value_is_string(target) ? string_to_key(rt, target) : VALUE_UNDEFINED;
    }
    value text = key == VALUE_UNDEFINED ? key : object_get(rt, zones, key);
    value zone = value_is_string(text) ? unpack_zone(rt, tz, text) : VALUE_UNDEFINED;
    if (zone != VALUE_UNDEFINED) {
        object_set(rt, zones, key, zone);
    }
    if (value_invoke(rt, tz, key_from_ascii(rt, "zone"), 1, &name) == VALUE_EXCEPTION) {
        exception_take(rt); /* the event itself meets it again */
    }
}

/* "Europe/Paris" and the like. */
static bool looks_like_zone(struct text text) {
    bool slash = false;
    if (text.wide || text.length < 3 || text.length > 40 || text_at(text, 0) < 'A' ||
        text_at(text, 0) > 'Z') {
        return false;
    }
    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t unit = text_at(text, i);
        bool letter = (unit | 32) >= 'a' && (unit | 32) <= 'z';
        bool digit = unit >= '0' && unit <= '9';
        if (!letter && !digit && unit != '/' && unit != '_' && unit != '-' && unit != '+') {
            return false;
        }
        slash = slash || unit == '/';
    }
    return slash;
}

void host_unpack_zones(struct rt *rt, const struct code_module *module) {
    for (uint32_t i = 0; i < module->string_count; i++) {
        if (looks_like_zone(string_text(rt, module->constants[i]))) {
            host_unpack_zone(rt, module->constants[i]);
        }
    }
}
