/*
 * tests/fuzz/replay.c: gives each input of a seed file (tests/fuzz/seeds/NAME.txt: base64, one a line)
 * to a fuzz target, without libFuzzer. A fault ends it there; the line is said first.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    char *line = NULL;
    size_t room = 0;
    unsigned count = 0;
    if (file == NULL) {
        fprintf(stderr, "usage: replay SEEDS.txt\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (ssize_t length; (length = getline(&line, &room, file)) >= 0; count++) {
        size_t got = 0;
        /* exact, so that the sanitizer sees a read behind the input */
        uint8_t *bytes = malloc((size_t)length);
        line[strcspn(line, "\n")] = 0;
        if (bytes == NULL || sodium_base642bin(bytes, (size_t)length, line, strlen(line), NULL,
                                               &got, NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
            fprintf(stderr, "%s:%u: not base64\n", argv[1], count + 1);
            return 2;
        }
        uint8_t *input = malloc(got);
        if (input == NULL && got > 0) {
            return 2;
        }
        memcpy(input, bytes, got);
        free(bytes);
        printf("line %u: %zu bytes\n", count + 1, got);
        LLVMFuzzerTestOneInput(input, got);
        free(input);
    }
    free(line);
    fclose(file);
    return count > 0 ? 0 : 1;
}
