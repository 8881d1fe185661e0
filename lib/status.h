/*
 * lib/status.h: the one result type of TAPDance.
 *
 * A function that can fail returns `enum status`, initialised to a failure so that a forgotten
 * assignment fails closed. Results go out through parameters.
 */
#ifndef LIB_STATUS_H
#define LIB_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_FAILED,      /* unspecified failure; what every result starts as */
    STATUS_INVALID,     /* malformed input (bad encoding, bad argument) */
    STATUS_TOO_LARGE,   /* a bound of this interface was exceeded */
    STATUS_NO_MEMORY,   /* allocation failed */
    STATUS_AUTH,        /* authentication failed: wrong key, changed bytes, bad signature */
    STATUS_DENIED,      /* authentic, but policy or state refuses it */
    STATUS_STALE,       /* replayed, expired or rolled back */
    STATUS_NOT_FOUND,   /* no such record, file, key */
    STATUS_EXISTS,      /* already there */
    STATUS_UNAVAILABLE, /* a peer or device does not answer; trying again may help */
    STATUS_TIMEOUT,     /* the time limit passed */
    STATUS_UNSUPPORTED, /* understood, but not offered by this build */
    STATUS_IO,          /* an operating-system call failed */
    STATUS_CLOSED,      /* the peer ended the connection or channel */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* A short English phrase for `status`, never NULL. */
const char *status_text(enum status status);

#endif
