/*
 * tests/enclave/host_dma.c: what this machine does not protect: a device that the host programs writes into an
 * enclave's memory. The device is virtio's source of randomness behind virtio-mmio (virtio 1.2, section 4.2.4,
 * the legacy interface that QEMU offers by default).
 */
#include "tests/enclave/host.h"

#define SLOTS      0x10001000u
#define SLOT_BYTES 0x1000u
#define SLOT_COUNT 8
#define MAGIC      0x74726976u
#define ENTROPY    4u

#define REGISTER_MAGIC      0x000
#define REGISTER_VERSION    0x004
#define REGISTER_DEVICE     0x008
#define REGISTER_PAGE_BYTES 0x028
#define REGISTER_QUEUE      0x030
#define REGISTER_QUEUE_SIZE 0x038
#define REGISTER_ALIGN      0x03c
#define REGISTER_PAGE       0x040
#define REGISTER_NOTIFY     0x050
#define REGISTER_STATUS     0x070

#define STATUS_DRIVER_OK 7 /* acknowledge, driver, driver ok */
#define QUEUE_SIZE       4
#define DEVICE_WRITES    2

/* One queue as the legacy interface wants it: descriptors and available ring, used ring on the next page. */
static struct {
    struct {
        uint64_t address;
        uint32_t bytes;
        uint16_t flags, next;
    } descriptors[QUEUE_SIZE];
    uint16_t available_flags, available_index, available[QUEUE_SIZE];
    uint8_t gap[4096 - QUEUE_SIZE * 16 - 4 - QUEUE_SIZE * 2];
    volatile uint16_t used_flags, used_index;
    uint8_t rest[4092];
} queue __attribute__((aligned(4096)));

static volatile uint32_t *find_device(void) {
    for (uint64_t i = 0; i < SLOT_COUNT; i++) {
        volatile uint32_t *registers = (volatile uint32_t *)(SLOTS + i * SLOT_BYTES);
        if (registers[REGISTER_MAGIC / 4] == MAGIC && registers[REGISTER_VERSION / 4] == 1 &&
            registers[REGISTER_DEVICE / 4] == ENTROPY) {
            return registers;
        }
    }
    return NULL;
}

void dma_reaches_enclaves(void) {
    const uint64_t offset = 0xa000, bytes = 64;
    volatile uint32_t *device = find_device();
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    EXPECT(device != NULL, 1);
    device[REGISTER_STATUS / 4] = 0;
    device[REGISTER_STATUS / 4] = 3;
    device[REGISTER_PAGE_BYTES / 4] = 4096;
    device[REGISTER_QUEUE / 4] = 0;
    device[REGISTER_QUEUE_SIZE / 4] = QUEUE_SIZE;
    device[REGISTER_ALIGN / 4] = 4096;
    device[REGISTER_PAGE / 4] = (uint32_t)((uint64_t)&queue / 4096);
    device[REGISTER_STATUS / 4] = STATUS_DRIVER_OK;
    queue.descriptors[0].address = shared_areas[0][BLOCK_START_INTEGERS / 8 + 9] + offset;
    queue.descriptors[0].bytes = (uint32_t)bytes;
    queue.descriptors[0].flags = DEVICE_WRITES;
    queue.available_index = 1;
    __asm__ volatile("fence rw, rw" ::: "memory");
    device[REGISTER_NOTIFY / 4] = 0;
    uint64_t start = time_now();
    while (queue.used_index == 0 && time_now() - start < 50000000) {
    }
    EXPECT(queue.used_index, 1);
    EXPECT(command(id, 0, COMMAND_COPY_OUT, offset, bytes), ENCLAVE_LEFT_WAITING);
    uint64_t written = 0;
    for (size_t i = 0; i < bytes / 8; i++) {
        written |= shared_areas[0][BLOCK_DATA / 8 + i];
    }
    EXPECT(written != 0, 1); /* it was zero: nothing else has written there */
    device[REGISTER_STATUS / 4] = 0;
    destroy(id);
}
