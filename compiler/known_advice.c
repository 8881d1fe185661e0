/*
 * compiler/known_advice.c: what to write instead of names that other languages and environments have.
 */
#include <string.h>

#include "compiler/known.h"

struct advice {
    const char *name, *text;
};

#define NETWORK  "applets have no network: a query supplies data, an action sends it"
#define TIMER    "an applet runs to its end at once; there is nothing to wait for"
#define BROWSER  "applets do not run in a browser"
#define MODULES  "an applet is one file; moment and the language's own objects are there already"
#define BYTES    "texts and arrays of numbers are there instead"
#define PROMISES "everything an applet needs is there when it starts: use the value itself"

static const struct advice absent[] = {
    {"fetch", NETWORK},
    {"XMLHttpRequest", NETWORK},
    {"WebSocket", NETWORK},
    {"UrlFetchApp", NETWORK},
    {"axios", NETWORK},
    {"setTimeout", TIMER},
    {"setInterval", TIMER},
    {"setImmediate", TIMER},
    {"queueMicrotask", TIMER},
    {"clearTimeout", TIMER},
    {"clearInterval", TIMER},
    {"requestAnimationFrame", TIMER},
    {"document", BROWSER},
    {"window", BROWSER "; globalThis is the global object"},
    {"navigator", BROWSER},
    {"location", BROWSER},
    {"localStorage", BROWSER ", and nothing is kept between events"},
    {"sessionStorage", BROWSER ", and nothing is kept between events"},
    {"alert", BROWSER "; console.log writes to the run's log"},
    {"prompt", BROWSER},
    {"confirm", BROWSER},
    {"require", MODULES},
    {"module", MODULES},
    {"exports", MODULES},
    {"process", "there is no Node.js around applets"},
    {"global", "globalThis is the global object"},
    {"self", "globalThis is the global object"},
    {"Buffer", BYTES},
    {"ArrayBuffer", BYTES},
    {"DataView", BYTES},
    {"Uint8Array", BYTES},
    {"Promise", PROMISES},
    {"Intl", "toFixed, toLocaleString and moment's format make texts"},
    {"Proxy", "write a function"},
    {"Reflect", "Object has functions of the same names"},
    {"BigInt", "use numbers, or texts for long digits"},
    {"URL", "take the text apart with split or a regular expression"},
    {"URLSearchParams", "join encodeURIComponent's results with \"&\""},
    {"atob", "write the few lines of base64 that you need"},
    {"btoa", "write the few lines of base64 that you need"},
    {"Logger", "console.log writes to the run's log"},
    {"structuredClone", "JSON.parse(JSON.stringify(x)) copies plain data"},
    {"print", "console.log writes to the run's log"},
    {"eval", "JSON.parse reads data; there is no code from texts"},
    {"echo", "console.log writes to the run's log"},
    {"puts", "console.log writes to the run's log"},
    {"str", "String(x) makes a text"},
    {"int", "parseInt(x, 10) or Number(x) makes a number"},
    {"float", "parseFloat(x) or Number(x) makes a number"},
    {"len", "x.length is the length"},
    {"True", "write true"},
    {"False", "write false"},
    {"None", "write null or undefined"},
    {"nil", "write null or undefined"},
    {"elif", "write else if"},
    {"elsif", "write else if"},
    {"elseif", "write else if"},
};

const char *known_absent_advice(const char *name) {
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        if (strcmp(absent[i].name, name) == 0) {
            return absent[i].text;
        }
    }
    return NULL;
}

