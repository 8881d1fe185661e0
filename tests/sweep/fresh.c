/*
 * tests/sweep/fresh.c: a run in a process of its own.
 */
#include "tests/sweep/fresh.h"

#include <sys/wait.h>
#include <unistd.h>

bool fresh_process(bool (*write)(FILE *file, uint32_t number),
                   bool (*read)(FILE *file, uint32_t number), uint32_t number) {
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        FILE *out = fdopen(ends[1], "wb");
        bool good = out != NULL && write(out, number) && fclose(out) == 0;
        _exit(good ? 0 : 1);
    }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "rb");
    bool good = child > 0 && in != NULL && read(in, number);
    if (in != NULL) {
        fclose(in);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 && good;
}
