/*
 * tests/enclave/host_start.S: the test host's assembly: boot of both harts, traps, accesses that may fault,
 * and a run of an enclave with every register watched. tp points to the hart's struct hart_local (host.h),
 * whose first word says where to go on after an expected fault.
 */
#include "monitor/opensbi/enclave_abi.h"

    .section .start, "ax"
    .globl _start
_start:
    lla  sp, stack_first
    lla  tp, hart_locals
    lla  t0, trap
    csrw stvec, t0
    li   t0, 0x2000 /* sstatus.FS: on */
    csrs sstatus, t0
    lla  t0, _bss_start
    lla  t1, _bss_end
1:  bgeu t0, t1, 2f
    sd   zero, (t0)
    addi t0, t0, 8
    j    1b
2:  sd   a0, 8(tp)
    call host_main

    .globl second_start
second_start: /* a0 hart, a1 its struct hart_local */
    lla  sp, stack_second
    mv   tp, a1
    sd   a0, 8(tp)
    lla  t0, trap
    csrw stvec, t0
    li   t0, 0x2000
    csrs sstatus, t0
    call second_main

    .balign 4
trap:
    ld   t0, 0(tp)
    beqz t0, 1f
    csrw sepc, t0
    sd   zero, 0(tp)
    csrr a0, scause
    addi a0, a0, 1
    sret
1:  csrr a0, scause
    csrr a1, stval
    csrr a2, sepc
    call unexpected_trap

    .macro PROBE name, instruction:vararg
    .globl \name
\name:
    lla  t0, 1f
    sd   t0, 0(tp)
    \instruction
    sd   zero, 0(tp)
    li   a0, 0
1:  ret
    .endm

    /* uint64_t probe_…(uint64_t address, …): 0, or the cause of the fault plus 1. */
    .globl probe_read
probe_read:
    lla  t0, 1f
    sd   t0, 0(tp)
    ld   t1, (a0)
    sd   t1, (a1)
    sd   zero, 0(tp)
    li   a0, 0
1:  ret
    PROBE probe_write, sd a1, (a0)
    .globl probe_execute
probe_execute:
    mv   t2, ra
    lla  t0, 1f
    sd   t0, 0(tp)
    jalr a0
    sd   zero, 0(tp)
    li   a0, 0
1:  mv   ra, t2
    ret

    /*
     * void run_watched(uint64_t id, struct watched *): every register holds a pattern, the enclave runs,
     * every register is stored: x1 to x31, f0 to f31, fcsr, then sscratch, stvec, sepc, scause, stval.
     */
    .globl run_watched
run_watched:
    addi sp, sp, -112
    sd   ra, 0(sp)
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11
    sd   s\number, 8+8*\number(sp)
    .endr
    sd   gp, 104(sp)
    lla  t0, watched_saved
    sd   sp, 0(t0)
    sd   tp, 8(t0)
    sd   a1, 16(t0)
    csrr t1, stvec
    sd   t1, 24(t0)
    li   t1, 0x123456789a
    csrw sscratch, t1
    csrw sepc, t1
    csrw stval, t1
    csrw scause, 7
    li   t0, 0x3c0000
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi t1, t0, \number
    fmv.d.x f\number, t1
    .endr
    li   t0, 0x15
    fscsr t0
    .irp number, 1,2,3,4,5,6,7,8,9,11,12,13,14,15,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li   x\number, 0x4b4b000 + \number
    .endr
    li   a6, ENCLAVE_RUN
    li   a7, ENCLAVE_SBI_EXTENSION
    ecall
    csrw sscratch, a2
    lla  a2, watched_saved
    ld   a2, 16(a2)
    .irp number, 1,2,3,4,5,6,7,8,9,10,11,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd   x\number, 8*\number(a2)
    .endr
    csrr t0, sscratch
    sd   t0, 8*12(a2)
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fsd  f\number, 256+8*\number(a2)
    .endr
    frcsr t0
    sd   t0, 512(a2)
    csrr t0, stvec
    sd   t0, 520(a2)
    csrr t0, sepc
    sd   t0, 528(a2)
    csrr t0, scause
    sd   t0, 536(a2)
    csrr t0, stval
    sd   t0, 544(a2)
    lla  t0, watched_saved
    ld   sp, 0(t0)
    ld   tp, 8(t0)
    ld   ra, 0(sp)
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11
    ld   s\number, 8+8*\number(sp)
    .endr
    ld   gp, 104(sp)
    addi sp, sp, 112
    ret

    .section .bss
    .balign 16
    .space 32768
stack_first:
    .space 32768
stack_second:
watched_saved:
    .space 32

    .section .rodata
    .balign 4096
    .globl enclave_image, enclave_image_end
enclave_image:
    .incbin ENCLAVE_IMAGE
enclave_image_end:
