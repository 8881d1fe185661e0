/*
 * lib/ring_map.c: memfd and bell of a ring area, see ring_map.h. Owns the mapping until
 * ring_area_unmap.
 */
#include "lib/ring_map.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u /* Linux 6.3; older C libraries do not name it */
#endif

#define AREA_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

static enum status map(int descriptor, void **area) {
    void *mapped = mmap(NULL, RING_AREA_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped == MAP_FAILED) {
        return STATUS_IO;
    }
    *area = mapped;
    return STATUS_OK;
}

enum status ring_area_create(int *descriptor, void **area) {
    int made = memfd_create("tapdance-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (made < 0 && errno == EINVAL) { /* a kernel before 6.3 does not know MFD_NOEXEC_SEAL */
        made = memfd_create("tapdance-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    }
    if (made < 0) {
        return STATUS_IO;
    }
    if (ftruncate(made, RING_AREA_BYTES) != 0 || fcntl(made, F_ADD_SEALS, AREA_SEALS) != 0 ||
        map(made, area) != STATUS_OK) {
        close(made);
        return STATUS_IO;
    }
    *descriptor = made;
    return STATUS_OK;
}

enum status ring_area_map(int descriptor, void **area) {
    int seals = fcntl(descriptor, F_GET_SEALS);
    struct stat facts;
    if (seals < 0 || (seals & AREA_SEALS) != AREA_SEALS ||
        (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) != 0 || fstat(descriptor, &facts) != 0 ||
        facts.st_size != RING_AREA_BYTES) {
        return STATUS_INVALID;
    }
    return map(descriptor, area);
}

void ring_area_unmap(void *area) {
    (void)munmap(area, RING_AREA_BYTES);
}

enum status ring_bell_create(int *host, int *program) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return STATUS_IO;
    }
    int flags = fcntl(pair[0], F_GETFL);
    if (flags < 0 || fcntl(pair[0], F_SETFL, flags | O_NONBLOCK) != 0) {
        close(pair[0]);
        close(pair[1]);
        return STATUS_IO;
    }
    *host = pair[0];
    *program = pair[1];
    return STATUS_OK;
}

enum status ring_bell_ring(int bell) {
    for (;;) {
        if (send(bell, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1 || errno == EAGAIN) {
            return STATUS_OK;
        }
        if (errno != EINTR) {
            return STATUS_CLOSED;
        }
    }
}

enum status ring_bell_clear(int bell) {
    char rings[256];
    for (;;) {
        ssize_t got = recv(bell, rings, sizeof rings, MSG_DONTWAIT);
        if (got == 0) {
            return STATUS_CLOSED;
        }
        if (got < (ssize_t)sizeof rings && got > 0) {
            return STATUS_OK; /* fewer than asked for: there were no more */
        }
        if (got < 0 && errno == EAGAIN) {
            return STATUS_OK;
        }
        if (got < 0 && errno != EINTR) {
            return STATUS_CLOSED;
        }
    }
}
