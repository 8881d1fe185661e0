/* cli/main.c: `tapdance`: finds the command and runs it. */
#include "cli/command.h"

#include <curl/curl.h>
#include <limits.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = {
    &command_run,    &command_check,   &command_types,   &command_compile, &command_init,
    &command_trust,  &command_service, &command_deploy,  &command_list,    &command_history,
    &command_remove, &command_notify,  &command_measure, &command_up,
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

void complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("tapdance: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

char *printable(char *text) {
    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
        bool control = (*at < 0x20 && *at != '\t') || *at == 0x7f;
        bool c1 = at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0; /* U+0080 to U+009F in UTF-8 */
        if (control) {
            *at = '?';
        } else if (c1) {
            *at++ = '?';
            *at = '?';
        }
    }
    return text;
}

void progress(const char *format, ...) {
    if (!isatty(STDERR_FILENO) && getenv("TAPDANCE_PROGRESS") == NULL) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

enum exit_code exit_code_of(enum status status) {
    switch (status) {
    case STATUS_OK: return EXIT_CODE_OK;
    case STATUS_AUTH: return EXIT_CODE_UNTRUSTED;
    case STATUS_UNAVAILABLE:
    case STATUS_CLOSED:
    case STATUS_TIMEOUT:
    case STATUS_IO: return EXIT_CODE_UNAVAILABLE;
    default: return EXIT_CODE_REFUSED;
    }
}

static bool option_take(const struct option_spec *option, int argc, char **argv, int *at) {
    const char *text = argv[*at] + 2;
    size_t length = strlen(option->name);
    if (strncmp(text, option->name, length) != 0) {
        return false;
    }
    if (option->flag) {
        if (text[length] != '\0') {
            return false;
        }
        *option->value = "yes";
        return true;
    }
    if (text[length] == '=') {
        *option->value = text + length + 1;
        return true;
    }
    if (text[length] != '\0' || *at + 1 >= argc) {
        return false;
    }
    *at += 1;
    *option->value = argv[*at];
    return true;
}

bool options_parse(const struct command *command, int *argc, char **argv,
                   const struct option_spec *options, size_t count) {
    int kept = 1;
    bool only_arguments = false;
    for (int i = 1; i < *argc; i++) {
        if (only_arguments || strncmp(argv[i], "--", 2) != 0) {
            argv[kept++] = argv[i];
            continue;
        }
        if (argv[i][2] == '\0') {
            only_arguments = true;
            continue;
        }
        bool found = false;
        for (size_t k = 0; k < count && !found; k++) {
            found = option_take(&options[k], *argc, argv, &i);
        }
        if (!found) {
            complain("%s: unknown option or missing value: %s", command->name, argv[i]);
            complain("`tapdance %s --help` shows what there is", command->name);
            return false;
        }
    }
    *argc = kept;
    return true;
}

const char *program_folder(void) {
    static char folder[PATH_MAX];
    if (folder[0] == '\0') {
        ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
        if (length <= 0) {
            complain("cannot find my own folder through /proc/self/exe");
            exit(EXIT_CODE_USAGE);
        }
        folder[length] = '\0';
        *strrchr(folder, '/') = '\0';
    }
    return folder;
}

const char *program_path(const char *name, char *path, size_t capacity) {
    int length = snprintf(path, capacity, "%s/%s", program_folder(), name);
    if (length < 0 || (size_t)length >= capacity) {
        complain("the path of %s is too long", name);
        exit(EXIT_CODE_USAGE);
    }
    return path;
}

static void print_help(FILE *to) {
    fputs("tapdance: applets that run where nobody can read them\n\n"
          "usage: tapdance COMMAND [ARGUMENTS]    (tapdance COMMAND --help shows examples)\n\n",
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(to, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs("\nFirst steps on one machine:\n"
          "  tapdance up &                        start monitor, keystore, host and services\n"
          "  tapdance init --self-hosted          make your keys, trust this machine's device key\n"
          "  tapdance deploy hello.applet         compile, seal, register\n"
          "  tapdance history hello               read what it did\n\n"
          "Your keys and settings live in ~/.tapdance, or where TAPDANCE_HOME says.\n"
          "Exit codes: 0 done; 1 refused or the applet failed; 2 syntax error; 3 wrong usage;\n"
          "4 something does not answer; 5 not to be trusted (evidence, certificate, history).\n",
          to);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_CODE_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EXIT_CODE_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("tapdance " TAPDANCE_VERSION);
        return EXIT_CODE_OK;
    }
    const struct command *command = NULL;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0) {
            command = commands[i];
        }
    }
    if (command == NULL) {
        complain("there is no command '%s'; `tapdance --help` lists them", argv[1]);
        return EXIT_CODE_USAGE;
    }
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            fputs(command->help, stdout);
            return EXIT_CODE_OK;
        }
    }
    if (sodium_init() < 0) {
        complain("libsodium could not be initialised");
        return EXIT_CODE_UNAVAILABLE;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int code = command->run(argc - 1, argv + 1);
    curl_global_cleanup();
    return code;
}
