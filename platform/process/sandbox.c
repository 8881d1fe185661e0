/*
 * platform/process/sandbox.c: the filters of sandbox.h as BPF, without a library in the trusted program.
 * Owns no state: what it sets can't be taken back.
 */
#include "platform/process/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE AUDIT_ARCH_RISCV64
#else
#error "no seccomp architecture for this processor"
#endif

#define FIELD(name) ((uint32_t)offsetof(struct seccomp_data, name))
/* Low half of an argument; the processors above are little endian. */
#define ARGUMENT(n) ((uint32_t)(offsetof(struct seccomp_data, args) + 8 * (n)))

#define LOAD(offset)     BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define KILL             BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define IF_EQUAL(k, n)   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k), 0, n) /* else skip n */
#define SKIP_IF(bits, n) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (uint32_t)(bits), n, 0)

/* x32 calls have bit 30 set: no number of ours does, so they match nothing. */
#define PREAMBLE                                                                                   \
    LOAD(FIELD(arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0), KILL,          \
        LOAD(FIELD(nr))

#define PERMIT(call) IF_EQUAL(SYS_##call, 1), ALLOW

/* Serving: I/O on what is open already, waiting, clocks, randomness, the end. */
#define SERVING                                                                                    \
    PERMIT(sendto), PERMIT(recvfrom), PERMIT(ppoll), PERMIT(clock_gettime),                        \
        PERMIT(clock_nanosleep), PERMIT(getrandom), PERMIT(exit_group), PERMIT(exit),              \
        PERMIT(restart_syscall), PERMIT(rt_sigreturn)

/* Calls whose protection argument (the third) must not make memory executable, or W and X at once. */
#define PERMIT_UNLESS_EXECUTABLE(call)                                                             \
    IF_EQUAL(SYS_##call, 4), LOAD(ARGUMENT(2)), SKIP_IF(PROT_EXEC, 1), ALLOW, KILL
#define PERMIT_UNLESS_WRITABLE_CODE(call)                                                          \
    IF_EQUAL(SYS_##call, 6), LOAD(ARGUMENT(2)), SKIP_IF(PROT_EXEC, 1), ALLOW,                      \
        SKIP_IF(PROT_WRITE, 1), ALLOW, KILL

/* seccomp itself only ever takes away. */
static struct sock_filter loading_filter[] = {
    PREAMBLE,
    SERVING,
    PERMIT(munmap),
    PERMIT(madvise),
    PERMIT(brk),
    PERMIT(pread64),
    PERMIT(seccomp),
    PERMIT_UNLESS_EXECUTABLE(mmap),
    PERMIT_UNLESS_WRITABLE_CODE(mprotect),
    KILL,
};

static struct sock_filter serving_filter[] = {
    PREAMBLE,
    SERVING,
    KILL,
};

static enum status install(struct sock_filter *filter, size_t count) {
    struct sock_fprog program = {.len = (unsigned short)count, .filter = filter};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? STATUS_OK : STATUS_IO;
}

/* Rights by Landlock ABI version; what a kernel does not know it is not asked for. */
static enum status restrict_landlock(bool *landlocked) {
    *landlocked = false;
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 0) {
        return errno == ENOSYS || errno == EOPNOTSUPP ? STATUS_OK : STATUS_IO;
    }
    struct {
        uint64_t files, network, scopes; /* struct landlock_ruleset_attr as of version 6 */
    } rights = {.files = (UINT64_C(1) << 13) - 1};
    size_t size = sizeof rights.files;
    if (version >= 2) {
        rights.files |= UINT64_C(1) << 13; /* refer */
    }
    if (version >= 3) {
        rights.files |= UINT64_C(1) << 14; /* truncate */
    }
    if (version >= 5) {
        rights.files |= UINT64_C(1) << 15; /* ioctl of devices */
    }
    if (version >= 4) {
        rights.network = 3; /* TCP bind and connect */
        size = 2 * sizeof(uint64_t);
    }
    if (version >= 6) {
        rights.scopes = 3; /* abstract Unix sockets, signals */
        size = sizeof rights;
    }
    long ruleset = syscall(SYS_landlock_create_ruleset, &rights, size, 0);
    if (ruleset < 0) {
        return STATUS_IO;
    }
    bool restricted = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close((int)ruleset);
    *landlocked = restricted;
    return restricted ? STATUS_OK : STATUS_IO;
}

enum status sandbox_load(bool *landlocked) {
    struct rlimit none = {0, 0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        setrlimit(RLIMIT_CORE, &none) != 0) {
        return STATUS_IO;
    }
    enum status status = restrict_landlock(landlocked);
    if (status == STATUS_OK) {
        status = install(loading_filter, sizeof loading_filter / sizeof loading_filter[0]);
    }
    return status;
}

enum status sandbox_serve(void) {
    return install(serving_filter, sizeof serving_filter / sizeof serving_filter[0]);
}
