/*
 * tests/fuzz/fuzz_message.c: payloads of services and applets after decryption (the sender may be
 * hostile), evidence, and the monitor's protocol. The first byte chooses which. Walking what a
 * decoder accepted must never fail.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/evidence.h"
#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/monitor_protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void walk_texts(struct view outer, struct view entries, size_t count) {
    struct text_map_cursor cursor;
    struct text_pair pair;
    text_map_cursor(&cursor, entries);
    while (text_map_next(&cursor, &pair)) {
        require(view_contains(outer, pair.name) && view_contains(outer, pair.text));
        require(count-- > 0);
    }
    require(count == 0);
}

static void trigger(struct view bytes) {
    struct trigger_view view;
    if (trigger_payload_decode(bytes, &view) != STATUS_OK) {
        return;
    }
    walk_texts(bytes, view.ingredients, view.ingredient_count);
    struct reader queries;
    struct trigger_query query;
    reader_init_view(&queries, view.queries);
    size_t query_count = 0;
    while (trigger_query_next(&queries, &query)) {
        struct reader rows;
        struct view cells;
        size_t cell_count = 0;
        size_t row_count = 0;
        reader_init_view(&rows, query.rows);
        while (trigger_row_next(&rows, &cell_count, &cells)) {
            walk_texts(bytes, cells, cell_count);
            row_count++;
        }
        require(row_count == query.row_count);
        query_count++;
    }
    require(query_count == view.query_count);
}

static void action(struct view bytes) {
    struct action_view view;
    if (action_payload_decode(bytes, &view) == STATUS_OK) {
        require(view.facts.run || view.field_count == 0);
        walk_texts(bytes, view.fields, view.field_count);
    }
}

static void record(struct view bytes) {
    static struct record view;
    if (record_payload_decode(bytes, &view) == STATUS_OK) {
        require(view.action_count <= LIMIT_ACTIONS && view_contains(bytes, view.log));
        require(run_outcome_text(view.outcome) != NULL);
    }
}

static void monitor(struct view bytes) {
    static struct monitor_request request;
    static struct monitor_response response;
    static uint8_t again[MONITOR_RESPONSE_MOST];
    struct writer out;
    if (monitor_request_decode(bytes, &request) == STATUS_OK) {
        writer_init(&out, again, sizeof again);
        monitor_request_encode(&request, &out);
        require(writer_end(&out) == STATUS_OK && view_equal(writer_written(&out), bytes));
    }
    if (bytes.length > 1 && monitor_response_decode(bytes, (enum monitor_operation)bytes.data[1],
                                                    &response) == STATUS_OK) {
        writer_init(&out, again, sizeof again);
        monitor_response_encode(&response, &out);
        require(writer_end(&out) == STATUS_OK && view_equal(writer_written(&out), bytes));
    }
}

static void evidence(struct view bytes) {
    static struct evidence_claims claims;
    if (evidence_claims_decode(bytes, &claims) == STATUS_OK) {
        require(cbor_check(bytes) == STATUS_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const decoders[])(struct view) = {trigger, action, record, monitor, evidence};
    if (size > 0) {
        decoders[data[0] % (sizeof decoders / sizeof decoders[0])](view_of(data + 1, size - 1));
    }
    return 0;
}
