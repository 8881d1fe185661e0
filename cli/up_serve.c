/* cli/up_serve.c: starts and watches the programs of one machine. */
#include "cli/command.h"
#include "cli/up.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define PROGRAMS       4
#define ARGUMENTS_MOST 20
#define TEXT_MOST      16384
#define LINE_MOST      1024
#define READY_SECONDS  30

struct program {
    const char *name; /* of the executable */
    pid_t pid;        /* 0: not running */
    int log;          /* read end of its stderr, or -1 */
    bool ready;
    int64_t started_ms, restart_ms;
    size_t line_length;
    char line[LINE_MOST];
    const char *arguments[ARGUMENTS_MOST + 1];
    size_t argument_count;
    uid_t uid; /* 0: as this process */
};

struct up {
    struct program programs[PROGRAMS];
    char text[TEXT_MOST]; /* the arguments' bytes */
    size_t text_length;
};

static volatile sig_atomic_t ending;

static void end_soon(int signal_number) {
    (void)signal_number;
    ending = 1;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

__attribute__((format(printf, 3, 4))) static void argument(struct up *up, struct program *program,
                                                           const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length =
        vsnprintf(up->text + up->text_length, TEXT_MOST - up->text_length, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= TEXT_MOST - up->text_length ||
        program->argument_count >= ARGUMENTS_MOST) {
        complain("the data folder's path is too long");
        exit(EXIT_CODE_USAGE);
    }
    program->arguments[program->argument_count++] = up->text + up->text_length;
    up->text_length += (size_t)length + 1;
}

/*
 * An image that tapd hands on to the monitor. As a descriptor: tapd's own uid may not reach the folder
 * that the programs lie in.
 */
static void image_argument(struct up *up, struct program *host, const char *name) {
    char path[PATH_MAX];
    int fd = open(program_path(name, path, sizeof path), O_RDONLY); /* inherited on purpose */
    if (fd < 0) {
        complain("%s can't be opened: %s", path, strerror(errno));
        exit(EXIT_CODE_USAGE);
    }
    argument(up, host, "/proc/self/fd/%d", fd);
}

static void describe_service(struct up *up, struct program *program,
                             const struct up_settings *settings, const char *kind, int port,
                             int tls_port) {
    const char *data = settings->data, *address = settings->address;
    argument(up, program, "--data");
    argument(up, program, "%s/%s", data, kind);
    argument(up, program, "--listen");
    argument(up, program, "%s:%d", address, port);
    argument(up, program, "--tls-listen");
    argument(up, program, "%s:%d", address, tls_port);
    argument(up, program, "--tls-cert");
    argument(up, program, "%s/tls/service.crt", data);
    argument(up, program, "--tls-key");
    argument(up, program, "%s/%s/tls.key", data, kind);
    argument(up, program, "--users");
    argument(up, program, "%s/%s.accounts", data, kind);
}

static void describe(struct up *up, const struct up_settings *settings) {
    static const char *const names[PROGRAMS] = {"tapdance-monitor", "tapdance-trigger",
                                                "tapdance-action", "tapd"};
    const char *data = settings->data, *address = settings->address;
    for (size_t i = 0; i < PROGRAMS; i++) {
        up->programs[i].name = names[i];
        up->programs[i].log = -1;
        argument(up, &up->programs[i], "%s", names[i]);
    }
    struct program *monitor = &up->programs[0], *host = &up->programs[3];
    argument(up, monitor, "--socket");
    argument(up, monitor, "%s/run/monitor.sock", data);
    argument(up, monitor, "--state");
    argument(up, monitor, "%s/monitor", data);
    up->programs[1].uid = up_uid(UP_UID_TRIGGER);
    up->programs[2].uid = up_uid(UP_UID_ACTION);
    host->uid = up_uid(UP_UID_HOST);
    if (host->uid != 0) {
        argument(up, monitor, "--host-uid");
        argument(up, monitor, "%u", (unsigned int)host->uid);
    }
    describe_service(up, &up->programs[1], settings, "trigger", settings->trigger_port,
                     settings->trigger_tls_port);
    describe_service(up, &up->programs[2], settings, "action", settings->action_port,
                     settings->action_tls_port);
    argument(up, host, "--data");
    argument(up, host, "%s/host", data);
    argument(up, host, "--listen");
    argument(up, host, "%s:%d", address, settings->host_port);
    argument(up, host, "--keystore-listen");
    argument(up, host, "%s:%d", address, settings->keystore_port);
    argument(up, host, "--monitor");
    argument(up, host, "%s/run/monitor.sock", data);
    argument(up, host, "--applet-image");
    image_argument(up, host, "tapdance-applet");
    argument(up, host, "--keystore-image");
    image_argument(up, host, "tapdance-keystore");
    argument(up, host, "--accounts");
    argument(up, host, "%s/host.accounts", data);
}

/* In the new process: descriptors, uid, and the program itself. Does not return. */
static void become(const struct program *program, int image, int log) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    /* The parent's end ends the child too: nothing of a platform outlives it. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (dup2(nothing, STDIN_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) {
        _exit(127);
    }
    if (program->uid != 0 &&
        (setgroups(0, NULL) != 0 || setresgid(program->uid, program->uid, program->uid) != 0 ||
         setresuid(program->uid, program->uid, program->uid) != 0)) {
        dprintf(STDERR_FILENO, "can't become uid %u: %s\n", (unsigned int)program->uid,
                strerror(errno));
        _exit(127);
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a change of uid clears it */
    fexecve(image, (char *const *)(uintptr_t)program->arguments, environ);
    dprintf(STDERR_FILENO, "can't be executed: %s\n", strerror(errno));
    _exit(127);
}

