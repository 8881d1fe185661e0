/* cli/cmd_history.c: `tapdance history`: what an applet did, readable here alone. */
#include "cli/command.h"
#include "cli/history.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: tapdance history APPLET [--json] [--verify]\n\n"
    "Fetches the run records from the host, opens them with your keys, and prints a line for each "
    "run:\n"
    "when, which event, the outcome, each action with whether it ran or was skipped, and the log.\n"
    "  --verify   also asks the services, with your tokens, and names every event that was never\n"
    "             run, ran twice, or whose action never arrived\n"
    "Exit codes: 0; 5 where a record, the chain or the comparison does not hold.\n";

static void print_time(int64_t ms) {
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    char text[40];
    gmtime_r(&seconds, &parts);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    printf("%s", text);
}

static void print_entry(const struct history_entry *entry) {
    const struct record *record = &entry->record;
    print_time(record->started_ms);
    printf("  %.*s #%llu  %s", (int)record->trigger.length, (const char *)record->trigger.data,
           (unsigned long long)record->seq, run_outcome_text(record->outcome));
    for (size_t i = 0; i < record->action_count; i++) {
        const struct record_action *action = &record->actions[i];
        printf("  %.*s %s", (int)action->id.length, (const char *)action->id.data,
               action->run ? "ran" : "skipped");
    }
    putchar('\n');
    const char *line = (const char *)record->log.data;
    size_t left = record->log.length;
    while (left > 0) {
        const char *end = memchr(line, '\n', left);
        size_t length = end != NULL ? (size_t)(end - line) : left;
        char text[RECORD_MESSAGE_BYTES];
        snprintf(text, sizeof text, "%.*s", (int)length, line);
        printf("    log: %s\n", printable(text));
        left -= end != NULL ? length + 1 : length;
        line += length + 1;
    }
    if (record->log_cut) {
        puts("    log: (cut here)");
    }
}

static void print_json(const struct history_entry *entry) {
    const struct record *record = &entry->record;
    json_t *actions = json_array();
    for (size_t i = 0; i < record->action_count; i++) {
        json_array_append_new(
            actions, json_pack("{s:s%,s:b}", "action", (const char *)record->actions[i].id.data,
                               record->actions[i].id.length, "run", record->actions[i].run));
    }
    json_t *line = json_pack(
        "{s:s%,s:I,s:I,s:I,s:I,s:s,s:o,s:s%}", "trigger", (const char *)record->trigger.data,
        record->trigger.length, "seq", (json_int_t)record->seq, "epoch", (json_int_t)entry->epoch,
        "started_ms", (json_int_t)record->started_ms, "ended_ms", (json_int_t)record->ended_ms,
        "outcome", run_outcome_text(record->outcome), "actions", actions, "log",
        record->log.length > 0 ? (const char *)record->log.data : "", record->log.length);
    json_dumpf(line, stdout, JSON_COMPACT | JSON_SORT_KEYS);
    putchar('\n');
    json_decref(line);
}

static int show(const struct profile *profile, const json_t *deployment, bool json, bool verify) {
    struct history history;
    if (!history_fetch(profile, deployment, &history)) {
        return EXIT_CODE_UNAVAILABLE;
    }
    for (size_t i = 0; i < history.count; i++) {
        if (json) {
            print_json(history.entries[i]);
        } else {
            print_entry(history.entries[i]);
        }
    }
    if (history.count == 0 && !json) {
        puts("No runs yet.");
    }
    int code = history_check_chain(&history) == 0 ? EXIT_CODE_OK : EXIT_CODE_UNTRUSTED;
    if (verify) {
        int findings = history_verify(profile, deployment, &history);
        if (findings == 0 && code == EXIT_CODE_OK) {
            printf("Verified: %zu runs, each of one genuine event, every action accepted.\n",
                   history.count);
        }
        code = findings < 0 ? EXIT_CODE_UNAVAILABLE : findings > 0 ? EXIT_CODE_UNTRUSTED : code;
    }
    history_free(&history);
    return code;
}

static int run(int argc, char **argv) {
    const char *json = NULL, *verify = NULL;
    const struct option_spec options[] = {{"json", true, &json}, {"verify", true, &verify}};
    if (!options_parse(&command_history, &argc, argv, options, 2)) {
        return EXIT_CODE_USAGE;
    }
    if (argc != 2) {
        complain("history takes one applet; `tapdance list` shows which there are");
        return EXIT_CODE_USAGE;
    }
    struct profile profile;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    json_t *deployment = NULL;
    int code = EXIT_CODE_USAGE;
    if (deployment_read(&profile, argv[1], &deployment) != STATUS_OK) {
        complain("'%s' was never deployed from here; `tapdance list` shows what was", argv[1]);
    } else {
        code = show(&profile, deployment, json != NULL, verify != NULL);
    }
    json_decref(deployment);
    profile_close(&profile);
    return code;
}

const struct command command_history = {"history", "read what an applet did; --verify it", help,
                                        run};
