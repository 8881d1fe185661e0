/*
 * tests/enclave/rogue.S: a firmware of the operator's own, in machine mode, in the monitor's place: looks for
 * what the monitor before it has left. Prints on the serial port and turns the machine off. The test has put
 * marks into RAM before (test_enclave.py), at MARKS, and knows a device secret and a state.
 */
#define UART   0x10000000
#define FINISH 0x100000
#define SECRET 0x20040000
#define STAGE0 0x20000000
#define STATE  0x20080000

    .option norvc
    .option norelax
    .text
    .globl _start
_start:
    csrr t0, mhartid
    bnez t0, sleep
    lla  t0, trap
    csrw mtvec, t0
    /* Memory that stage 0 should have wiped: behind the monitor's image, and the pool. */
    li   a0, 0x800d0000
    li   a1, 0x80200000
    jal  ra, look
    lla  a0, text_firmware
    jal  ra, report
    li   a0, 0x90000000
    li   a1, 0x98000000
    jal  ra, look
    lla  a0, text_pool
    jal  ra, report
    /* Stage 0's stack, above its last steps; then flash that should be locked. */
    li   a0, 0x80000400
    li   a1, 0x8007f000
    jal  ra, look
    lla  a0, text_stack
    jal  ra, report
    li   a0, SECRET
    jal  ra, try
    lla  a0, text_secret
    jal  ra, report
    li   a0, STATE
    jal  ra, try
    lla  a0, text_state
    jal  ra, report
    li   a0, STAGE0
    jal  ra, try_write
    lla  a0, text_stage0
    jal  ra, report
    /* The lock can't be taken off. */
    csrw pmpcfg0, zero
    csrw pmpaddr0, zero
    li   a0, SECRET
    jal  ra, try
    lla  a0, text_unlocked
    jal  ra, report
    lla  a0, text_end
    li   s1, 0
    jal  ra, print
    li   t0, FINISH
    li   t1, 0x5555
    sw   t1, (t0)
sleep:
    wfi
    j    sleep

    /* s1 = 1 where all words from a0 to a1 are zero */
look:
    li   s1, 1
1:  ld   t0, (a0)
    beqz t0, 2f
    li   s1, 0
2:  addi a0, a0, 8
    bltu a0, a1, 1b
    ret

    /* s1 = 1 where reading a0 traps */
try:
    li   s1, 0
    ld   t0, (a0)
    ret
try_write:
    li   s1, 0
    sw   zero, 0(a0)
    ret
    .balign 4
trap:
    li   s1, 1
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    csrr t1, mstatus
    li   t0, 0x1800
    or   t1, t1, t0
    csrw mstatus, t1
    mret

    /* "ok    " or "FAIL  " by s1, and the text at a0 */
report:
    mv   s2, a0
    mv   s3, ra
    lla  a0, text_ok
    bnez s1, 1f
    lla  a0, text_fail
1:  jal  ra, print
    mv   a0, s2
    jal  ra, print
    mv   ra, s3
    ret
print:
    li   t0, UART
1:  lbu  t1, (a0)
    beqz t1, 2f
    sb   t1, (t0)
    addi a0, a0, 1
    j    1b
2:  ret

text_ok:       .asciz "ok    "
text_fail:     .asciz "FAIL  "
text_firmware: .asciz "nothing is left of the monitor's memory\r\n"
text_pool:     .asciz "nothing is left of enclaves\r\n"
text_stack:    .asciz "nothing is left of stage 0's stack\r\n"
text_secret:   .asciz "the device secret can't be read\r\n"
text_stage0:   .asciz "stage 0 can't be written\r\n"
text_state:    .asciz "another monitor's state can't be read\r\n"
text_unlocked: .asciz "the lock can't be taken off\r\n"
text_end:      .asciz "end of rogue firmware\r\n"
