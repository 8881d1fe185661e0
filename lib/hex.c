/* lib/hex.c: hexadecimal of public values. */
#include "lib/hex.h"

enum status hex_encode(char *to, size_t capacity, struct view bytes) {
    static const char digits[] = "0123456789abcdef";
    if (capacity < 1 || bytes.length > (capacity - 1) / 2) {
        return STATUS_TOO_LARGE;
    }
    for (size_t i = 0; i < bytes.length; i++) {
        to[2 * i] = digits[bytes.data[i] >> 4];
        to[2 * i + 1] = digits[bytes.data[i] & 15];
    }
    to[2 * bytes.length] = '\0';
    return STATUS_OK;
}

static int digit_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}

enum status hex_decode(const char *text, uint8_t *to, size_t length) {
    for (size_t i = 0; i < length; i++) {
        int high = digit_value(text[2 * i]);
        int low = high < 0 ? -1 : digit_value(text[2 * i + 1]);
        if (low < 0) {
            return STATUS_INVALID;
        }
        to[i] = (uint8_t)(high << 4 | low);
    }
    return text[2 * length] == '\0' ? STATUS_OK : STATUS_INVALID;
}
