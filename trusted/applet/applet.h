/*
 * trusted/applet/applet.h: what the loaded applet program knows about its one applet.
 *
 * Filled by load.c before anything is served; afterwards only the counters of the run record change.
 */
#ifndef TRUSTED_APPLET_APPLET_H
#define TRUSTED_APPLET_APPLET_H

#include "lib/host_channel.h"
#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/package.h"
#include "runtime/event.h"

struct applet_source {
    struct view name;
    enum package_source_kind kind;
    struct cose_receiver receiver;
};

struct applet_sink {
    struct view name;
    uint32_t message_bytes;
    struct cose_sender sender;
};

struct applet {
    struct applet_identity identity; /* of the deployment */
    uint8_t bind[DIGEST_BYTES];      /* of the package file */
    struct view zone, locale;
    uint64_t max_delay_ms, quantum_ms;
    size_t source_count, sink_count;
    struct applet_source sources[LIMIT_TRIGGERS];
    struct applet_sink sinks[LIMIT_ACTIONS]; /* in the package's order */
    struct cose_sender record_sender;

    struct rt *rt;
    struct code_module module;
    struct applet_manifest manifest;

    uint8_t instance[INSTANCE_BYTES]; /* random per start */
    uint64_t records;                 /* so far: the next record's n */
    uint8_t previous_record[DIGEST_BYTES];

    size_t text_used; /* of `texts`: names, zone, locale, ids */
    uint8_t texts[LIMIT_ID_BYTES * 2 + LIMIT_ZONE_BYTES * 2 +
                  LIMIT_NAME_BYTES * (LIMIT_TRIGGERS + LIMIT_ACTIONS)];
};

#endif
