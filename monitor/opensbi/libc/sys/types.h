/* monitor/opensbi/libc/sys/types.h: libsodium's headers include it and use nothing of it. */
