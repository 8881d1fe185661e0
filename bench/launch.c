/*
 * bench/launch.c: tapdance-bench-launch: starts a program again and again and prints one line for each
 * run: microseconds to the first byte of its output (0: none), microseconds to its end, of
 * processor time, its peak memory in KiB (VmHWM), its exit code.
 *
 * usage: tapdance-bench-launch COUNT PROGRAM [ARGUMENT…]
 *
 * Linked statically: a program's peak counts from what its parent had in memory when it started.
 */
#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double time_us(struct timeval time) {
    return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static bool launch(char **command) {
    int ends[2], code;
    char bytes[65536];
    struct rusage usage;
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0 || posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) != 0 ||
        posix_spawn_file_actions_addclose(&actions, ends[0]) != 0 ||
        posix_spawn_file_actions_addclose(&actions, ends[1]) != 0) {
        return false;
    }
    double start = now_us(), first = start;
    pid_t child;
    int problem = posix_spawn(&child, command[0], &actions, NULL, command, environ);
    close(ends[1]);
    for (ssize_t got = 1; got > 0;) {
        got = read(ends[0], bytes, sizeof bytes);
        if (got > 0 && first == start) {
            first = now_us();
        }
    }
    close(ends[0]);
    posix_spawn_file_actions_destroy(&actions);
    errno = problem;
    if (problem != 0 || wait4(child, &code, 0, &usage) != child) {
        return false;
    }
    printf("%.1f %.1f %.0f %ld %d\n", first - start, now_us() - start,
           time_us(usage.ru_utime) + time_us(usage.ru_stime), usage.ru_maxrss,
           WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code));
    return true;
}

int main(int argc, char **argv) {
    int count = argc > 2 ? atoi(argv[1]) : 0;
    if (count <= 0) {
        fprintf(stderr, "usage: %s COUNT PROGRAM [ARGUMENT...]\n", argv[0]);
        return 3;
    }
    for (int i = 0; i < count; i++) {
        if (!launch(argv + 2)) {
            perror(argv[2]);
            return 4;
        }
    }
    return 0;
}
