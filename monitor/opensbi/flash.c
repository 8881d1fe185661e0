/* monitor/opensbi/flash.c: the Intel (Sharp) command set of CFI flash, by way of the chips' write buffers. */
#include "monitor/opensbi/flash.h"

#include <string.h>

#define BOTH(command) ((uint32_t)(command) | (uint32_t)(command) << 16)

#define COMMAND_READ    BOTH(0xff)
#define COMMAND_CLEAR   BOTH(0x50) /* the status register */
#define COMMAND_ERASE   BOTH(0x20)
#define COMMAND_CONFIRM BOTH(0xd0)
#define COMMAND_BUFFER  BOTH(0xe8)
#define STATUS_READY    BOTH(0x80)
#define STATUS_ERRORS   BOTH(0x3a) /* erase, program, voltage, locked block */
#define POLLS_MOST      50000000
#define BUFFER_BYTES                                                                               \
    64u /* of both chips; the smallest buffers that are made, on their boundaries */

static enum status wait(volatile uint32_t *cell) {
    enum status status = STATUS_IO;
    for (uint32_t i = 0; i < POLLS_MOST; i++) {
        uint32_t now = *cell;
        if ((now & STATUS_READY) == STATUS_READY) {
            status = (now & STATUS_ERRORS) == 0 ? STATUS_OK : STATUS_IO;
            break;
        }
    }
    *cell = COMMAND_CLEAR;
    *cell = COMMAND_READ;
    return status;
}

enum status flash_erase(uint64_t address) {
    volatile uint32_t *block = (volatile uint32_t *)address;
    *block = COMMAND_ERASE;
    *block = COMMAND_CONFIRM;
    return wait(block);
}

/* Up to BUFFER_BYTES within one buffer's boundaries. */
static enum status write_buffer(volatile uint32_t *cell, const uint8_t *from, size_t words) {
    *cell = COMMAND_BUFFER;
    if ((*cell & STATUS_READY) != STATUS_READY) {
        *cell = COMMAND_READ;
        return STATUS_IO;
    }
    *cell = BOTH(words - 1);
    for (size_t i = 0; i < words; i++) {
        uint32_t word = 0;
        memcpy(&word, from + i * sizeof word, sizeof word);
        cell[i] = word;
    }
    *cell = COMMAND_CONFIRM;
    return wait(cell);
}

enum status flash_write(uint64_t address, const void *from, size_t bytes) {
    const uint8_t *byte = from;
    enum status status = STATUS_OK;
    for (size_t done = 0; done < bytes && status == STATUS_OK;) {
        size_t part = BUFFER_BYTES - (address + done) % BUFFER_BYTES;
        part = part < bytes - done ? part : bytes - done;
        status = write_buffer((volatile uint32_t *)(address + done), byte + done,
                              part / sizeof(uint32_t));
        done += part;
    }
    if (status == STATUS_OK && memcmp((const void *)address, from, bytes) != 0) {
        status = STATUS_IO;
    }
    return status;
}
