/*
 * monitor/process/spawn.c: fork, confine, execute. Everything between fork and exec is here; a step
 * that fails ends the child with 127, which its bell tells the host.
 */
#include "monitor/process/spawn.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CHILD_MONITOR = 3, CHILD_BELL = 4, CHILD_CHANNEL = 5, CHILD_INPUT = 6, CHILD_IMAGE = 7 };

#define ABOVE_CHILD 16 /* descriptors are moved up here before they take their places */

static void require(int result) {
    if (result < 0) {
        _exit(127);
    }
}

static void place_descriptors(const struct spawn *spawn) {
    int from[] = {spawn->monitor, spawn->bell, spawn->channel, spawn->input, spawn->image};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, ABOVE_CHILD);
        require(from[i]);
    }
    require(dup2(from[0], CHILD_MONITOR));
    require(dup2(from[1], CHILD_BELL));
    require(dup2(from[2], CHILD_CHANNEL));
    require(dup2(from[3], CHILD_INPUT));
    require(dup3(from[4], CHILD_IMAGE, O_CLOEXEC));
    require((int)syscall(SYS_close_range, CHILD_IMAGE + 1, ~0u, 0));
    require((int)syscall(SYS_close_range, 0u, 2u, 0));
}

static void limit(int resource, rlim_t most) {
    struct rlimit limits = {.rlim_cur = most, .rlim_max = most};
    require(setrlimit((__rlimit_resource_t)resource, &limits));
}

static void set_limits(const struct spawn *spawn) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_MEMLOCK, 0);
    limit(RLIMIT_MSGQUEUE, 0);
    limit(RLIMIT_NOFILE, CHILD_IMAGE + 1);
    if (spawn->memory_bytes != 0) {
        limit(RLIMIT_AS, (rlim_t)spawn->memory_bytes + SPAWN_IMAGE_BYTES);
    }
}

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) {
        (void)signal(number, SIG_DFL); /* SIGKILL and SIGSTOP refuse, rightly */
    }
    sigset_t none;
    sigemptyset(&none);
    require(sigprocmask(SIG_SETMASK, &none, NULL));
}

static void become(uint32_t uid) {
    if (uid == 0) {
        return;
    }
    require(setgroups(0, NULL));
    require(setresgid(uid, uid, uid));
    require(setresuid(uid, uid, uid));
}

_Noreturn static void child(const struct spawn *spawn, pid_t parent) {
    reset_signals();
    place_descriptors(spawn);
    require(chdir("/"));
    (void)umask(077);
    require(setsid());
    set_limits(spawn);
    become(spawn->uid);
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    require(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
    require(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    if (getppid() != parent) {
        _exit(127); /* the monitor died before it could be noticed */
    }
    char *arguments[] = {"", NULL};
    char *environment[] = {NULL};
    (void)syscall(SYS_execveat, CHILD_IMAGE, "", arguments, environment, AT_EMPTY_PATH);
    _exit(127);
}

enum status spawn_program(const struct spawn *spawn, pid_t *pid) {
    pid_t parent = getpid();
    pid_t made = fork();
    if (made < 0) {
        return STATUS_IO;
    }
    if (made == 0) {
        child(spawn, parent);
    }
    *pid = made;
    return STATUS_OK;
}
