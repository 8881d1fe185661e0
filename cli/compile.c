/* cli/compile.c: starting sister programs; temporary files. */
#include "cli/compile.h"

#include "cli/command.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int program_run(const char *name, const char *const *arguments) {
    char path[PATH_MAX];
    program_path(name, path, sizeof path);
    pid_t child = 0;
    fflush(stdout);
    int failure =
        posix_spawn(&child, path, NULL, NULL, (char *const *)(uintptr_t)arguments, environ);
    if (failure != 0) {
        complain("%s can't be started: %s", path, strerror(failure));
        return EXIT_CODE_UNAVAILABLE;
    }
    int state = 0;
    while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(state)) {
        return WEXITSTATUS(state);
    }
    complain("%s was ended by signal %d; please report this", name, WTERMSIG(state));
    return EXIT_CODE_UNAVAILABLE;
}

bool temporary_file(char *text, size_t capacity) {
    const char *folder = getenv("TMPDIR");
    int length = snprintf(text, capacity, "%s/tapdance-XXXXXX",
                          folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    if (length < 0 || (size_t)length >= capacity) {
        complain("TMPDIR is too long");
        return false;
    }
    int fd = mkstemp(text);
    if (fd < 0) {
        complain("no temporary file %s: %s", text, strerror(errno));
        return false;
    }
    close(fd);
    return true;
}
