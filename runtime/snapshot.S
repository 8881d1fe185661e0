/*
 * runtime/snapshot.S: the heap at the program's start, and the arena behind it. The linker puts the
 * section .window at WINDOW_BASE (see meson.build); the kernel maps it private and on demand, so a
 * process pays for the pages it writes. RUNTIME_SNAPSHOT and RUNTIME_WINDOW_BYTES come from the
 * build.
 */
    .section .window, "aw", %progbits
    .balign 4096
runtime_window_start:
    .incbin RUNTIME_SNAPSHOT
    .balign 4096

    .section .window_arena, "aw", %nobits
    .balign 4096
    .skip RUNTIME_WINDOW_BYTES
runtime_window_end:

    /* the end as a number: the address itself is out of reach for ordinary code */
    .section .rodata
    .balign 8
    .globl runtime_arena_end
runtime_arena_end:
    .quad runtime_window_end

    .section .note.GNU-stack, "", %progbits
