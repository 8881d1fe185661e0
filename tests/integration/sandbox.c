/*
 * tests/integration/sandbox.c: what a started program can't do, and what others can't do to it.
 *
 *   sandbox MONITOR PROBE
 *
 * Every attempt that must fail is made by a real program under the real monitor (tests/integration/probe.c).
 * As root the programs run under uids of their own and the attacks from outside come from other uids.
 */
#include "tests/integration/host_side.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *monitor_image, *probe_image;
static struct monitor_process monitor;
static const uint8_t no_bind[DIGEST_BYTES];

static void start_probe(struct program *probe) {
    program_start(probe, &monitor, probe_image, PROGRAM_CLOCK, view_text("input"), no_bind);
}

static void send_attempt(struct program *probe, char what) {
    struct host_message message = {.kind = HOST_STREAM_DATA};
    message.body.stream.bytes = view_of(&what, 1);
    program_send(probe, &message);
}

/* True where the program says that it survived; `*result` is what the call returned. */
static bool survives(char what, long *result) {
    struct program probe;
    struct host_message message;
    start_probe(&probe);
    send_attempt(&probe, what);
    bool said = false;
    while (!said && program_receive(&probe, &message, 3000)) {
        char text[HOST_TEXT_MOST + 1] = "";
        memcpy(text, message.body.text.text.data, message.body.text.text.length);
        said = message.kind == HOST_NOTICE && sscanf(text, "%*s %ld", result) == 1;
    }
    if (!said) {
        assert_true(program_gone(&probe, 3000)); /* killed, not merely silent */
    }
    program_stop(&probe, &monitor);
    return said;
}

static void forbidden_calls_kill(void **state) {
    static const char attempts[] = "opsuefmxwrdkvgb"
#ifdef __x86_64__
                                   "i"
#endif
        ;
    for (size_t i = 0; attempts[i] != '\0'; i++) {
        long result = 0;
        if (survives(attempts[i], &result)) {
            fail_msg("attempt %c survived with %ld", attempts[i], result);
        }
    }
}

static void forbidden_calls_kill_while_loading_too(void **state) {
    static const char attempts[] = "OPSUEFXWDKVG";
    for (size_t i = 0; attempts[i] != '\0'; i++) {
        long result = 0;
        if (survives(attempts[i], &result)) {
            fail_msg("attempt %c survived with %ld", attempts[i], result);
        }
    }
}

/* The same program survives what is allowed: so the kills above are the filter's. */
static void allowed_calls_work(void **state) {
    long result = 0;
    assert_true(survives('t', &result));
    assert_int_equal(result, 16);
    assert_true(survives('!', &result));
    assert_int_equal(result, 0);
    assert_true(survives('M', &result));
    assert_true(result > 0);
    assert_true(survives('B', &result));
    assert_int_equal(result, 0);
}

/* The pid of the one program that the monitor has started now. */
static pid_t pid_of_program(void) {
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)monitor.pid,
                   (int)monitor.pid);
    FILE *children = fopen(path, "r");
    assert_non_null(children);
    int pid = 0;
    assert_int_equal(fscanf(children, "%d", &pid), 1);
    (void)fclose(children);
    return (pid_t)pid;
}

static bool can_open(const char *format, pid_t pid, int flags) {
    char path[64];
    (void)snprintf(path, sizeof path, format, (int)pid);
    int file = open(path, flags);
    if (file >= 0) {
        close(file);
    }
    return file >= 0;
}

/* As another uid: what of the program can be reached? A bit for each way that worked. */
static int attack_from(uid_t uid, pid_t pid, const char *socket_path) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char page[64];
        struct iovec local = {.iov_base = page, .iov_len = 8};
        struct iovec remote = {.iov_base = (void *)0x400000, .iov_len = 8};
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
        int reached = 0;
        if (setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0) {
            _exit(128);
        }
        reached |= ptrace(PTRACE_ATTACH, pid, NULL, NULL) == 0 ? 1 : 0;
        reached |= process_vm_readv(pid, &local, 1, &remote, 1, 0) >= 0 ? 2 : 0;
        reached |= can_open("/proc/%d/mem", pid, O_RDWR) ? 4 : 0;
        reached |= can_open("/proc/%d/fd/4", pid, O_RDWR) ? 8 : 0;
        int handle = (int)syscall(SYS_pidfd_open, pid, 0);
        reached |= handle >= 0 && syscall(SYS_pidfd_getfd, handle, 3, 0) >= 0 ? 16 : 0;
        int link = socket(AF_UNIX, SOCK_SEQPACKET, 0);
        reached |= connect(link, (struct sockaddr *)&address, sizeof address) == 0 ? 32 : 0;
        reached |= kill(pid, SIGSTOP) == 0 ? 64 : 0;
        _exit(reached);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    return WEXITSTATUS(how);
}

static uid_t uid_of(pid_t pid) {
    char path[64];
    char line[256];
    unsigned uid = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "Uid: %u", &uid) != 1) {
    }
    (void)fclose(file);
    return (uid_t)uid;
}

