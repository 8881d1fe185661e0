/*
 * monitor/stage0/board.h: the addresses that stage 0 is built for. The values here are QEMU's virt board; a
 * real board has a file of its own.
 *
 *   flash + 0          stage 0, run in place
 *   flash + 0x40000    device secret: DEVICE_SECRET_MAGIC, 32 random bytes. Written once, when the machine is
 *                      made (tools/enclave_build.py does it for the emulated one)
 *   flash + 0x80000    the monitor's state, two blocks (monitor/opensbi/state_format.h)
 *   RAM + 0            stage 0's stack
 *   RAM + 0x7f000      head of the monitor's image, later the handoff (monitor/opensbi/handoff.h)
 *   RAM + 0x80000      monitor and OpenSBI
 */
#ifndef MONITOR_STAGE0_BOARD_H
#define MONITOR_STAGE0_BOARD_H

#define BOARD_RAM               0x80000000
#define BOARD_FIRMWARE_BYTES    0x200000 /* of RAM, for stage 0, monitor and OpenSBI */
#define BOARD_STACK_BYTES       0x8000
#define BOARD_FLASH             0x20000000
#define BOARD_FLASH_BLOCK_BYTES 0x40000 /* what is erased at once */
#define BOARD_SECRET_ADDRESS    0x20040000
#define BOARD_STATE_OFFSET      0x80000
#define BOARD_MONITOR_MOST      0x100000 /* bytes of the monitor's image */
/* What one PMP entry locks, from the start of the flash: stage 0 and secret; these and the state. */
#define BOARD_SECRET_LOG2_BYTES       19
#define BOARD_SECRET_STATE_LOG2_BYTES 20
/* Inter-processor interrupts: a word for each hart, 1: pending. */
#define BOARD_MSIP  0x2000000
#define BOARD_HARTS 8
#define BOARD_FIRST 0 /* the hart that derives the identity */

#define DEVICE_SECRET_MAGIC "tapdsec1"

#endif