static bool start(struct program *program) {
    int ends[2];
    char path[PATH_MAX];
    int image = open(program_path(program->name, path, sizeof path), O_RDONLY | O_CLOEXEC);
    if (image < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        complain("%s can't be started: %s", path, strerror(errno));
        if (image >= 0) {
            close(image);
        }
        return false;
    }
    fflush(NULL);
    program->pid = fork();
    if (program->pid == 0) {
        become(program, image, ends[1]);
    }
    close(ends[1]);
    close(image);
    if (program->pid < 0) {
        program->pid = 0;
        close(ends[0]);
        complain("%s can't be started: %s", path, strerror(errno));
        return false;
    }
    program->log = ends[0];
    fcntl(program->log, F_SETFL, O_NONBLOCK);
    program->ready = false;
    program->line_length = 0;
    program->started_ms = now_ms();
    return true;
}

static void take_line(struct program *program) {
    char expected[64];
    program->line[program->line_length] = '\0';
    snprintf(expected, sizeof expected, "%s: ready", program->name);
    if (strncmp(program->line, expected, strlen(expected)) == 0) {
        program->ready = true;
    }
    size_t name = strlen(program->name);
    bool named = strncmp(program->line, program->name, name) == 0 && program->line[name] == ':';
    fprintf(stderr, "%s%s%s\n", named ? "" : program->name, named ? "" : ": ", program->line);
    program->line_length = 0;
}

static void take_log(struct program *program) {
    char part[4096];
    ssize_t got = read(program->log, part, sizeof part);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN) {
            close(program->log);
            program->log = -1;
        }
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (part[i] == '\n' || program->line_length == LINE_MOST - 1) {
            take_line(program);
        }
        if (part[i] != '\n') {
            program->line[program->line_length++] = part[i];
        }
    }
}

/* A program that died is started again: at once at first, after 1 s when it lived less than 5. */
static void reap(struct up *up) {
    int state = 0;
    pid_t pid;
    while ((pid = waitpid(-1, &state, WNOHANG)) > 0) {
        for (size_t i = 0; i < PROGRAMS; i++) {
            struct program *program = &up->programs[i];
            if (program->pid != pid) {
                continue;
            }
            program->pid = 0;
            program->ready = false;
            program->restart_ms = now_ms() + (now_ms() - program->started_ms < 5000 ? 1000 : 0);
            if (!ending) {
                complain("%s ended (%s %d); starting it again", program->name,
                         WIFSIGNALED(state) ? "signal" : "exit code",
                         WIFSIGNALED(state) ? WTERMSIG(state) : WEXITSTATUS(state));
            }
        }
    }
}

static void step(struct up *up, int timeout_ms) {
    struct pollfd polls[PROGRAMS];
    for (size_t i = 0; i < PROGRAMS; i++) {
        polls[i] = (struct pollfd){.fd = up->programs[i].log, .events = POLLIN};
    }
    if (poll(polls, PROGRAMS, timeout_ms) > 0) {
        for (size_t i = 0; i < PROGRAMS; i++) {
            if (polls[i].revents != 0) {
                take_log(&up->programs[i]);
            }
        }
    }
    reap(up);
}

static bool start_and_wait(struct up *up, struct program *program) {
    if (!start(program)) {
        return false;
    }
    int64_t limit = now_ms() + READY_SECONDS * 1000;
    while (!program->ready && program->pid != 0 && !ending && now_ms() < limit) {
        step(up, 50);
    }
    if (!program->ready && !ending) {
        complain("%s did not get ready; its own lines above say why", program->name);
    }
    return program->ready;
}

static void stop_all(struct up *up) {
    ending = 1;
    for (size_t i = PROGRAMS; i-- > 0;) {
        struct program *program = &up->programs[i];
        if (program->pid == 0) {
            continue;
        }
        kill(program->pid, SIGTERM);
        int64_t limit = now_ms() + 5000;
        while (program->pid != 0 && now_ms() < limit) {
            step(up, 20);
        }
        if (program->pid != 0) {
            complain("%s does not end; killing it", program->name);
            kill(program->pid, SIGKILL);
            step(up, 100);
        }
    }
}

int up_serve(const struct up_settings *settings) {
    static struct up up;
    describe(&up, settings);
    struct sigaction action = {.sa_handler = end_soon};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    for (size_t i = 0; i < PROGRAMS; i++) {
        if (!start_and_wait(&up, &up.programs[i])) {
            bool asked = ending;
            stop_all(&up);
            return asked ? EXIT_CODE_OK : EXIT_CODE_UNAVAILABLE;
        }
    }
    fprintf(stderr, "tapdance: ready; host http://%s:%d, keystore %s:%d, data %s\n",
            settings->address, settings->host_port, settings->address, settings->keystore_port,
            settings->data);
    while (!ending) {
        step(&up, 200);
        for (size_t i = 0; i < PROGRAMS && !ending; i++) {
            struct program *program = &up.programs[i];
            if (program->pid == 0 && now_ms() >= program->restart_ms && !start(program)) {
                program->restart_ms = now_ms() + 1000;
            }
        }
    }
    stop_all(&up);
    return EXIT_CODE_OK;
}
