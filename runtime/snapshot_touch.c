/*
 * runtime/snapshot_touch.c: takes all access to pages away and gives it back, one by one, to those
 * that are touched.
 */
#include "runtime/snapshot_touch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static struct {
    uint8_t *window, *touched;
    size_t from, bytes;
} watched;

static void protect(size_t from, size_t bytes, int protection) {
    if (mprotect(watched.window + from, bytes, protection) != 0) {
        perror("snapshot-builder: window");
        exit(1);
    }
}

static void on_fault(int signal, siginfo_t *info, void *context) {
    size_t at = (size_t)((uintptr_t)info->si_addr - (uintptr_t)watched.window);
    size_t page = at / TOUCH_PAGE;
    if (at < watched.from || at - watched.from >= watched.bytes || watched.touched[page] != 0) {
        abort(); /* a mistake of the builder */
    }
    watched.touched[page] = 1;
    protect(page * TOUCH_PAGE, TOUCH_PAGE, PROT_READ | PROT_WRITE);
}

void touch_watch(void *window, size_t from, size_t bytes, uint8_t *touched) {
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    watched.window = window;
    watched.touched = touched;
    watched.from = from;
    watched.bytes = bytes;
    if (sigaction(SIGSEGV, &action, NULL) != 0) {
        perror("snapshot-builder: sigaction");
        exit(1);
    }
    protect(from, bytes, PROT_NONE);
}

void touch_unwatch(void) {
    protect(watched.from, watched.bytes, PROT_READ | PROT_WRITE);
    signal(SIGSEGV, SIG_DFL);
}
