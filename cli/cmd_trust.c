/* cli/cmd_trust.c: `tapdance trust`: which machines, monitors and programs the user accepts. */
#include "cli/command.h"
#include "cli/profile.h"
#include "lib/hex.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char help[] =
    "usage: tapdance trust show\n"
    "       tapdance trust add --key HEX --class CLASS [--note TEXT]\n"
    "       tapdance trust add --monitor HEX | --applet-program HEX | --keystore-program HEX\n"
    "       tapdance trust lowest CLASS\n"
    "       tapdance trust shared-kernel allowed|refused\n"
    "       tapdance trust dma required|not-required\n"
    "       tapdance trust remove HEX\n\n"
    "Keys of your applets are given only to programs whose evidence satisfies what stands here; "
    "you\n"
    "sign it with every deployment. An anchor is a machine's device key with the class that YOU\n"
    "give it, from where the key came to you:\n"
    "  silicon   in the processor, vouched for by its maker\n"
    "  board     in a board's ordinary flash\n"
    "  emulated  a machine in QEMU\n"
    "  none      a file; also whatever only the operator vouches for. Protects against nothing\n"
    "            that the operator does\n"
    "Below `silicon` is refused unless `tapdance trust lowest` says otherwise.\n"
    "Machines whose programs share one operating system kernel (every process backend), and\n"
    "machines that do not protect enclaves from devices, are refused unless the last two say\n"
    "otherwise.\n"
    "`tapdance measure` prints the measurements of the programs that you have.\n\n"
    "examples:\n"
    "  tapdance trust add --key 5be1… --class board --note 'VisionFive in the cellar'\n"
    "  tapdance trust add --applet-program $(tapdance measure applet)\n";

/* Both are 32 bytes in hex, in either case. */
static bool same_hex(const char *one, const char *other) {
    return one != NULL && other != NULL && strcasecmp(one, other) == 0;
}

static bool hex_good(const char *text) {
    uint8_t bytes[32];
    return hex_decode(text, bytes, sizeof bytes) == STATUS_OK;
}

static void show_list(const char *title, const json_t *list) {
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item) {
        printf("%-18s %s\n", title, json_string_value(item));
    }
}

static int show(const struct profile *profile) {
    const json_t *trust = profile->trust;
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(trust, "anchors"), index, item) {
        const char *class_name = service_text(item, "class");
        printf("anchor             %s  class %s  %s%s\n", service_text(item, "key"), class_name,
               service_text(item, "note"),
               strcmp(class_name, "none") == 0 ? "  (not protected from its operator)" : "");
    }
    show_list("monitor", json_object_get(trust, "monitors"));
    const json_t *programs = json_object_get(trust, "programs");
    show_list("keystore program", json_object_get(programs, "keystore"));
    show_list("applet program", json_object_get(programs, "applet"));
    const char *lowest = service_text(trust, "lowest_class");
    printf("lowest class       %s\n", lowest[0] != '\0' ? lowest : "silicon");
    printf("shared kernel      %s\n",
           json_is_true(json_object_get(trust, "shared_kernel_allowed")) ? "allowed" : "refused");
    printf("DMA protection     %s\n",
           json_is_false(json_object_get(trust, "dma_required")) ? "not required" : "required");
    return EXIT_CODE_OK;
}

static json_t *member(json_t *object, const char *key, json_t *(*make)(void)) {
    json_t *found = json_object_get(object, key);
    if (found == NULL) {
        found = make();
        json_object_set_new(object, key, found);
    }
    return found;
}

static int add_measurement(struct profile *profile, const char *hex, const char *program) {
    if (!hex_good(hex)) {
        complain("'%s' is no measurement: 64 hexadecimal digits", hex);
        return EXIT_CODE_USAGE;
    }
    json_t *list = program == NULL ? member(profile->trust, "monitors", json_array)
                                   : member(member(profile->trust, "programs", json_object),
                                            program, json_array);
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item) {
        if (same_hex(json_string_value(item), hex)) {
            puts("It is already there.");
            return EXIT_CODE_OK;
        }
    }
    json_array_append_new(list, json_string(hex));
    return EXIT_CODE_OK;
}

static int add_anchor(struct profile *profile, const char *key, const char *class_name,
                      const char *note) {
    enum anchor_class parsed;
    if (!hex_good(key)) {
        complain("'%s' is no device key: 64 hexadecimal digits", key);
        return EXIT_CODE_USAGE;
    }
    if (class_name == NULL || anchor_class_parse(class_name, &parsed) != STATUS_OK) {
        complain("say how far this key is protected: --class silicon, board, emulated or none");
        return EXIT_CODE_USAGE;
    }
    json_t *anchors = member(profile->trust, "anchors", json_array);
    size_t index;
    json_t *item;
    json_array_foreach(anchors, index, item) {
        if (!same_hex(service_text(item, "key"), key)) {
            continue;
        }
        bool same = strcmp(service_text(item, "class"), class_name) == 0;
        json_object_set_new(item, "class", json_string(class_name));
        if (note != NULL) {
            json_object_set_new(item, "note", json_string(note));
        }
        puts(same ? "It is already there." : "It is already there: its class is changed.");
        return EXIT_CODE_OK;
    }
    json_array_append_new(anchors, json_pack("{s:s,s:s,s:s}", "key", key, "class", class_name,
                                             "note", note != NULL ? note : ""));
    return EXIT_CODE_OK;
}

