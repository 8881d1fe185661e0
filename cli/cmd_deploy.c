/* cli/cmd_deploy.c: `tapdance deploy`. */
#include "cli/command.h"
#include "cli/deploy.h"
#include "cli/files.h"
#include "net/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: tapdance deploy FILE.applet [--target x86-64|aarch64|riscv64]\n\n"
    "Compiles the applet here, seals it, gives its keys to the services and to the keystore that "
    "your\n"
    "policy trusts, and hands the sealed package to the host. Deploying again replaces the applet; "
    "the\n"
    "keys of the old one die within 10 minutes.\n\n"
    "A deployment file names the applet and connects its triggers and actions:\n"
    "  applet = \"feed-to-chat\";\n"
    "  source = \"feed-to-chat.ts\";\n"
    "  timezone = \"Europe/Paris\";\n"
    "  triggers = ( { name = \"Feed.newFeedItem\"; feed = \"https://example.org/feed.xml\"; } );\n"
    "  actions = ( { name = \"Chat.postMessage\"; jsonl = \"chat.jsonl\"; } );\n"
    "docs/deploying.md has every setting.\n";

static const char *native_target(void) {
#if defined(__x86_64__)
    return "x86-64";
#elif defined(__aarch64__)
    return "aarch64";
#else
    return "riscv64";
#endif
}

/* Above every epoch used before, also where this folder's notes were lost. */
static uint64_t next_epoch(const struct profile *profile, const char *applet) {
    uint64_t epoch = (uint64_t)time(NULL), last = deployment_last_version(profile, applet);
    return last >= epoch ? last + 1 : epoch;
}

/* Printed once it is remembered: the next deployment uses the same. */
static void show_new_secrets(const struct plan *plan) {
    for (size_t i = 0; i < plan->trigger_count; i++) {
        const struct plan_entry *entry = &plan->triggers[i];
        if (entry->secret_made) {
            printf("Webhook secret of %s %s: %s\n", plan->applet, entry->name,
                   service_text(entry->settings, "secret"));
        }
    }
}

static int deploy(struct deployment *deployment) {
    const struct plan *plan = deployment->plan;
    uint8_t *image = NULL;
    size_t length = 0;
    progress("compiling %s", plan->source);
    int compiled = deploy_compile(deployment, &image, &length);
    if (compiled != EXIT_CODE_OK) {
        return compiled;
    }
    bool sealed = deploy_seal(deployment, view_of(image, length));
    free(image);
    if (!sealed) {
        return EXIT_CODE_REFUSED;
    }
    /* Remembered before anybody knows: an epoch is never used twice, also after a failure. */
    if (!deploy_remember(deployment, true)) {
        return EXIT_CODE_USAGE;
    }
    show_new_secrets(plan);
    progress("registering keys with the services");
    enum exit_code code = deploy_services(deployment);
    if (code != EXIT_CODE_OK) {
        return code;
    }
    progress("asking the keystore for its evidence");
    code = deploy_keystore(deployment);
    if (code != EXIT_CODE_OK) {
        return code;
    }
    code = deploy_host(deployment);
    if (code == EXIT_CODE_OK && !deploy_remember(deployment, false)) {
        code = EXIT_CODE_USAGE;
    }
    if (code == EXIT_CODE_OK) {
        code = deploy_wait_ready(deployment);
    }
    if (code != EXIT_CODE_OK) {
        return code;
    }
    printf("%s runs: its code, %zu bytes, is sealed in a package of %zu bytes.\n", plan->applet,
           length, deployment->package_length);
    return EXIT_CODE_OK;
}

static int run(int argc, char **argv) {
    const char *target = NULL;
    const struct option_spec options[] = {{"target", false, &target}};
    if (!options_parse(&command_deploy, &argc, argv, options, 1)) {
        return EXIT_CODE_USAGE;
    }
    if (argc != 2) {
        complain("deploy takes one deployment file (*.applet); --help shows what is in it");
        return EXIT_CODE_USAGE;
    }
    if (target == NULL) {
        target = native_target();
    }
    if (strcmp(target, "x86-64") != 0 && strcmp(target, "aarch64") != 0 &&
        strcmp(target, "riscv64") != 0) {
        complain("there is no target '%s': x86-64, aarch64 or riscv64", target);
        return EXIT_CODE_USAGE;
    }
    static struct profile profile;
    static struct plan plan;
    static struct deployment deployment;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    int code = EXIT_CODE_USAGE;
    deployment.profile = &profile;
    deployment.plan = &plan;
    deployment.target = target;
    token_new(deployment.notify_token);
    token_new(deployment.fetch_token);
    token_new(deployment.deliver_token);
    if (profile_policy(&profile, &deployment.policy) && plan_read(&profile, argv[1], &plan)) {
        deployment.epoch = next_epoch(&profile, plan.applet);
        code = deploy(&deployment);
        plan_free(&plan);
    }
    json_decref(deployment.ingredients);
    json_decref(deployment.columns);
    free(deployment.package);
    profile_close(&profile);
    return code;
}

const struct command command_deploy = {"deploy", "compile, seal and register an applet", help, run};
