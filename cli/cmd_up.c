/* cli/cmd_up.c: `tapdance up`. */
#include "cli/command.h"
#include "cli/up.h"

#include <stdio.h>

static const char help[] =
    "usage: tapdance up [--config FILE] [--data FOLDER] [--user NAME]\n"
    "       tapdance up --print-config > tapdance.conf\n\n"
    "Starts monitor, host with its keystore, trigger service and action service on this machine, "
    "and\n"
    "starts again what dies. Ends with Ctrl-C or SIGTERM. Everything it keeps is in the data "
    "folder\n"
    "(default ~/.tapdance-host, for root /var/lib/tapdance). `tapdance init --self-hosted` then "
    "makes your keys and uses it.\n";

static int run(int argc, char **argv) {
    const char *config = NULL, *print = NULL, *data = NULL, *user = NULL;
    const struct option_spec options[] = {{"config", false, &config},
                                          {"print-config", true, &print},
                                          {"data", false, &data},
                                          {"user", false, &user}};
    if (!options_parse(&command_up, &argc, argv, options, 4)) {
        return EXIT_CODE_USAGE;
    }
    if (argc != 1) {
        complain("up takes no arguments: %s", argv[1]);
        return EXIT_CODE_USAGE;
    }
    if (print != NULL) {
        fputs(up_default_configuration, stdout);
        return EXIT_CODE_OK;
    }
    struct up_settings settings;
    if (!up_settings_read(config, &settings)) {
        return EXIT_CODE_USAGE;
    }
    if (data != NULL) {
        snprintf(settings.data, sizeof settings.data, "%s", data);
    }
    if (user != NULL) {
        snprintf(settings.user, sizeof settings.user, "%s", user);
    }
    return up_prepare(&settings) ? up_serve(&settings) : EXIT_CODE_USAGE;
}

const struct command command_up = {"up", "start a whole platform on this machine", help, run};
