/* monitor/opensbi/libc/string.h: the four functions that the firmware gives the compiler, and strlen. */
#ifndef MONITOR_OPENSBI_LIBC_STRING_H
#define MONITOR_OPENSBI_LIBC_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);
size_t strlen(const char *text);

#endif
