/*
 * cli/command.h: what all commands of `tapdance` share: exit codes, messages, the table of commands.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "lib/cursor.h"

/* Documented in `tapdance --help` and docs/cli.md. */
enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_REFUSED = 1,     /* the applet threw, a check failed, a peer refused */
    EXIT_CODE_SYNTAX = 2,      /* the applet's text is not valid */
    EXIT_CODE_USAGE = 3,       /* wrong arguments or files */
    EXIT_CODE_UNAVAILABLE = 4, /* something does not answer; trying again may help */
    EXIT_CODE_UNTRUSTED = 5,   /* evidence, certificate or history does not hold */
};

/*
 * Of a call to somebody else: untrusted where what it showed does not authenticate, unavailable where
 * it does not answer, else refused.
 */
enum exit_code exit_code_of(enum status status);

struct command {
    const char *name;
    const char *summary;               /* one line for the list of commands */
    const char *help;                  /* `tapdance NAME --help` */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns an exit code */
};

extern const struct command command_init, command_trust, command_service, command_deploy,
    command_list, command_remove, command_history, command_notify, command_up, command_run,
    command_compile, command_check, command_types, command_measure;

/* "tapdance: message" on stderr. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/*
 * Replaces what could move a terminal's cursor, change its settings or begin a new line by '?', in
 * place; returns the text. For everything that hosts, services and applets' logs say.
 */
char *printable(char *text);
/* One line of progress on stderr, where that is a terminal or TAPDANCE_PROGRESS is set. */
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Options as `--name VALUE`, `--name=VALUE` or `--flag`. Fills *value of each match (flags get "yes"),
 * moves the other arguments together into argv[1..] and gives their number. Returns false after
 * complaining about an unknown option or a missing value.
 */
struct option_spec {
    const char *name; /* without dashes */
    bool flag;
    const char **value;
};
bool options_parse(const struct command *command, int *argc, char **argv,
                   const struct option_spec *options, size_t count);

/* The folder of this program's own executable, with its sister programs (static memory). */
const char *program_folder(void);
/* Path of a sister program: FOLDER/name (caller's buffer). */
const char *program_path(const char *name, char *path, size_t capacity);

#endif
