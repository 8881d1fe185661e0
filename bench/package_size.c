/*
 * bench/package_size.c: tapdance-bench-package-size IMAGE…: prints for each image of `tapdance-cc` the
 * bytes of the sealed package that would hold it, with one trigger and one action.
 */
#include "lib/package.h"

#include <stdio.h>
#include <stdlib.h>

static enum status measure(const char *path) {
    static uint8_t image[4u << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return STATUS_NOT_FOUND;
    }
    size_t length = fread(image, 1, sizeof image, file);
    fclose(file);
    struct view url = view_text("https://services.example.org:7791");
    struct package_clear clear = {
        .identity = {view_text("somebody"), view_text("an-applet"), 1},
        .target = view_text("x86-64"),
        .source_count = 1,
        .sources = {{view_text("Service.somethingNew"), PACKAGE_TRIGGER, url}},
        .action_count = 1,
        .actions = {{view_text("Service.doSomething"), url, ACTION_MESSAGE_BYTES_DEFAULT}},
        .record_bytes = RECORD_MESSAGE_BYTES,
    };
    struct package_content content = {.zone = view_text("Europe/Paris"),
                                      .locale = view_text("en"),
                                      .max_delay_ms = 86400000,
                                      .fuel = 400000000,
                                      .memory_bytes = 128u << 20,
                                      .image = {image, length}};
    size_t bytes = package_length(&clear, &content);
    if (bytes == 0) {
        return STATUS_TOO_LARGE;
    }
    printf("%zu\n", bytes);
    return STATUS_OK;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        enum status status = measure(argv[i]);
        if (status != STATUS_OK) {
            fprintf(stderr, "%s: %s\n", argv[i], status_text(status));
            return 1;
        }
    }
    return 0;
}
