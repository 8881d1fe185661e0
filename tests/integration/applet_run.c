/*
 * tests/integration/applet_run.c: a compiled applet in the real program: outcomes, limits, isolation of events,
 * and what starting, running and idling cost (printed, not judged).
 *
 *   applet_run MONITOR KEYSTORE APPLET IMAGE
 */
#include "tests/integration/deployment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct opened opened;

static double now_us(void) {
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void run_title(struct program *applet, const char *title) {
    struct host_message answer;
    struct event_parts parts = fresh_event(applet, title);
    run_event(applet, &alice, &parts, &answer);
    open_result(&alice, &answer, &opened);
}

static void expect_message(const char *expected) {
    struct view text;
    assert_int_equal(opened.record.outcome, RUN_OK);
    assert_true(opened.actions[0].facts.run);
    assert_int_equal(text_map_find(opened.actions[0].fields, view_text("Message"), &text),
                     STATUS_OK);
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.data, expected, text.length);
}

static void expect_line(const char *expected) {
    struct view line;
    assert_true(opened.actions[1].facts.run);
    assert_int_equal(text_map_find(opened.actions[1].fields, view_text("Line"), &line), STATUS_OK);
    assert_int_equal(line.length, strlen(expected));
    assert_memory_equal(line.data, expected, line.length);
}

/* "Trigger.Shout" is an ingredient of whichever trigger fired. */
static void ingredients_of_any_trigger(void **state) {
    struct program applet;
    struct host_message answer;
    setup_applet(&applet);
    struct event_parts parts = fresh_event(&applet, "hey");
    parts.ingredient = "Trigger.Shout";
    run_event(&applet, &alice, &parts, &answer);
    open_result(&alice, &answer, &opened);
    assert_false(opened.actions[0].facts.run);
    expect_line("HEY");
    parts = fresh_event(&applet, "hey");
    parts.ingredient = "Trigger.Title"; /* not read by the applet */
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_CONTENT);
    program_stop(&applet, &monitor);
}

static void events_start_fresh(void **state) {
    struct program applet;
    setup_applet(&applet);
    for (int i = 0; i < 3; i++) { /* the prototype's counter never gets beyond 1 */
        run_title(&applet, "hello");
        expect_message("hello 5 1");
        assert_true(view_equal(opened.record.log, view_text("ran 5\n")));
        expect_line("random 0.011704753153026104"); /* of the event's seed */
        run_title(&applet, "gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x8e\x89");
        expect_message("gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x8e\x89 12 1");
        run_title(&applet, "please skip");
        assert_false(opened.actions[0].facts.run);
        assert_int_equal(opened.actions[0].field_count, 0);
        assert_true(opened.actions[1].facts.run);
        assert_int_equal(opened.record.outcome, RUN_OK);
    }
    program_stop(&applet, &monitor);
}

static void errors_and_limits_skip_everything(void **state) {
    static const struct {
        const char *title;
        enum run_outcome outcome;
    } cases[] = {{"throw", RUN_ERROR}, {"loop", RUN_TIMEOUT}, {"fill", RUN_OUT_OF_MEMORY}};
    struct program applet;
    setup_applet(&applet);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        run_title(&applet, cases[i].title);
        assert_int_equal(opened.record.outcome, cases[i].outcome);
        assert_false(opened.actions[0].facts.run || opened.actions[1].facts.run);
        assert_true(opened.record.log.length > 0); /* says why */
        run_title(&applet, "hello");
        expect_message("hello 5 1");
    }
    char large[5001] = "";
    memset(large, 'x', sizeof large - 1);
    run_title(&applet, large);
    assert_int_equal(opened.record.outcome, RUN_ACTION_TOO_LARGE);
    assert_false(opened.actions[0].facts.run || opened.actions[1].facts.run);
    run_title(&applet, "hello");
    expect_message("hello 5 1");
    program_stop(&applet, &monitor);
}