static const struct member_advice {
    enum known_type type;
    const char *name, *text;
} member_advices[] = {
    {TYPE_TEXT, "contains", "texts have includes"},
    {TYPE_TEXT, "has", "texts have includes"},
    {TYPE_TEXT, "size", "a text's length is .length"},
    {TYPE_TEXT, "count", "a text's length is .length; split(x).length - 1 counts what is in it"},
    {TYPE_TEXT, "lower", "texts have toLowerCase"},
    {TYPE_TEXT, "upper", "texts have toUpperCase"},
    {TYPE_TEXT, "strip", "texts have trim"},
    {TYPE_TEXT, "format", "write a template: `… ${x} …`"},
    {TYPE_TEXT, "append", "write a + b"},
    {TYPE_TEXT, "equals", "compare with ==="},
    {TYPE_TEXT, "isEmpty", "compare with \"\""},
    {TYPE_TEXT, "capitalize", "write s.charAt(0).toUpperCase() + s.slice(1)"},
    {TYPE_TEXT, "reverse", "write s.split(\"\").reverse().join(\"\")"},
    {TYPE_TEXT, "join", "an array has join; this is a text"},
    {TYPE_TEXT, "map", "an array has map; split makes one of a text"},
    {TYPE_TEXT, "forEach", "an array has forEach; split makes one of a text"},
    {TYPE_TEXT, "push", "an array has push; a text grows with +="},
    {TYPE_TEXT, "toFixed", "a text has no digits to round: Number(x).toFixed(n)"},
    {TYPE_TEXT, "test", "a regular expression has test: /…/.test(text)"},
    {TYPE_TEXT, "exec", "a regular expression has exec: /…/.exec(text)"},
    {TYPE_TEXT, "isAfter", "this is a text: moment(text).isAfter(…)"},
    {TYPE_TEXT, "isBefore", "this is a text: moment(text).isBefore(…)"},
    {TYPE_TEXT, "hour", "this is a text: moment(text).hour()"},
    {TYPE_ARRAY, "contains", "arrays have includes"},
    {TYPE_ARRAY, "has", "arrays have includes"},
    {TYPE_ARRAY, "size", "an array's length is .length"},
    {TYPE_ARRAY, "count", "an array's length is .length"},
    {TYPE_ARRAY, "append", "arrays have push"},
    {TYPE_ARRAY, "add", "arrays have push"},
    {TYPE_ARRAY, "first", "write array[0]"},
    {TYPE_ARRAY, "last", "write array[array.length - 1]"},
    {TYPE_ARRAY, "replace", "an array's elements are texts: array.map(x => x.replace(…))"},
    {TYPE_ARRAY, "toLowerCase", "an array's elements are texts: array.map(x => x.toLowerCase())"},
    {TYPE_MOMENT, "getHours", "moments have hour()"},
    {TYPE_MOMENT, "getHour", "moments have hour()"},
    {TYPE_MOMENT, "getMinutes", "moments have minute()"},
    {TYPE_MOMENT, "getDay", "moments have day(), 0 is Sunday"},
    {TYPE_MOMENT, "getDate", "moments have date()"},
    {TYPE_MOMENT, "getMonth", "moments have month(), 0 is January"},
    {TYPE_MOMENT, "getFullYear", "moments have year()"},
    {TYPE_MOMENT, "getYear", "moments have year()"},
    {TYPE_MOMENT, "getTime", "moments have valueOf()"},
    {TYPE_MOMENT, "dayOfWeek", "moments have day() and isoWeekday()"},
    {TYPE_MOMENT, "dayOfMonth", "moments have date()"},
    {TYPE_MOMENT, "toLocaleDateString", "moments have format(\"L\")"},
    {TYPE_MOMENT, "toLocaleTimeString", "moments have format(\"LT\")"},
    {TYPE_DATE, "format", "a Date has no format: moment(date).format(…)"},
    {TYPE_DATE, "add", "a Date has no add: moment(date).add(…)"},
    {TYPE_DATE, "hour", "a Date has getHours()"},
    {TYPE_REGEXP, "match", "a text has match: text.match(/…/)"},
    {TYPE_REGEXP, "replace", "a text has replace: text.replace(/…/, …)"},
    {TYPE_META, "currentTime", "Meta has currentUserTime"},
    {TYPE_META, "time", "Meta has currentUserTime and triggerTime"},
    {TYPE_META, "now", "Meta has currentUserTime"},
    {TYPE_MATH, "rand", "Math has random"},
    {TYPE_NUMBER, "length", "a number has no length: String(x).length"},
    {TYPE_NUMBER, "replace", "a number is no text: String(x).replace(…)"},
};

const char *known_member_advice(enum known_type type, const char *name) {
    for (size_t i = 0; i < sizeof member_advices / sizeof member_advices[0]; i++) {
        if (member_advices[i].type == type && strcmp(member_advices[i].name, name) == 0) {
            return member_advices[i].text;
        }
    }
    return NULL;
}
