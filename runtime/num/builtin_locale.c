/*
 * runtime/num/builtin_locale.c: locales, options, and Number.prototype.toLocaleString (ECMA-402
 * 20.3.1), as far as English goes.
 */
#include "builtin_locale.h"

#include "runtime/convert.h"
#include "runtime/num/builtin_text.h"
#include "runtime/num/math_bits.h"
#include "runtime/num/number_locale.h"

static bool string_is(struct rt *rt, value string, const char *ascii) {
    return string_equals(rt, string, string_from_ascii(rt, ascii));
}

static bool is_english(struct rt *rt, value tag) {
    return string_is(rt, tag, "en") || string_is(rt, tag, "en-US");
}

/* One of the list's elements (ECMA-402 9.2.1 step 7): a name; of several the first is asked for. */
static int check_tag(struct rt *rt, value tag, bool first) {
    if (!value_is_string(tag) && !value_is_object(tag)) {
        (void)throw_type(rt, "Incorrect locale information provided");
        return -1;
    }
    tag = to_string(rt, tag);
    if (tag == VALUE_EXCEPTION) {
        return -1;
    }
    if (!first || is_english(rt, tag)) {
        return 0;
    }
    (void)throw_range(rt, "Locale %v is not supported; use \"en-US\"", tag);
    return -1;
}

int locale_check(struct rt *rt, value locales) {
    double length;
    if (locales == VALUE_UNDEFINED || value_is_string(locales)) {
        return locales == VALUE_UNDEFINED ? 0 : check_tag(rt, locales, true);
    }
    value list = to_object(rt, locales);
    if (list == VALUE_EXCEPTION || object_length(rt, list, &length) < 0) {
        return -1;
    }
    bool first = true;
    for (double i = 0; i < length; i++) {
        rt_burn(rt, 1);
        value key = to_property_key(rt, value_from_number(i));
        int has = object_has(rt, list, key);
        if (has < 0) {
            return -1;
        }
        if (has == 1) {
            value tag = object_get(rt, list, key);
            if (tag == VALUE_EXCEPTION || check_tag(rt, tag, first) < 0) {
                return -1;
            }
            first = false;
        }
    }
    return 0;
}

int locale_check_options(struct rt *rt, value options, const char *const *known) {
    if (!value_is_object(options)) {
        return 0;
    }
    value keys = object_own_keys(rt, options, OWN_KEYS_STRINGS | OWN_KEYS_ENUMERABLE);
    double count;
    if (keys == VALUE_EXCEPTION || object_length(rt, keys, &count) < 0) {
        return -1;
    }
    for (int32_t i = 0; i < (int32_t)count; i++) {
        value key = object_get(rt, keys, value_from_int(i));
        bool found = false;
        for (int j = 0; known[j] != NULL && !found; j++) {
            found = string_is(rt, key, known[j]);
        }
        if (!found) {
            (void)throw_range(rt, "Option %v is not supported", key);
            return -1;
        }
    }
    return 0;
}

int locale_option(struct rt *rt, value options, const char *name, value *out) {
    *out = VALUE_UNDEFINED;
    if (!value_is_object(options)) {
        return 0;
    }
    value v = object_get_name(rt, options, name);
    if (v != VALUE_EXCEPTION && v != VALUE_UNDEFINED) {
        v = to_string(rt, v);
    }
    *out = v;
    return v == VALUE_EXCEPTION ? -1 : 0;
}

/* GetNumberOption within [0, 20]; *out stays where the option is undefined. */
static int digits_option(struct rt *rt, value options, const char *name, int *out, bool *given) {
    double x;
    if (!value_is_object(options)) {
        return 0;
    }
    value v = object_get_name(rt, options, name);
    if (v == VALUE_UNDEFINED) {
        return 0;
    }
    if (v == VALUE_EXCEPTION || to_double(rt, v, &x) < 0) {
        return -1;
    }
    if (!(x >= 0 && x <= 20)) {
        (void)throw_range(rt, "%s value is out of range.", name);
        return -1;
    }
    *out = (int)x;
    *given = true;
    return 0;
}

static const struct currency {
    char code[4];
    uint16_t symbol;
    int digits;
} currencies[] = {
    {"USD", '$', 2}, {"EUR", 0x20ac, 2}, {"GBP", 0xa3, 2}, {"JPY", 0xa5, 0}, {"INR", 0x20b9, 2},
};

