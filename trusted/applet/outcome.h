/*
 * trusted/applet/outcome.h: what a run did, taken out of the runtime's memory and sealed.
 *
 * One message for each action of the package, in its order, each of its fixed length, run and skip alike;
 * then the run record. An action that was not skipped runs, with the fields set so far, also where no
 * setter was called; after an uncaught exception, a limit, or where one action's fields do not fit, every
 * action is a skip.
 */
#ifndef TRUSTED_APPLET_OUTCOME_H
#define TRUSTED_APPLET_OUTCOME_H

#include "trusted/applet/decode.h"

#define OUTCOME_LOG_MOST 4096u /* a record holds less */

struct taken_action {
    bool run;
    size_t field_count;
    struct text_pair fields[LIMIT_FIELDS];
};

struct taken {
    enum run_outcome outcome;
    struct taken_action actions[LIMIT_ACTIONS]; /* by the package's order */
    size_t log_length, text_length;
    bool log_cut;
    uint8_t log[OUTCOME_LOG_MOST];
    uint8_t text[HOST_RESULT_BYTES_MOST]; /* of the fields */
};

/* Copies what matters out of `outcome`; nothing of the runtime is needed afterwards. */
void outcome_take(const struct applet *applet, const struct outcome *outcome, struct taken *taken);
/*
 * Appends the whole result message of `ticket`. STATUS_OK, or a failure that no event can cause
 * (cryptography or room): the program must end.
 */
MUST_CHECK enum status outcome_seal(struct applet *applet, const struct decoded *decoded,
                                    struct taken *taken, uint64_t ticket, int64_t started_ms,
                                    int64_t ended_ms, uint32_t uncertainty_ms, struct writer *out);
void outcome_wipe(struct taken *taken);

#endif
