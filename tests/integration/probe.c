/*
 * tests/integration/probe.c: a trusted program that tries what it must not be able to do. The host sends one
 * stream_data message: a byte that names the attempt; where the program survives it says so in a notice.
 * An upper-case attempt is made before platform_confine, a lower-case one after it.
 */
#include "platform/platform.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static uint8_t host_bytes[4096];
static char page[8192] __attribute__((aligned(4096)));

static void say(const char *text, long result) {
    char line[128];
    uint8_t bytes[256];
    struct writer out;
    struct host_message message = {.kind = HOST_NOTICE};
    (void)snprintf(line, sizeof line, "%s %ld %d", text, result, errno);
    message.body.text.text = view_text(line);
    writer_init(&out, bytes, sizeof bytes);
    if (host_message_encode(&message, &out) == STATUS_OK) {
        struct view part = writer_written(&out);
        (void)!platform_send(&part, 1);
    }
}

static long attempt(int what) {
    int pair[2];
    struct iovec here = {.iov_base = page, .iov_len = 16};
    switch (what) {
    case 'o': return open("/etc/passwd", O_RDONLY);
    case 'p': return (long)syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 0);
    case 's': return socket(AF_INET, SOCK_STREAM, 0);
    case 'u': return socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    case 'e': return (long)syscall(SYS_execve, "/bin/true", NULL, NULL);
    case 'f': return (long)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    case 'm':
        return (long)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    case 'x':
        return (long)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    case 'w': return mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    case 'r': return mprotect(page, 4096, PROT_READ | PROT_EXEC);
    case 'd': return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    case 'k': return kill(getppid(), 0);
    case 'v': return process_vm_readv(1, &here, 1, &here, 1, 0);
    case 'b': return sbrk(1 << 20) == (void *)-1 ? -1 : 0;
    case 't': return (long)syscall(SYS_getrandom, page, 16, 0); /* allowed */
    case 'g': return (long)syscall(SYS_getuid);
#ifdef __x86_64__
    case 'i': { /* the 32-bit gate: open() by its i386 number */
        long result = 5;
        __asm__ volatile("int $0x80" : "+a"(result) : "b"(page), "c"(0), "d"(0) : "memory");
        return result;
    }
#endif
    default: return 0;
    }
}

int main(void) {
    struct host_message message;
    size_t length = 0;
    platform_start();
    if (platform_receive(host_bytes, sizeof host_bytes, &length, 5000) != STATUS_OK ||
        host_message_decode(view_of(host_bytes, length), &message) != STATUS_OK ||
        message.kind != HOST_STREAM_DATA) {
        platform_exit(3);
    }
    int what = message.body.stream.bytes.data[0];
    if (what == '!') { /* what the loader does: write code, then make it executable, never both */
        say("loading", mprotect(page, 4096, PROT_READ | PROT_EXEC) +
                           mprotect(page, 4096, PROT_READ | PROT_WRITE));
        platform_confine();
    } else if (isupper(what)) {
        say("survived", attempt(tolower(what)));
        platform_confine();
    } else {
        platform_confine();
        say("survived", attempt(what));
    }
    (void)!platform_receive(host_bytes, sizeof host_bytes, &length, -1);
    platform_exit(0);
}
