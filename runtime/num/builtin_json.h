/*
 * runtime/num/builtin_json.h: what the files of JSON share.
 */
#ifndef RUNTIME_NUM_BUILTIN_JSON_H
#define RUNTIME_NUM_BUILTIN_JSON_H

#include "runtime/function.h"
#include "runtime/text.h"

/* RangeError if the machine's stack is used up: on entry of what recurses on data. 0 or -1. */
int json_check_stack(struct rt *rt);

/* The value of a JSON text; SyntaxError. Never recurses. */
value json_parse_text(struct rt *rt, value source);

/* 25.5.2 JSON.stringify ( value [ , replacer [ , space ] ] ) */
value json_stringify(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                     value *argv, value new_target);

/* One open object or array of JSON.stringify. */
struct json_frame {
    const struct json_frame *parent;
    value object;
    value key; /* under which it stands in its parent: string, or int */
};

/* 0, or -1 with the TypeError that shows the way around the circle, if `object`, found under `key`
 * in `frame`, is open already. */
int json_check_circle(struct rt *rt, const struct json_frame *frame, value object, value key);

#endif
