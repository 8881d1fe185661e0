/*
 * monitor/stage0/start.S: the machine's first instructions, on every hart. One hart derives the monitor's
 * identity; then each locks stage 0 and the device secret away, until reset, and goes on to the monitor with
 * the registers of the boot ROM (a0 hart, a1 device tree, a2 boot information) and nothing else.
 */
#include "monitor/opensbi/handoff_offset.h"
#include "monitor/stage0/board.h"

#define PMP_LOCKED_NAPOT_NONE 0x98 /* L, A = NAPOT, no R, W, X: binds machine mode too */
#define LAST_OFFSET           64 /* in RAM, of the last steps */
#define NATURAL(address, log2_bytes) (((address) >> 2) | ((1 << ((log2_bytes)-3)) - 1))

    .section .start, "ax"
    .globl _start
_start:
    csrw mie, zero
    lla  t0, hang
    csrw mtvec, t0
    csrr t0, mhartid
    li   t1, BOARD_FIRST
    bne  t0, t1, wait

    mv   s0, a0
    mv   s1, a1
    mv   s2, a2
    li   sp, BOARD_RAM + BOARD_STACK_BYTES
    call stage0_main
    mv   t3, a0
    /* Secrets were on the stack, there is no other memory: it is wiped, as are the registers below. */
    li   t0, BOARD_RAM
    li   t1, BOARD_RAM + BOARD_STACK_BYTES
1:  sd   zero, (t0)
    addi t0, t0, 8
    bltu t0, t1, 1b
    mv   a0, s0
    mv   a1, s1
    mv   a2, s2
    /* What is left to do takes place in RAM: stage 0 itself gets locked, too. */
    lla  t0, last
    lla  t1, last_end
    li   t2, BOARD_RAM + LAST_OFFSET
1:  ld   t4, (t0)
    sd   t4, (t2)
    addi t0, t0, 8
    addi t2, t2, 8
    bltu t0, t1, 1b
    /* The only word of RAM that the other harts read: is the state locked away? */
    li   t0, BOARD_RAM
    sd   t3, (t0)
    fence rw, rw
    /* RAM keeps its contents over a reset, so the others wait for an interrupt, not for a word of it. */
    li   t0, BOARD_MSIP + 4
    li   t1, BOARD_MSIP + 4 * BOARD_HARTS
    li   t2, 1
2:  sw   t2, (t0)
    addi t0, t0, 4
    bltu t0, t1, 2b
    /* Each takes its interrupt back once it is locked; until then the monitor must not run. */
    li   t0, BOARD_MSIP + 4
3:  lw   t2, (t0)
    bnez t2, 3b
    addi t0, t0, 4
    bltu t0, t1, 3b
    j    4f

wait:
    csrr t1, mip
    andi t1, t1, 8 /* MSIP */
    beqz t1, wait
4:  fence rw, rw
    fence.i
    li   t0, BOARD_RAM + LAST_OFFSET
    jr   t0

hang:
    wfi
    j    hang

    /* In RAM: locks stage 0 and the secret, or these and the state, away on this hart. */
    .balign 8
last:
    li   t0, BOARD_RAM
    ld   t0, (t0)
    li   t1, NATURAL(BOARD_FLASH, BOARD_SECRET_LOG2_BYTES)
    beqz t0, 5f
    li   t1, NATURAL(BOARD_FLASH, BOARD_SECRET_STATE_LOG2_BYTES)
5:  csrw pmpaddr0, t1
    li   t1, PMP_LOCKED_NAPOT_NONE
    csrw pmpcfg0, t1
    csrr t2, pmpcfg0
6:  bne  t1, t2, 6b /* no lock, no monitor */
    csrr t0, mhartid
    li   t1, BOARD_FIRST
    beq  t0, t1, 7f
    li   t1, BOARD_MSIP
    slli t0, t0, 2
    add  t0, t0, t1
    sw   zero, (t0)
7:  .irp register, ra, sp, gp, tp, t1, t2, s0, s1, a3, a4, a5, a6, a7, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5, t6
    li   \register, 0
    .endr
    li   t0, BOARD_RAM + MONITOR_OFFSET
    jr   t0
    .balign 8
last_end:
