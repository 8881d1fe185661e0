/*
 * runtime/local_json.c: a small JSON reader and writer for the local runner.
 */
#include "runtime/local_json.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/num/number_parse.h"

#define DEPTH_MOST 64

struct parser {
    const char *at, *end;
    uint32_t depth;
};

static void skip_space(struct parser *p) {
    while (p->at < p->end &&
           (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r')) {
        p->at++;
    }
}

static bool take(struct parser *p, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(p->end - p->at) < length || memcmp(p->at, word, length) != 0) {
        return false;
    }
    p->at += length;
    return true;
}

static bool read_hex4(struct parser *p, uint32_t *out) {
    *out = 0;
    if (p->end - p->at < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        char c = *p->at++;
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                : 16;
        if (digit == 16) {
            return false;
        }
        *out = *out << 4 | digit;
    }
    return true;
}

static size_t put_utf8(char *out, uint32_t point) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

/* What follows a backslash. */
static bool read_escape(struct parser *p, char *out, size_t *length) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (p->at == p->end) {
        return false;
    }
    char c = *p->at++;
    const char *known = c != 0 ? strchr(letters, c) : NULL;
    if (known != NULL) {
        out[(*length)++] = meanings[known - letters];
        return true;
    }
    uint32_t point;
    if (c != 'u' || !read_hex4(p, &point)) {
        return false;
    }
    if (point >= 0xd800 && point < 0xdc00) {
        struct parser ahead = *p;
        uint32_t low;
        if (take(&ahead, "\\u") && read_hex4(&ahead, &low) && low >= 0xdc00 && low < 0xe000) {
            *p = ahead;
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        } else {
            point = 0xfffd;
        }
    } else if (point >= 0xdc00 && point < 0xe000) {
        point = 0xfffd;
    }
    *length += put_utf8(out + *length, point);
    return true;
}

static enum status read_string(struct parser *p, char **out, size_t *length) {
    const char *start = ++p->at;
    const char *close = start;
    while (close < p->end && *close != '"') {
        close += *close == '\\' ? 2 : 1;
    }
    if (close >= p->end) {
        return STATUS_INVALID;
    }
    char *text = malloc((size_t)(close - start) + 1); /* no escape is shorter than its meaning */
    if (text == NULL) {
        return STATUS_NO_MEMORY;
    }
    *length = 0;
    while (p->at < close) {
        unsigned char c = (unsigned char)*p->at++;
        if (c < 0x20 || (c == '\\' && !read_escape(p, text, length))) {
            free(text);
            return STATUS_INVALID;
        }
        if (c != '\\') {
            text[(*length)++] = (char)c;
        }
    }
    text[*length] = 0;
    p->at = close + 1;
    *out = text;
    return STATUS_OK;
}

static bool is_digit(const struct parser *p) {
    return p->at < p->end && *p->at >= '0' && *p->at <= '9';
}

static bool read_number(struct parser *p, double *out) {
    const char *start = p->at;
    take(p, "-");
    if (!take(p, "0")) {
        if (!is_digit(p)) {
            return false;
        }
        while (is_digit(p)) {
            p->at++;
        }
    }
    if (take(p, ".")) {
        if (!is_digit(p)) {
            return false;
        }
        while (is_digit(p)) {
            p->at++;
        }
    }
    if (take(p, "e") || take(p, "E")) {
        if (!take(p, "-")) {
            take(p, "+");
        }
        if (!is_digit(p)) {
            return false;
        }
        while (is_digit(p)) {
            p->at++;
        }
    }
    *out = number_parse((struct number_text){start, (size_t)(p->at - start), false});
    return true;
}

static enum status read_value(struct parser *p, struct json **out);

