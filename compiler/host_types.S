/*
 * compiler/host_types.S: the text of host.d.ts inside the compiler. HOST_TYPES, its path, comes from the
 * build.
 */
    .section .rodata
    .globl host_types_start
    .globl host_types_end
host_types_start:
    .incbin HOST_TYPES
host_types_end:
    .section .note.GNU-stack, "", %progbits
