/* cli/cmd_run.c: `tapdance run`, `compile` and `check`: the applet language on the user's machine. */
#include "cli/command.h"
#include "cli/compile.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char run_help[] =
    "usage: tapdance run APPLET.ts --events FILE.jsonl\n"
    "       tapdance run APPLET.ts --event FILE.json\n"
    "       tapdance run SCRIPT.js\n\n"
    "Compiles and runs here, without any service. An applet gets one event a line (\"-\" is "
    "standard\n"
    "input) and prints one outcome a line: the actions with their fields, skipped or not, the log, "
    "and\n"
    "an error where it threw. A plain script prints what it prints.\n\n"
    "An event: "
    "{\"ingredients\":{\"Feed.newFeedItem.EntryTitle\":\"…\"},\"now\":\"2026-01-01T08:00:00Z\",\n"
    "           \"timezone\":\"Europe/Paris\"}; docs/language.md has all of it.\n\n"
    "Exit codes: 0 ran; 1 refused, or the script threw; 2 syntax error; 3 wrong usage.\n";

static const char compile_help[] =
    "usage: tapdance compile APPLET.ts -o FILE.tap [--target x86_64|aarch64|riscv64]\n"
    "                        [--emit llvm|asm|obj]\n\n"
    "Compiles to native code. The .tap made here is not sealed: it is for looking at sizes and "
    "for\n"
    "`tapdance run FILE.tap`; `tapdance deploy` compiles and seals for a host. --emit writes the\n"
    "compiler's intermediate forms instead.\n";

static const char check_help[] =
    "usage: tapdance check APPLET.ts… [--json]\n\n"
    "Says what is wrong with an applet, where and what to write instead; otherwise which "
    "ingredients\n"
    "it reads and which actions and fields it sets.\n"
    "Exit codes: 0 fine; 1 outside the language; 2 syntax error; 3 wrong usage.\n";

static bool has_suffix(const char *text, const char *suffix) {
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && strcmp(text + length - end, suffix) == 0;
}

static int run_image(const char *image, const char *events) {
    const char *arguments[] = {"tapdance-run", image, events, NULL};
    return program_run("tapdance-run", arguments);
}

static int run_applet(int argc, char **argv) {
    const char *events = NULL, *event = NULL;
    const struct option_spec options[] = {{"events", false, &events}, {"event", false, &event}};
    if (!options_parse(&command_run, &argc, argv, options, 2)) {
        return EXIT_CODE_USAGE;
    }
    if (argc != 2 || (events != NULL && event != NULL)) {
        complain("run takes one applet and one of --events and --event");
        return EXIT_CODE_USAGE;
    }
    if (events == NULL) {
        events = event;
    }
    if (events == NULL && !has_suffix(argv[1], ".js") && !has_suffix(argv[1], ".tap")) {
        complain("%s is an applet: give its events with --events FILE.jsonl", argv[1]);
        return EXIT_CODE_USAGE;
    }
    if (events != NULL && strcmp(events, "-") != 0 && access(events, R_OK) != 0) {
        complain("the events in %s can't be read", events);
        return EXIT_CODE_USAGE;
    }
    if (has_suffix(argv[1], ".tap")) {
        return run_image(argv[1], events);
    }
    char image[PATH_MAX];
    if (!temporary_file(image, sizeof image)) {
        return EXIT_CODE_USAGE;
    }
    const char *script = events == NULL ? "--script" : "--applet";
    const char *arguments[] = {"tapdance-cc", script, "-o", image, argv[1], NULL};
    int code = program_run("tapdance-cc", arguments);
    if (code == EXIT_CODE_OK) {
        code = run_image(image, events);
    }
    unlink(image);
    return code;
}

/* Hands the arguments on to the compiler as they are, with `flag` put first. */
static int pass_to_compiler(const char *flag, int argc, char **argv) {
    const char *arguments[64];
    int count = 0;
    arguments[count++] = "tapdance-cc";
    if (flag != NULL) {
        arguments[count++] = flag;
    }
    if (argc < 2 || argc > 60) {
        complain("%s takes 1 to 59 arguments; --help shows them", argv[0]);
        return EXIT_CODE_USAGE;
    }
    for (int i = 1; i < argc; i++) {
        arguments[count++] = argv[i];
    }
    arguments[count] = NULL;
    return program_run("tapdance-cc", arguments);
}

static int run_compile(int argc, char **argv) {
    return pass_to_compiler(NULL, argc, argv);
}

static int run_check(int argc, char **argv) {
    return pass_to_compiler("--check", argc, argv);
}

const struct command command_run = {"run", "run an applet on test events, here", run_help,
                                    run_applet};
const struct command command_compile = {"compile", "compile an applet, to look at what comes out",
                                        compile_help, run_compile};
const struct command command_check = {"check", "say what an applet reads and sets, or what's wrong",
                                      check_help, run_check};