/* The items of an array or the members of an object; the bracket is passed. */
static enum status read_items(struct parser *p, struct json *parent, char close) {
    struct json **tail = &parent->first;
    skip_space(p);
    if (p->at < p->end && *p->at == close) {
        p->at++;
        return STATUS_OK;
    }
    for (;;) {
        char *name = NULL;
        size_t name_length = 0;
        enum status status = STATUS_OK;
        skip_space(p);
        if (close == '}') {
            status = p->at < p->end && *p->at == '"' ? read_string(p, &name, &name_length)
                                                     : STATUS_INVALID;
            skip_space(p);
            if (status == STATUS_OK && !take(p, ":")) {
                status = STATUS_INVALID;
            }
        }
        if (status == STATUS_OK) {
            status = read_value(p, tail);
        }
        if (status != STATUS_OK) {
            free(name);
            return status;
        }
        (*tail)->name = name;
        (*tail)->name_length = name_length;
        tail = &(*tail)->next;
        skip_space(p);
        if (p->at < p->end && *p->at == close) {
            p->at++;
            return STATUS_OK;
        }
        if (!take(p, ",")) {
            return STATUS_INVALID;
        }
    }
}

static enum status read_value(struct parser *p, struct json **out) {
    struct json *json = calloc(1, sizeof *json);
    enum status status = STATUS_INVALID;
    if (json == NULL) {
        return STATUS_NO_MEMORY;
    }
    skip_space(p);
    char first = p->at < p->end ? *p->at : 0;
    if (first == '"') {
        json->type = JSON_STRING;
        status = read_string(p, &json->text, &json->length);
    } else if ((first == '{' || first == '[') && p->depth < DEPTH_MOST) {
        json->type = first == '{' ? JSON_OBJECT : JSON_ARRAY;
        p->at++;
        p->depth++;
        status = read_items(p, json, first == '{' ? '}' : ']');
        p->depth--;
    } else if (take(p, "null") || take(p, "false") || take(p, "true")) {
        json->type = first == 'n' ? JSON_NULL : first == 'f' ? JSON_FALSE : JSON_TRUE;
        status = STATUS_OK;
    } else {
        json->type = JSON_NUMBER;
        status = read_number(p, &json->number) ? STATUS_OK : STATUS_INVALID;
    }
    if (status != STATUS_OK) {
        json_free(json);
        return status;
    }
    *out = json;
    return STATUS_OK;
}

enum status json_parse(const char *text, size_t length, struct json **out, size_t *used) {
    struct parser p = {text, text + length, 0};
    enum status status = read_value(&p, out);
    if (status == STATUS_OK) {
        skip_space(&p);
    }
    *used = (size_t)(p.at - text);
    return status;
}

void json_free(struct json *json) {
    while (json != NULL) {
        struct json *next = json->next;
        json_free(json->first); /* as deep as DEPTH_MOST */
        free(json->text);
        free(json->name);
        free(json);
        json = next;
    }
}

const struct json *json_member(const struct json *object, const char *name) {
    const struct json *found = NULL;
    if (object == NULL || object->type != JSON_OBJECT) {
        return NULL;
    }
    for (const struct json *at = object->first; at != NULL; at = at->next) {
        if (at->name_length == strlen(name) && memcmp(at->name, name, at->name_length) == 0) {
            found = at;
        }
    }
    return found;
}

void json_write_value(FILE *file, struct rt *rt, value string) {
    struct text text = string_text(rt, string);
    fputc('"', file);
    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t unit = text_at(text, i);
        uint32_t next = i + 1 < text.length ? text_at(text, i + 1) : 0;
        static const char special[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
        const char *known = unit != 0 && unit < 128 ? strchr(special, (int)unit) : NULL;
        if (known != NULL) {
            fputc('\\', file);
            fputc(letters[known - special], file);
        } else if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            char utf8[4];
            size_t length = put_utf8(utf8, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            fwrite(utf8, 1, length, file);
            i++;
        } else if (unit < 0x20 || (unit >= 0xd800 && unit < 0xe000)) {
            fprintf(file, "\\u%04x", unit);
        } else {
            char utf8[4];
            size_t length = put_utf8(utf8, unit);
            fwrite(utf8, 1, length, file);
        }
    }
    fputc('"', file);
}