static void others_cannot_reach_in(void **state) {
    if (geteuid() != 0) {
        skip(); /* without root there is one uid, and nothing of this is claimed */
    }
    struct program probe;
    struct host_message message;
    start_probe(&probe);
    send_attempt(&probe, 't');
    assert_true(program_receive(&probe, &message, 3000)); /* it is confined now */
    pid_t pid = pid_of_program();
    uid_t own = uid_of(pid);
    assert_true(own >= 61000);
    assert_int_equal(attack_from(12345, pid, monitor.socket_path), 0); /* tapd's uid, say */
    /* under the very same uid: undumpable, so only the signal gets through */
    assert_int_equal(attack_from(own, pid, monitor.socket_path) & ~64, 0);
    assert_int_equal(attack_from(12345, monitor.pid, monitor.socket_path), 0);
    /* the monitor itself is out of reach, its secret too */
    char path[128];
    (void)snprintf(path, sizeof path, "%s/state/device.secret", monitor.directory);
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
    program_stop(&probe, &monitor);
}

static void descriptors_limits_and_environment(void **state) {
    struct program probe;
    struct host_message message;
    start_probe(&probe);
    send_attempt(&probe, 't');
    assert_true(program_receive(&probe, &message, 3000));
    pid_t pid = pid_of_program();
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *directory = opendir(path);
    if (directory != NULL) { /* root may look */
        struct dirent *entry = NULL;
        int count = 0;
        while ((entry = readdir(directory)) != NULL) {
            if (entry->d_name[0] != '.') {
                int number = atoi(entry->d_name);
                assert_in_range(number, 3, 6);
                count++;
            }
        }
        (void)closedir(directory);
        assert_int_equal(count, 4);
    }
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *status = fopen(path, "r");
    char line[256];
    int seen = 0;
    assert_non_null(status);
    while (fgets(line, sizeof line, status) != NULL) {
        seen += strcmp(line, "NoNewPrivs:\t1\n") == 0 || strcmp(line, "Seccomp:\t2\n") == 0 ||
                strcmp(line, "Seccomp_filters:\t2\n") == 0 ||
                strncmp(line, "CapEff:\t0000000000000000", 24) == 0;
    }
    (void)fclose(status);
    assert_int_equal(seen, 4);
    (void)snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    FILE *environment = fopen(path, "r");
    if (environment != NULL) {
        assert_int_equal(fgetc(environment), EOF);
        (void)fclose(environment);
    }
    program_stop(&probe, &monitor);
}

/* A monitor request of any shape leaves the monitor working. */
static void the_monitor_survives_nonsense(void **state) {
    uint8_t bytes[300];
    for (unsigned i = 0; i < 3000; i++) {
        randombytes_buf(bytes, sizeof bytes);
        bytes[0] = MONITOR_PROTOCOL_VERSION;
        bytes[1] = (uint8_t)(i % 14);
        bytes[2] = bytes[3] = 0;
        if (i % 3 == 0) {
            uint32_t length = (uint32_t)(i % 90);
            memcpy(bytes + 4, &length, 4);
        }
        size_t length = i % sizeof bytes;
        int one = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", monitor.socket_path);
        assert_int_equal(connect(one, (struct sockaddr *)&address, sizeof address), 0);
        assert_true(send(one, bytes, length, MSG_NOSIGNAL) == (ssize_t)length);
        close(one);
    }
    struct monitor_request tick = {.operation = MONITOR_TICK};
    struct monitor_response response;
    monitor_process_ask(&monitor, &tick, NULL, 0, &response);
    assert_int_equal(response.result, MONITOR_OK);
    /* a start without, with too few, and with useless descriptors */
    struct monitor_request start = {.operation = MONITOR_START};
    start.body.start.role = PROGRAM_APPLET;
    int useless[5] = {0, 1, 2, 2, 2};
    for (size_t count = 0; count <= 5; count++) {
        monitor_process_ask(&monitor, &start, useless, count, &response);
        assert_int_not_equal(response.result, MONITOR_OK);
    }
    monitor_process_ask(&monitor, &tick, useless, 2, &response);
    assert_int_equal(response.result, MONITOR_MALFORMED);
    monitor_process_ask(&monitor, &tick, NULL, 0, &response);
    assert_int_equal(response.result, MONITOR_OK);
}

static void programs_die_with_the_monitor(void **state) {
    struct program probe;
    struct host_message message;
    start_probe(&probe);
    send_attempt(&probe, 't');
    assert_true(program_receive(&probe, &message, 3000));
    monitor_process_stop(&monitor);
    assert_true(program_gone(&probe, 3000));
    monitor_process_start(&monitor, monitor_image);
    close(probe.bell);
    free(probe.received);
}

int main(int count, char **arguments) {
    if (count != 3 || sodium_init() < 0) {
        (void)fprintf(stderr, "usage: sandbox MONITOR PROBE\n");
        return 2;
    }
    monitor_image = arguments[1];
    probe_image = arguments[2];
    monitor_process_start(&monitor, monitor_image);
    (void)chmod(monitor.directory, 0755); /* others get as far as the socket itself */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forbidden_calls_kill),
        cmocka_unit_test(forbidden_calls_kill_while_loading_too),
        cmocka_unit_test(allowed_calls_work),
        cmocka_unit_test(others_cannot_reach_in),
        cmocka_unit_test(descriptors_limits_and_environment),
        cmocka_unit_test(the_monitor_survives_nonsense),
        cmocka_unit_test(programs_die_with_the_monitor),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    monitor_process_stop(&monitor);
    monitor_process_remove(&monitor);
    return failures;
}