/* The style's default digits and its currency, NULL where it has none. */
static int style_option(struct rt *rt, value options, struct number_locale_form *form,
                        const struct currency **currency) {
    value style;
    value code;
    if (locale_option(rt, options, "style", &style) < 0 ||
        locale_option(rt, options, "currency", &code) < 0) {
        return -1;
    }
    if (style == VALUE_UNDEFINED || string_is(rt, style, "decimal")) {
        return 0;
    }
    if (string_is(rt, style, "percent")) {
        form->percent = true;
        form->maximum_fraction = 0;
        return 0;
    }
    if (!string_is(rt, style, "currency")) {
        (void)throw_range(
            rt, "Value %v out of range for Number.prototype.toLocaleString options property style",
            style);
        return -1;
    }
    if (code == VALUE_UNDEFINED) {
        (void)throw_type(rt, "Currency code is required with currency style.");
        return -1;
    }
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
        if (string_is(rt, code, currencies[i].code)) {
            *currency = &currencies[i];
            form->minimum_fraction = currencies[i].digits;
            form->maximum_fraction = currencies[i].digits;
            return 0;
        }
    }
    (void)throw_range(rt, "Currency %v is not supported", code);
    return -1;
}

/* The options of toLocaleString into `form` and *currency. 0 or -1. */
static int number_options(struct rt *rt, value options, struct number_locale_form *form,
                          const struct currency **currency) {
    static const char *const known[] = {
        "style", "currency", "minimumFractionDigits", "maximumFractionDigits", "useGrouping", NULL};
    int minimum = 0;
    int maximum = 0;
    bool minimum_given = false;
    bool maximum_given = false;
    if (locale_check_options(rt, options, known) < 0 ||
        style_option(rt, options, form, currency) < 0 ||
        digits_option(rt, options, "minimumFractionDigits", &minimum, &minimum_given) < 0 ||
        digits_option(rt, options, "maximumFractionDigits", &maximum, &maximum_given) < 0) {
        return -1;
    }
    if (minimum_given && maximum_given && minimum > maximum) {
        (void)throw_range(rt, "maximumFractionDigits value is out of range.");
        return -1;
    }
    if (minimum_given) {
        form->minimum_fraction = minimum;
        form->maximum_fraction =
            form->maximum_fraction < minimum ? minimum : form->maximum_fraction;
    }
    if (maximum_given) {
        form->maximum_fraction = maximum;
        form->minimum_fraction =
            form->minimum_fraction > maximum ? maximum : form->minimum_fraction;
    }
    if (value_is_object(options)) {
        value grouping = object_get_name(rt, options, "useGrouping");
        if (grouping == VALUE_EXCEPTION) {
            return -1;
        }
        form->grouping = grouping == VALUE_UNDEFINED || to_boolean(grouping);
    }
    return 0;
}

value number_to_locale_string(struct rt *rt, struct function *callee, value this_value,
                              uint32_t argc, value *argv, value new_target) {
    struct number_locale_form form = {0, 3, true, false};
    const struct currency *currency = NULL;
    struct text_builder builder;
    if (value_is_class(this_value, CLASS_NUMBER)) {
        this_value = ((struct wrapper *)value_pointer(this_value))->primitive;
    }
    if (!value_is_number(this_value)) {
        return throw_type(rt, "Number.prototype.toLocaleString requires that 'this' be a Number");
    }
    if (locale_check(rt, ARG(0)) < 0 || number_options(rt, ARG(1), &form, &currency) < 0) {
        return VALUE_EXCEPTION;
    }
    double x = value_number(this_value);
    text_builder_start(&builder, rt);
    if (!is_nan(x) && high_word(x) < 0) {
        text_builder_unit(&builder, '-');
    }
    if (currency != NULL) {
        text_builder_unit(&builder, currency->symbol);
    }
    if (is_finite(x)) {
        char out[NUMBER_LOCALE_MAX];
        size_t length = number_to_locale(x, &form, out);
        for (size_t i = 0; i < length; i++) {
            text_builder_unit(&builder, (uint8_t)out[i]);
        }
    } else if (is_nan(x)) {
        text_builder_ascii(&builder, "NaN");
    } else {
        text_builder_unit(&builder, 0x221e);
    }
    if (form.percent) {
        text_builder_unit(&builder, '%');
    }
    return text_builder_finish(&builder);
}
