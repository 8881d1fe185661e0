/* cli/http.c: one request, one answer, with messages for people. */
#include "cli/http.h"

#include "cli/command.h"
#include "lib/secret.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MOST (64u << 20)

struct answer {
    char *data;
    size_t length;
};

static size_t take(char *bytes, size_t size, size_t count, void *context) {
    struct answer *answer = context;
    size_t more = size * count;
    if (answer->length + more > ANSWER_MOST) {
        return 0;
    }
    char *grown = realloc(answer->data, answer->length + more + 1);
    if (grown == NULL) {
        return 0;
    }
    memcpy(grown + answer->length, bytes, more);
    answer->data = grown;
    answer->length += more;
    return more;
}

static enum status status_of_curl(const char *what, const char *url, CURLcode code) {
    switch (code) {
    case CURLE_OK: return STATUS_OK;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        complain("%s at %s shows a certificate that its pinned authority did not sign: "
                 "nothing was sent",
                 what, url);
        return STATUS_AUTH;
    case CURLE_UNSUPPORTED_PROTOCOL:
        complain("%s: %s is not an https URL, and keys go nowhere else", what, url);
        return STATUS_INVALID;
    default:
        complain("%s at %s does not answer: %s", what, url, curl_easy_strerror(code));
        return STATUS_UNAVAILABLE;
    }
}

static enum status status_of_http(const char *what, const struct http_response *response,
                                  bool missing_expected) {
    long code = response->code;
    if (code >= 200 && code < 300) {
        return STATUS_OK;
    }
    if (code == 404 && missing_expected) {
        return STATUS_NOT_FOUND;
    }
    const char *title = json_string_value(json_object_get(response->body, "title"));
    const char *detail = json_string_value(json_object_get(response->body, "detail"));
    char text[512];
    snprintf(text, sizeof text, "%s%s%s", title != NULL ? title : "", detail != NULL ? ": " : "",
             detail != NULL ? detail : "");
    complain("%s refused: %ld %s", what, code, printable(text));
    switch (code) {
    case 401:
    case 403: return STATUS_DENIED;
    case 404: return STATUS_NOT_FOUND;
    case 409: return STATUS_EXISTS;
    case 502:
    case 503:
    case 504: return STATUS_UNAVAILABLE;
    default: return STATUS_INVALID;
    }
}

static struct curl_slist *headers_make(const struct http_request *request, const char *text) {
    struct curl_slist *headers = NULL;
    if (request->token != NULL) {
        char line[256];
        snprintf(line, sizeof line, "Authorization: Bearer %s", request->token);
        headers = curl_slist_append(headers, line);
        secret_wipe_memory(line, sizeof line);
    }
    if (text != NULL) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
    }
    return headers;
}

enum status http_call(const char *what, const struct http_request *request,
                      struct http_response *response) {
    *response = (struct http_response){0};
    CURL *curl = curl_easy_init();
    char *text = request->body != NULL ? json_dumps(request->body, JSON_COMPACT) : NULL;
    if (curl == NULL || (request->body != NULL && text == NULL)) {
        return STATUS_NO_MEMORY;
    }
    struct answer answer = {0};
    struct curl_slist *headers = headers_make(request, text);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, request->tls_required ? "https" : "https,http");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    if (text != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text);
    }
    if (request->authority != NULL) {
        struct curl_blob blob = {(void *)(uintptr_t)request->authority, strlen(request->authority),
                                 CURL_BLOB_COPY};
        curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    enum status status = status_of_curl(what, request->url, curl_easy_perform(curl));
    if (status == STATUS_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response->code);
        response->body = answer.length > 0
                             ? json_loadb(answer.data, answer.length, JSON_REJECT_DUPLICATES, NULL)
                             : NULL;
        status = status_of_http(what, response, request->missing_expected);
    }
    if (text != NULL) {
        secret_wipe_memory(text, strlen(text));
        free(text);
    }
    free(answer.data);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}