static size_t list_remove(json_t *list, const char *hex) {
    size_t removed = 0;
    for (size_t i = json_array_size(list); i-- > 0;) {
        const json_t *item = json_array_get(list, i);
        const char *text =
            json_is_object(item) ? service_text(item, "key") : json_string_value(item);
        if (same_hex(text, hex)) {
            json_array_remove(list, i);
            removed++;
        }
    }
    return removed;
}

static int remove_hex(struct profile *profile, const char *hex) {
    json_t *programs = json_object_get(profile->trust, "programs");
    size_t removed = list_remove(json_object_get(profile->trust, "anchors"), hex) +
                     list_remove(json_object_get(profile->trust, "monitors"), hex) +
                     list_remove(json_object_get(programs, "keystore"), hex) +
                     list_remove(json_object_get(programs, "applet"), hex);
    if (removed == 0) {
        complain("%s is not in your list; `tapdance trust show` prints it", hex);
        return EXIT_CODE_USAGE;
    }
    puts("Removed. Applets deployed before keep the policy that you signed then: deploy them "
         "again.");
    return EXIT_CODE_OK;
}

static int set_lowest(struct profile *profile, const char *class_name) {
    enum anchor_class parsed;
    if (anchor_class_parse(class_name, &parsed) != STATUS_OK) {
        complain("'%s' is no class: silicon, board, emulated or none", class_name);
        return EXIT_CODE_USAGE;
    }
    json_object_set_new(profile->trust, "lowest_class", json_string(class_name));
    return EXIT_CODE_OK;
}

/* `trust shared-kernel` and `trust dma`: one of two words. */
static int set_switch(struct profile *profile, const char *what, const char *word) {
    bool kernel = strcmp(what, "shared-kernel") == 0;
    const char *yes = kernel ? "allowed" : "required", *no = kernel ? "refused" : "not-required";
    if (strcmp(word, yes) != 0 && strcmp(word, no) != 0) {
        complain("trust %s %s or %s?", what, yes, no);
        return EXIT_CODE_USAGE;
    }
    json_object_set_new(profile->trust, kernel ? "shared_kernel_allowed" : "dma_required",
                        json_boolean(strcmp(word, yes) == 0));
    return EXIT_CODE_OK;
}

static int run(int argc, char **argv) {
    const char *key = NULL, *class_name = NULL, *note = NULL, *monitor = NULL, *applet = NULL,
               *keystore = NULL;
    const struct option_spec options[] = {{"key", false, &key},
                                          {"class", false, &class_name},
                                          {"note", false, &note},
                                          {"monitor", false, &monitor},
                                          {"applet-program", false, &applet},
                                          {"keystore-program", false, &keystore}};
    if (!options_parse(&command_trust, &argc, argv, options, 6)) {
        return EXIT_CODE_USAGE;
    }
    const char *what = argc > 1 ? argv[1] : "";
    struct profile profile;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    int code = EXIT_CODE_USAGE;
    bool changed = true;
    if (strcmp(what, "show") == 0) {
        changed = false;
        code = show(&profile);
    } else if (strcmp(what, "add") == 0 && key != NULL) {
        code = add_anchor(&profile, key, class_name, note);
    } else if (strcmp(what, "add") == 0 && monitor != NULL) {
        code = add_measurement(&profile, monitor, NULL);
    } else if (strcmp(what, "add") == 0 && applet != NULL) {
        code = add_measurement(&profile, applet, "applet");
    } else if (strcmp(what, "add") == 0 && keystore != NULL) {
        code = add_measurement(&profile, keystore, "keystore");
    } else if (strcmp(what, "lowest") == 0 && argc == 3) {
        code = set_lowest(&profile, argv[2]);
    } else if ((strcmp(what, "shared-kernel") == 0 || strcmp(what, "dma") == 0) && argc == 3) {
        code = set_switch(&profile, what, argv[2]);
    } else if (strcmp(what, "remove") == 0 && argc == 3) {
        code = remove_hex(&profile, argv[2]);
    } else {
        complain("trust show, add, lowest, shared-kernel, dma or remove? `tapdance trust --help` "
                 "has examples");
        changed = false;
    }
    struct policy policy;
    if (code == EXIT_CODE_OK && changed &&
        (!profile_policy(&profile, &policy) || profile_save_trust(&profile) != STATUS_OK)) {
        complain("your list of trust was not changed");
        code = EXIT_CODE_USAGE;
    }
    profile_close(&profile);
    return code;
}

const struct command command_trust = {
    "trust", "show or change which machines and programs you accept", help, run};
