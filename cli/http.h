/* cli/http.h: JSON requests to the host and to services, over libcurl. */
#ifndef CLI_HTTP_H
#define CLI_HTTP_H

#include "lib/status.h"

#include <jansson.h>
#include <stdbool.h>

struct http_request {
    const char *method; /* "GET", "PUT", "POST", "DELETE" */
    const char *url;
    const char *token;     /* bearer token, or NULL */
    const char *authority; /* PEM of the only certificate authority to accept; NULL: the system's */
    const json_t *body;    /* NULL: none */
    bool tls_required;     /* refuse any URL but https: keys travel here */
    bool missing_expected; /* 404 is told by the status alone, not complained about */
};

struct http_response {
    long code;    /* HTTP status */
    json_t *body; /* parsed, or NULL; json_decref it */
};

/*
 * STATUS_OK for any answer of 2xx. Otherwise complains on stderr with the peer's problem text (RFC
 * 9457) and returns STATUS_UNAVAILABLE (no connection), STATUS_AUTH (certificate), STATUS_DENIED (401,
 * 403), STATUS_NOT_FOUND, STATUS_EXISTS (409) or STATUS_INVALID. `what` names the peer in messages.
 */
MUST_CHECK enum status http_call(const char *what, const struct http_request *request,
                                 struct http_response *response);

#endif
