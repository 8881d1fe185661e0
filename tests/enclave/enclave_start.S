/*
 * tests/enclave/enclave_start.S: the test enclave's first page: shows the registers that it was started with,
 * then serves commands (enclave.c). Runs without address translation, at any address.
 */
#include "monitor/opensbi/enclave_abi.h"
#include "tests/enclave/commands.h"

    .section .start, "ax"
    .globl _start
_start:
    /* t0 (x5) can't be shown without being used; it is looked at first. */
    bnez t0, spoiled
    addi t0, a2, BLOCK_START_INTEGERS - 8
    .irp number, 1,2,3,4,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd   x\number, 8*\number(t0)
    .endr
    addi t0, a2, BLOCK_START_FLOATS
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fsd  f\number, 8*\number(t0)
    .endr
    frcsr t1
    sd   t1, 256(t0)
    addi t0, a2, BLOCK_START_CONTROL
    csrr t1, sscratch
    sd   t1, 0(t0)
    csrr t1, sepc
    sd   t1, 8(t0)
    csrr t1, scause
    sd   t1, 16(t0)
    csrr t1, stval
    sd   t1, 24(t0)
    csrr t1, satp
    sd   t1, 32(t0)
    csrr t1, sie
    sd   t1, 40(t0)
    csrr t1, sip
    sd   t1, 48(t0)
    csrr t1, scounteren
    sd   t1, 56(t0)
    csrr t1, sstatus
    sd   t1, 64(t0)

    ld   t1, 8*WORD_STARTED(a2)
    addi t1, t1, 1
    sd   t1, 8*WORD_STARTED(a2)
    add  sp, a0, a1
    lla  t1, trap
    csrw stvec, t1
    csrw sscratch, a2
    mv   s10, a0
    mv   s11, a2
serve:
    li   a6, ENCLAVE_WAIT
    li   a7, ENCLAVE_SBI_EXTENSION
    ecall
    mv   a0, s11
    mv   a1, s10
    call command
    j    serve
spoiled:
    li   a0, 99
    li   a6, ENCLAVE_EXIT
    li   a7, ENCLAVE_SBI_EXTENSION
    ecall

    /* A trap of its own: reports the cause and gives up the command. */
    .balign 4
trap:
    csrr s11, sscratch
    csrr t0, scause
    addi t0, t0, 1
    sd   t0, 8*WORD_CAUSE(s11)
    lla  s10, _start
    li   t0, MEMORY_BYTES
    add  sp, s10, t0
    j    serve

    /* uint64_t registers_kept(void): patterns in 28 integer registers across a wait; changed ones. */
    .globl registers_kept
registers_kept:
    addi sp, sp, -128
    sd   ra, 0(sp)
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11
    sd   s\number, 8+8*\number(sp)
    .endr
    csrw sepc, gp
    csrw stval, tp
    csrw scause, sp
    .irp number, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li   x\number, 0x5a5a000 + \number
    .endr
    li   a6, ENCLAVE_WAIT
    li   a7, ENCLAVE_SBI_EXTENSION
    ecall
    csrr sp, scause
    mv   a2, zero
    .irp number, 1,3,4,5,6,7,8,9,13,14,15,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li   a0, 0x5a5a000 + \number
    sub  a0, a0, x\number
    snez a0, a0
    add  a2, a2, a0
    .endr
    mv   a0, a2
    csrr gp, sepc
    csrr tp, stval
    ld   ra, 0(sp)
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11
    ld   s\number, 8+8*\number(sp)
    .endr
    addi sp, sp, 128
    ret

    /* uint64_t count(uint64_t iterations): patterns in the float registers meanwhile; changed ones. */
    .globl count
count:
    li   t0, 0x7e00
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi t1, t0, \number
    fmv.d.x f\number, t1
    .endr
1:  addi a0, a0, -1
    bnez a0, 1b
    .irp number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi t1, t0, \number
    fmv.x.d t2, f\number
    sub  t2, t2, t1
    snez t2, t2
    add  a0, a0, t2
    .endr
    ret
