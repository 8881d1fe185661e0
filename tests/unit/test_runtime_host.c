/*
 * tests/unit/test_runtime_host.c: one applet from loading to its outcomes. The applet's code is C
 * here; what it does is chosen for each event.
 */
#include "runtime_fixture.h"

#include "runtime/builtins.h"

static value (*script)(struct rt *rt);

NATIVE(run_script) {
    return script(rt);
}

static const struct function_info functions[] = {{run_script, "", 0, 0, FUNCTION_NATIVE, 0}};
static const struct code_module module = {.functions = functions, .function_count = 1};

#define TEXT(literal)                                                                              \
    { literal, sizeof literal - 1 }

static const struct event_text ingredients[] = {TEXT("Feed.item.Title")};
static const struct event_text members[] = {TEXT("Other.thing")};
static const struct event_text post_fields[] = {TEXT("Title"), TEXT("Body")};
static const struct event_text call_fields[] = {TEXT("Number")};
static const struct applet_action actions[] = {
    {TEXT("Web.post"), post_fields, 2},
    {TEXT("Phone.call"), call_fields, 1},
};
static const struct applet_manifest manifest = {
    .ingredients = ingredients,
    .ingredient_count = 1,
    .members = members,
    .member_count = 1,
    .actions = actions,
    .action_count = 2,
};

static const struct event_ingredient event_ingredients[] = {
    {TEXT("Feed.item.b"), TEXT("2")},
    {TEXT("Feed.item.Title"), TEXT("caf\xc3\xa9")},
    {TEXT("Feed.item.a.c"), TEXT("1")},
    {TEXT("Trigger.Direct"), TEXT("d")},
};
static const struct event_ingredient row_fields[] = {{TEXT("Name"), TEXT("Ann")}};
static const struct event_row rows[] = {{row_fields, 1}, {NULL, 0}};
static const struct event_query queries[] = {{TEXT("Sheets.rows"), rows, 2}};
static const struct event event = {
    .now_ms = 1000,
    .trigger_ms = 900,
    .previous_trigger_ms = 0,
    .seed = 7,
    .ingredients = event_ingredients,
    .ingredient_count = 4,
    .queries = queries,
    .query_count = 1,
};

static int start(void **state) {
    const struct event_limits limits = {.fuel = 10000000, .memory = 4u << 20};
    if (fixture_start(state) != 0) {
        return -1;
    }
    return applet_load(*state, &module, &manifest, &limits) == STATUS_OK ? 0 : -1;
}

/* globalThis.Service.member */
static value member_of(struct rt *rt, const char *service, const char *member) {
    return object_get_name(rt, object_get_name(rt, rt->realm->global, service), member);
}

static value call(struct rt *rt, const char *service, const char *member, const char *method,
                  uint32_t argc, value argument) {
    return value_invoke(rt, member_of(rt, service, member), K(method), argc, &argument);
}

static value record_everything(struct rt *rt) {
    call(rt, "Web", "post", "setTitle", 1, I(5));
    call(rt, "Web", "post", "setTitle", 1, member_of(rt, "Feed", "item"));
    call(rt, "Web", "post", "setBody", 1, VALUE_NULL);
    call(rt, "Web", "post", "setBody", 1,
         object_get_name(rt, member_of(rt, "Feed", "item"), "Title"));
    call(rt, "Phone", "call", "skip", 1, S("because"));
    call(rt, "Phone", "call", "setNumber", 0, VALUE_UNDEFINED);
    value console = object_get_name(rt, rt->realm->global, "console");
    value words[] = {S("a"), VALUE_TRUE, symbol_new(rt, S("s"))};
    return value_invoke(rt, console, K("log"), 3, words);
}

static void effects_are_recorded(void **state) {
    struct rt *rt = *state;
    struct outcome outcome;
    uint64_t before = heap_digest(rt);
    for (int round = 0; round < 3; round++) {
        script = record_everything;
        applet_run(rt, &event, &outcome);
        assert_int_equal(outcome.status, OUTCOME_OK);
        assert_int_equal(outcome.action_count, 2);
        const struct outcome_action *phone = &outcome.actions[0], *web = &outcome.actions[1];
        assert_text(rt, phone->name, "Phone.call");
        assert_true(phone->skipped);
        assert_text(rt, phone->skip_reason, "because");
        assert_int_equal(phone->field_count, 1);
        assert_text(rt, phone->fields[0].text, "undefined");
        assert_text(rt, phone->fields[0].kind, "undefined");
        assert_text(rt, web->name, "Web.post");
        assert_false(web->skipped);
        assert_true(web->skip_reason == VALUE_NULL);
        assert_int_equal(web->field_count, 2);
        assert_text(rt, web->fields[0].name, "Body");
        assert_text(rt, web->fields[0].text, "caf\xc3\xa9");
        assert_true(web->fields[0].kind == VALUE_UNDEFINED);
        assert_text(rt, web->fields[1].text, "[object Object]");
        assert_text(rt, web->fields[1].kind, "object");
        assert_int_equal(outcome.log_count, 1);
        assert_text(rt, outcome.log[0], "a true Symbol(s)");
        event_reset(rt);
        assert_true(heap_digest(rt) == before);
    }
}

static value read_ingredients(struct rt *rt) {
    value keys = object_own_keys(rt, member_of(rt, "Feed", "item"), OWN_KEYS_STRINGS);
    value names = value_invoke(rt, keys, K("join"), 0, NULL);
    value sheet = member_of(rt, "Sheets", "rows");
    value name = object_get_name(rt, object_get(rt, sheet, I(0)), "Name");
    value length = object_get(rt, sheet, K("length"));
    value direct = member_of(rt, "Trigger", "Direct");
    value other = member_of(rt, "Other", "thing");
    value all[] = {names, name, length, direct, other};
    return throw_value(rt, rt_concat(rt, 5, all));
}

static void ingredients_come_sorted(void **state) {
    struct rt *rt = *state;
    struct outcome outcome;
    script = read_ingredients;
    applet_run(rt, &event, &outcome);
    assert_int_equal(outcome.status, OUTCOME_ERROR);
    assert_text(rt, outcome.error_kind, "throw");
    assert_text(rt, outcome.error, "throw: Title,a.c,bAnn2d[object Object]");
    assert_int_equal(outcome.action_count, 0);
    event_reset(rt);
}

static value fail_after_effect(struct rt *rt) {
    call(rt, "Phone", "call", "setNumber", 1, S("1"));
    return throw_type(rt, "no %s", "way");
}

static value never_end(struct rt *rt) {
    call(rt, "Phone", "call", "setNumber", 1, S("2"));
    for (uint64_t i = 0; i < UINT64_MAX; i++) {
        rt_burn(rt, 1);
    }
    return VALUE_UNDEFINED;
}

static value take_all_memory(struct rt *rt) {
    object_set(rt, rt->realm->prototypes[CLASS_OBJECT], K("dirt"), I(1));
    value a = array_new(rt, 0, NULL);
    for (uint64_t i = 0; i < UINT64_MAX; i++) {
        array_push(rt, a, array_new(rt, 100, NULL));
    }
    return a;
}

static value recurse(struct rt *rt) {
    value text = array_new(rt, 0, NULL);
    for (int i = 0; i < 20000; i++) {
        text = array_new(rt, 1, &text);
    }
    return to_string(rt, text);
}

static void assert_ends(struct rt *rt, value (*code)(struct rt *), const char *error,
                        const char *kind) {
    struct outcome outcome;
    uint64_t before = heap_digest(rt);
    script = code;
    applet_run(rt, &event, &outcome);
    assert_int_equal(outcome.status, OUTCOME_ERROR);
    assert_text(rt, outcome.error, error);
    assert_text(rt, outcome.error_kind, kind);
    event_reset(rt);
    assert_true(heap_digest(rt) == before);
}

static void failures_are_outcomes(void **state) {
    struct rt *rt = *state;
    struct outcome outcome;
    assert_ends(rt, fail_after_effect, "TypeError: no way", "TypeError");
    assert_ends(rt, never_end, "Timeout", "Timeout");
    assert_ends(rt, take_all_memory, "OutOfMemory", "OutOfMemory");
    assert_ends(rt, recurse, "RangeError: Maximum call stack size exceeded", "RangeError");
    script = never_end;
    applet_run(rt, &event, &outcome);
    assert_int_equal(outcome.action_count, 1);
    assert_text(rt, outcome.actions[0].fields[0].text, "2");
    event_reset(rt);
    script = record_everything;
    applet_run(rt, &event, &outcome);
    assert_int_equal(outcome.status, OUTCOME_OK);
    event_reset(rt);
}

static void one_applet_a_process(void **state) {
    const struct event_limits limits = {0, 0, 0};
    assert_int_equal(applet_load(*state, &module, &manifest, &limits), STATUS_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_are_recorded),
        cmocka_unit_test(ingredients_come_sorted),
        cmocka_unit_test(failures_are_outcomes),
        cmocka_unit_test(one_applet_a_process),
    };
    return cmocka_run_group_tests(tests, start, fixture_end);
}
