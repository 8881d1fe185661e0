/* monitor/opensbi/libc/limits.h: of <limits.h> what libsodium's headers name. */
#ifndef MONITOR_OPENSBI_LIBC_LIMITS_H
#define MONITOR_OPENSBI_LIBC_LIMITS_H

#define CHAR_BIT __CHAR_BIT__
#define INT_MAX  __INT_MAX__
#define UINT_MAX (__INT_MAX__ * 2U + 1U)

#endif
