/* cli/cmd_run.c: `tapdance run`, `compile` and `check`: the applet language on the user's machine. */
#include "cli/command.h"
#include "cli/compile.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
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
    "usage: tapdance check APPLET.ts… [--services DESCRIPTION.json…] [--json]\n\n"
    "Says what is wrong with an applet, where and what to write instead; what surely is a mistake; "
    "and\n"
    "what it can do at most: ingredients that it reads, actions and fields that it sets. With "
    "descriptions\n"
    "of services (docs/descriptions.md) it also says which names and values these don't have.\n"
    "Exit codes: 0 no errors, perhaps warnings; 1 outside the language, or not as described; 2 "
    "syntax\n"
    "error; 3 wrong usage.\n";

static const char types_help[] =
    "usage: tapdance types DESCRIPTION.json… [-o services.d.ts]\n\n"
    "Writes TypeScript declarations of the services that the files describe and of what the host\n"
    "supplies (Meta, moment, console), for editors and for\n"
    "  tsc --noEmit --target es2020 services.d.ts APPLET.ts\n";

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
    if (argc < 2) {
        complain("%s needs a file; --help shows more", argv[0]);
        return EXIT_CODE_USAGE;
    }
    const char **arguments = calloc((size_t)argc + 2, sizeof *arguments);
    int count = 0;
    if (arguments == NULL) {
        complain("out of memory");
        return EXIT_CODE_UNAVAILABLE;
    }
    arguments[count++] = "tapdance-cc";
    if (flag != NULL) {
        arguments[count++] = flag;
    }
    for (int i = 1; i < argc; i++) {
        arguments[count++] = argv[i];
    }
    int code = program_run("tapdance-cc", arguments);
    free(arguments);
    return code;
}

static int run_compile(int argc, char **argv) {
    return pass_to_compiler(NULL, argc, argv);
}

static int run_check(int argc, char **argv) {
    return pass_to_compiler("--check", argc, argv);
}

static int run_types(int argc, char **argv) {
    return pass_to_compiler("--types", argc, argv);
}

const struct command command_run = {"run", "run an applet on test events, here", run_help,
                                    run_applet};
const struct command command_compile = {"compile", "compile an applet, to look at what comes out",
                                        compile_help, run_compile};
const struct command command_check = {"check", "say what an applet reads and sets, or what's wrong",
                                      check_help, run_check};
const struct command command_types = {
    "types", "write TypeScript declarations of described services", types_help, run_types};