/* The program started last. */
static int last_program(void) {
    char path[64];
    int pid = 0;
    int last = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)monitor.pid,
                   (int)monitor.pid);
    FILE *children = fopen(path, "r");
    assert_non_null(children);
    while (fscanf(children, "%d", &pid) == 1) {
        last = pid;
    }
    (void)fclose(children);
    return last;
}

/* Time on a processor so far. */
static double cpu_us(int pid) {
    char path[64];
    double ns = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        if (fscanf(file, "%lf", &ns) != 1) {
            ns = 0;
        }
        (void)fclose(file);
    }
    return ns / 1000;
}

static long pss_kib(void) {
    char path[64];
    char line[256];
    long kib = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/smaps_rollup", last_program());
    FILE *maps = fopen(path, "r");
    if (maps == NULL) {
        return -1; /* not root */
    }
    while (fgets(line, sizeof line, maps) != NULL && sscanf(line, "Pss: %ld", &kib) != 1) {
    }
    (void)fclose(maps);
    return kib;
}

/* From handing over a sealed event to its result, without what the test does itself. */
static double answer_time_us(struct program *applet) {
    enum { EVENTS = 200 };
    static struct event_parts parts[EVENTS];
    static uint8_t sealed[EVENTS][1024];
    struct host_message answer;
    for (int i = 0; i < EVENTS; i++) {
        parts[i] = fresh_event(applet, "hello");
        assert_int_equal(seal_trigger(&alice, &parts[i], sealed[i], 1024).length, 1024);
    }
    double applet_us = cpu_us(last_program());
    double monitor_us = cpu_us((int)monitor.pid);
    double begin = now_us();
    for (int i = 0; i < EVENTS; i++) {
        struct host_message event = event_message(&parts[i], view_of(sealed[i], 1024));
        run_message(applet, &event, &answer);
        assert_int_equal(answer.kind, HOST_RESULT);
    }
    double alone_us = (now_us() - begin) / EVENTS;
    print_message("CPU time an event: applet %.0f us, monitor %.0f us\n",
                  (cpu_us(last_program()) - applet_us) / EVENTS,
                  (cpu_us((int)monitor.pid) - monitor_us) / EVENTS);
    return alone_us;
}

static void what_it_costs(void **state) {
    enum { APPLETS = 8, EVENTS = 500 };
    static struct program applets[APPLETS];
    double start_us = 0;
    for (int i = 0; i < APPLETS; i++) {
        double begin = now_us();
        setup_applet(&applets[i]);
        start_us += now_us() - begin;
    }
    long idle = pss_kib();
    double begin = now_us();
    for (int i = 0; i < EVENTS; i++) {
        run_title(&applets[APPLETS - 1], "hello");
    }
    double event_us = (now_us() - begin) / EVENTS;
    double alone_us = answer_time_us(&applets[APPLETS - 1]);
    print_message("start to ready %.1f ms (test's relay included), event with sealing, nonce and "
                  "opening %.0f us, the event alone %.0f us, PSS of one of %d idle %ld KiB, after "
                  "%d events %ld KiB\n",
                  start_us / APPLETS / 1000, event_us, alone_us, APPLETS, idle, EVENTS, pss_kib());
    for (int i = 0; i < APPLETS; i++) {
        program_stop(&applets[i], &monitor);
    }
}

int main(int count, char **arguments) {
    static uint8_t image[8192];
    if (count != 5 || sodium_init() < 0) {
        (void)fprintf(stderr, "usage: applet_run MONITOR KEYSTORE APPLET IMAGE\n");
        return 2;
    }
    FILE *file = fopen(arguments[4], "rb");
    if (file == NULL) {
        perror(arguments[4]);
        return 1;
    }
    applet_code = view_of(image, fread(image, 1, sizeof image, file));
    (void)fclose(file);
    memcpy(applet_abi, image + 8, sizeof applet_abi); /* runtime/image_format.h */
    begin_scene(arguments[1], arguments[2], arguments[3]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_start_fresh),
        cmocka_unit_test(ingredients_of_any_trigger),
        cmocka_unit_test(errors_and_limits_skip_everything),
        cmocka_unit_test(what_it_costs),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    end_scene();
    return failures;
}
