/*
 * runtime/num/number_locale.c: numbers as English writes them.
 */
#include "number_locale.h"

#include <string.h>

#include "number_format.h"

/* Rounds 0.DIGITS * 10^*point to `keep` digits, halves up; returns how many are left. */
static int round_digits(char *digits, int count, int keep, int *point) {
    if (keep >= count) {
        return count;
    }
    if (keep < 0 || digits[keep] < '5') {
        return keep < 0 ? 0 : keep;
    }
    while (keep > 0 && digits[keep - 1] == '9') {
        keep--;
    }
    if (keep > 0) {
        digits[keep - 1]++;
        return keep;
    }
    digits[0] = '1';
    ++*point;
    return 1;
}

size_t number_to_locale(double x, const struct number_locale_form *form,
                        char out[NUMBER_LOCALE_MAX]) {
    char digits[20];
    int count = 0;
    int point = 0;
    size_t length = 0;
    x = __builtin_fabs(x);
    if (x != 0.0) {
        count = number_shortest_digits(x, digits, &point);
        point += form->percent ? 2 : 0;
        count = round_digits(digits, count, point + form->maximum_fraction, &point);
    }
    while (count > 0 && digits[count - 1] == '0') {
        count--;
    }
    if (count == 0) {
        point = 0;
    }
    for (int place = point > 0 ? point : 1; place > 0; place--) {
        int index = point - place;
        out[length++] = index >= 0 && index < count ? digits[index] : '0';
        if (form->grouping && place > 1 && place % 3 == 1) {
            out[length++] = ',';
        }
    }
    int fraction = count - point > form->minimum_fraction ? count - point : form->minimum_fraction;
    if (fraction > 0) {
        out[length++] = '.';
    }
    for (int place = 0; place < fraction; place++) {
        int index = point + place;
        out[length++] = index >= 0 && index < count ? digits[index] : '0';
    }
    return length;
}
