/*
 * runtime/num/builtin_locale.h: the toLocale… methods of numbers and dates.
 *
 * English (en-US) and UTC are the only locale and zone. Another locale or an option that is not
 * understood is refused with a RangeError rather than ignored.
 */
#ifndef RUNTIME_NUM_BUILTIN_LOCALE_H
#define RUNTIME_NUM_BUILTIN_LOCALE_H

#include "runtime/function.h"

/* Checks the `locales` argument. 0, or -1 with a RangeError. */
int locale_check(struct rt *rt, value locales);

/* Refuses options of `options` (an object) whose name is not in `known` (NULL ends it): -1. */
int locale_check_options(struct rt *rt, value options, const char *const *known);

/* GetOption for a string: *out is undefined if the option is. 0 or -1. */
int locale_option(struct rt *rt, value options, const char *name, value *out);

/* 21.1.3.4 Number.prototype.toLocaleString ( [ locales [ , options ] ] ) */
value number_to_locale_string(struct rt *rt, struct function *callee, value this_value,
                              uint32_t argc, value *argv, value new_target);

#endif
