/* cli/compile.h: runs the compiler, tapdance-cc, and takes up what it made. */
#ifndef CLI_COMPILE_H
#define CLI_COMPILE_H

#include "cli/files.h"

/* Runs a sister program with these arguments (argv[0] is replaced by its path); its exit code, or
 * EXIT_CODE_UNAVAILABLE where it can't be started. Standard streams are inherited. */
int program_run(const char *name, const char *const *arguments);
/* A fresh temporary file's name in text[capacity]; the caller unlinks it. */
bool temporary_file(char *text, size_t capacity);

#endif
