/*
 * cli/plan.h: a deployment file (*.applet): which services feed an applet and which act for it.
 *
 *   applet = "feed-to-chat";            // its id at host and services: [a-z0-9-]
 *   source = "feed-to-chat.ts";         // relative to this file
 *   timezone = "Europe/Paris";          // IANA; default UTC
 *   locale = "en";  max_delay_s = 600;  // optional; a locale that is built in
 *   fuel = 1000000;  memory_mib = 16;   // optional: limits of one event
 *   descriptions = ( "shop.json" );     // optional: of services, compared with the applet
 *   triggers = (
 *     { name = "Feed.newFeedItem"; feed = "https://…/feed.xml"; interval_s = 300; },
 *     { name = "Hook.event"; webhook = "whsec_…"; },   // "" makes a secret once and prints it
 *     { name = "Log.newLine"; file = "lines.jsonl"; } );
 *   queries = ( { name = "Sheets.rows"; file = "rows.jsonl"; } );
 *   actions = (
 *     { name = "Chat.postMessage"; jsonl = "chat.jsonl"; message_bytes = 4096; },
 *     { name = "Phone.ring"; webhook = "https://…"; secret = "whsec_…"; } );
 * Files are names inside the folder that the service keeps for its user (DATA/sources/USER, DATA/sinks/USER).
 * Each entry may name its `service`; otherwise the only one of its kind is meant.
 */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include "cli/profile.h"

#define PLAN_ENTRIES      16
#define PLAN_DESCRIPTIONS 16

struct plan_entry {
    char name[LIMIT_NAME_BYTES + 1];
    const json_t *service;
    json_t *settings; /* what the service gets as "source" or "sink" */
    uint32_t message_bytes;
    bool secret_made; /* webhook = "" and no deployment before had a secret: to be shown */
};

struct plan {
    char applet[LIMIT_ID_BYTES + 1];
    char source[PATH_MAX];
    char *descriptions[PLAN_DESCRIPTIONS]; /* paths */
    size_t description_count;
    char timezone[LIMIT_ZONE_BYTES + 1], locale[LIMIT_ZONE_BYTES + 1];
    int64_t max_delay_ms;
    uint64_t quantum_ms;         /* 0: none */
    uint64_t fuel, memory_bytes; /* of one event; 0: the runtime's defaults */
    const json_t *host;
    size_t trigger_count, query_count, action_count;
    struct plan_entry triggers[PLAN_ENTRIES], queries[PLAN_ENTRIES], actions[PLAN_ENTRIES];
};

/* Complains with file and line, and returns false. */
bool plan_read(const struct profile *profile, const char *path, struct plan *plan);
void plan_free(struct plan *plan);

#endif
