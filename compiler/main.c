/*
 * compiler/main.c: tapdance-cc, the compiler program. Used by `tapdance`, by the build (moment) and
 * by tests.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/compile.h"
#include "runtime/image_format.h"

static const char help[] =
    "usage: tapdance-cc [options] FILE…\n"
    "Compiles one applet or script to native code.\n"
    "\n"
    "  --applet, --script     what FILE is; without: .js is a script, all else an applet\n"
    "  --check                only report diagnostics and what the applet reads and sets\n"
    "  --json                 report as JSON on standard output (with --check)\n"
    "  --explain              with --json: also the diagnostics for people, on standard error\n"
    "  --services FILE        compare with a description of services (with --check, repeatable)\n"
    "  --types                write TypeScript declarations of the services that the FILEs "
    "describe\n"
    "  --target NAME          x86_64, aarch64 or riscv64; without: this machine's\n"
    "  --emit KIND            image, llvm, asm or obj; without: image\n"
    "  -o FILE                where to write; - is standard output\n"
    "  -O0                    no optimisation\n"
    "  --fuel N, --memory N, --stack N\n"
    "                         limits of one event: basic steps, bytes, bytes\n"
    "  --module time          compile the FILEs, run one after another, into one object that\n"
    "                         exports time_module for the runner\n"
    "  --verify               let LLVM check the compiler's own output\n"
    "  --help                 this text\n"
    "\n"
    "Exit codes: 0 done, 1 refused (unsupported construct), 2 syntax error, 3 usage or file\n"
    "error, 4 internal error.\n";

enum long_option {
    OPTION_APPLET = 256,
    OPTION_SCRIPT,
    OPTION_CHECK,
    OPTION_JSON,
    OPTION_EXPLAIN,
    OPTION_SERVICES,
    OPTION_TYPES,
    OPTION_TARGET,
    OPTION_EMIT,
    OPTION_MODULE,
    OPTION_FUEL,
    OPTION_MEMORY,
    OPTION_STACK,
    OPTION_VERIFY,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"applet", no_argument, NULL, OPTION_APPLET},
    {"script", no_argument, NULL, OPTION_SCRIPT},
    {"check", no_argument, NULL, OPTION_CHECK},
    {"json", no_argument, NULL, OPTION_JSON},
    {"explain", no_argument, NULL, OPTION_EXPLAIN},
    {"services", required_argument, NULL, OPTION_SERVICES},
    {"types", no_argument, NULL, OPTION_TYPES},
    {"target", required_argument, NULL, OPTION_TARGET},
    {"emit", required_argument, NULL, OPTION_EMIT},
    {"module", required_argument, NULL, OPTION_MODULE},
    {"fuel", required_argument, NULL, OPTION_FUEL},
    {"memory", required_argument, NULL, OPTION_MEMORY},
    {"stack", required_argument, NULL, OPTION_STACK},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static _Noreturn void usage(const char *problem, const char *what) {
    fprintf(stderr, "tapdance-cc: %s%s\nTry tapdance-cc --help.\n", problem, what);
    exit(COMPILE_USAGE);
}

static uint64_t number(const char *text) {
    char *end = NULL;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-') {
        usage("not a number: ", text);
    }
    return n;
}

static enum compile_emit emit_kind(const char *name) {
    static const char *const names[] = {"image", "llvm", "asm", "obj"};
    for (unsigned i = 0; i < 4; i++) {
        if (strcmp(name, names[i]) == 0) {
            return (enum compile_emit)i;
        }
    }
    usage("unknown kind of output: ", name);
}

static void option(struct compile_options *options, int letter) {
    switch (letter) {
    case OPTION_APPLET: options->kind = KIND_APPLET; break;
    case OPTION_SCRIPT: options->kind = KIND_SCRIPT; break;
    case OPTION_CHECK: options->check = true; break;
    case OPTION_JSON: options->json = true; break;
    case OPTION_EXPLAIN: options->explain = true; break;
    case OPTION_SERVICES: options->services[options->service_count++] = optarg; break;
    case OPTION_TYPES: options->types = true; break;
    case OPTION_TARGET:
        if (codegen_target_find(optarg, &options->target) != STATUS_OK) {
            usage("unknown target: ", optarg);
        }
        break;
    case OPTION_EMIT: options->emit = emit_kind(optarg); break;
    case OPTION_MODULE:
        if (strcmp(optarg, "time") != 0) {
            usage("unknown module: ", optarg);
        }
        options->module = optarg;
        break;
    case OPTION_FUEL:
        options->fuel = number(optarg);
        if (options->fuel > IMAGE_FUEL_MOST) {
            usage("an event has at most 1000000000 units of fuel, not ", optarg);
        }
        break;
    case OPTION_MEMORY: options->memory = number(optarg); break;
    case OPTION_VERIFY: options->verify = true; break;
    case OPTION_STACK: options->stack = number(optarg); break;
    case 'o': options->output = optarg; break;
    case 'O':
        if (strcmp(optarg, "0") != 0 && strcmp(optarg, "1") != 0) {
            usage("unknown optimisation level: ", optarg);
        }
        options->optimise = optarg[0] == '1';
        break;
    case OPTION_HELP: fputs(help, stdout); exit(COMPILE_OK);
    default: usage("", "wrong option");
    }
}

/* Behind `--services A.json` more descriptions may stand, as in `--services *.json`. */
static void take_file(struct compile_options *options, const char *path) {
    const size_t length = strlen(path);
    if ((options->check || options->types) && length > 5 &&
        strcmp(path + length - 5, ".json") == 0) {
        options->services[options->service_count++] = path;
    } else {
        options->files[options->file_count++] = path;
    }
}

int main(int argc, char **argv) {
    struct compile_options options = {.target = codegen_target_native(), .optimise = true};
    int letter;
    options.services = calloc((size_t)argc + 1, sizeof *options.services);
    if (options.services == NULL) {
        usage("out of memory", "");
    }
    while ((letter = getopt_long(argc, argv, "o:O:", long_options, NULL)) != -1) {
        option(&options, letter);
    }
    options.files = (const char **)argv + optind;
    for (int i = optind; i < argc; i++) {
        take_file(&options, argv[i]);
    }
    if (options.types && options.service_count > 0 && options.file_count == 0) {
        return (int)compile_types(&options);
    }
    if (options.file_count == 0) {
        usage("no file given", "");
    }
    if (options.check) {
        return (int)compile_check(&options);
    }
    if (options.file_count > 1 && !options.module) {
        usage("more than one file", "");
    }
    if (!options.output) {
        usage("-o is missing", "");
    }
    return (int)compile_files(&options);
}
