/*
 * runtime/text/text_substitute.c: GetSubstitution, the templates of replace (ECMA-262 22.1.3.19.1).
 */
#include "runtime/convert.h"
#include "runtime/text/builtin_text.h"

/* The number of `$1` or `$12` at `at` (behind the dollar), and its digits; 0 if it is none. */
static uint32_t capture_number(struct text template, uint32_t at, uint32_t count,
                               uint32_t *digits) {
    uint32_t first = at < template.length ? (uint32_t)text_at(template, at) - '0' : 10u;
    uint32_t second = at + 1 < template.length ? (uint32_t)text_at(template, at + 1) - '0' : 10u;
    if (first > 9) {
        return 0;
    }
    if (second < 10 && first * 10 + second > 0 && first * 10 + second <= count) {
        *digits = 2;
        return first * 10 + second;
    }
    *digits = 1;
    return first <= count ? first : 0;
}

/* $<name>, standing behind the `<`; `*end` is where the template goes on. 0 or -1, and 1 if there is
 * no `>`. */
static int append_group(struct rt *rt, struct text_builder *builder,
                        const struct substitution *match, value replacement, struct text template,
                        uint32_t at, uint32_t *end) {
    uint32_t close = at;
    while (close < template.length && text_at(template, close) != '>') {
        close++;
    }
    if (close == template.length) {
        return 1;
    }
    *end = close + 1;
    value name = string_slice(rt, replacement, at, close);
    value capture = object_get(rt, match->groups, string_to_key(rt, name));
    if (capture != VALUE_EXCEPTION && capture != VALUE_UNDEFINED) {
        capture = to_string(rt, capture);
    }
    if (capture == VALUE_EXCEPTION) {
        return -1;
    }
    if (capture != VALUE_UNDEFINED) {
        text_builder_string(builder, capture);
    }
    return 0;
}

/* What one `$` at `at` stands for; moves `*at` behind it. 0 or -1. */
static int append_reference(struct rt *rt, struct text_builder *builder,
                            const struct substitution *match, value replacement,
                            struct text template, uint32_t *at) {
    uint32_t next = *at + 1 < template.length ? text_at(template, *at + 1) : 0;
    uint32_t digits = 0, end = match->position + string_length(match->matched);
    struct text text = string_text(rt, match->string);
    uint32_t number = capture_number(template, *at + 1, match->capture_count, &digits);
    if (number > 0) {
        *at += 1 + digits;
        if (match->captures[number - 1] != VALUE_UNDEFINED) {
            text_builder_string(builder, match->captures[number - 1]);
        }
        return 0;
    }
    if (next == '<' && match->groups != VALUE_UNDEFINED) {
        int result = append_group(rt, builder, match, replacement, template, *at + 2, at);
        if (result <= 0) {
            return result;
        }
    }
    switch (next) {
    case '$': text_builder_unit(builder, '$'); break;
    case '&': text_builder_string(builder, match->matched); break;
    case '`': text_builder_range(builder, text, 0, match->position); break;
    case '\'':
        if (end < text.length) {
            text_builder_range(builder, text, end, text.length);
        }
        break;
    default:
        text_builder_unit(builder, '$');
        *at += 1;
        return 0;
    }
    *at += 2;
    return 0;
}

int text_substitute(struct rt *rt, struct text_builder *builder, const struct substitution *match,
                    value replacement) {
    struct text template = string_text(rt, replacement);
    rt_burn(rt, template.length / 8);
    for (uint32_t at = 0; at < template.length;) {
        uint32_t start = at;
        while (at < template.length && text_at(template, at) != '$') {
            at++;
        }
        text_builder_range(builder, template, start, at);
        if (at < template.length &&
            append_reference(rt, builder, match, replacement, template, &at) < 0) {
            return -1;
        }
    }
    return 0;
}

double text_advance(struct text text, double index, bool unicode) {
    if (unicode && text.wide && index + 1 < text.length) {
        uint32_t at = (uint32_t)index;
        if (text_is_lead(text_at(text, at)) && text_is_trail(text_at(text, at + 1))) {
            return index + 2;
        }
    }
    return index + 1;
}
