/* lib/status.c: the words for each status. */
#include "lib/status.h"

const char *status_text(enum status status) {
    switch (status) {
    case STATUS_OK: return "ok";
    case STATUS_FAILED: return "failed";
    case STATUS_INVALID: return "malformed input";
    case STATUS_TOO_LARGE: return "too large";
    case STATUS_NO_MEMORY: return "out of memory";
    case STATUS_AUTH: return "authentication failed";
    case STATUS_DENIED: return "denied";
    case STATUS_STALE: return "stale or replayed";
    case STATUS_NOT_FOUND: return "not found";
    case STATUS_EXISTS: return "already exists";
    case STATUS_UNAVAILABLE: return "unavailable";
    case STATUS_TIMEOUT: return "timed out";
    case STATUS_UNSUPPORTED: return "not supported by this build";
    case STATUS_IO: return "input/output error";
    case STATUS_CLOSED: return "connection closed";
    }
    return "unknown status";
}
