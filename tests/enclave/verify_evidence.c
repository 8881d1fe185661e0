/*
 * tests/enclave/verify_evidence.c: lib/evidence_verify.h on evidence in hexadecimal.
 *
 *   verify_evidence ANCHOR CLASS MONITOR PROGRAM BIND CALLER-DATA EVIDENCE
 *
 * Prints the verdict in words; exits with 0 only where the evidence is accepted under a policy of exactly
 * these values.
 */
#include "lib/evidence_verify.h"
#include "lib/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t evidence[EVIDENCE_BYTES_MOST];

static enum status parse(char **arguments, struct policy *policy,
                         struct evidence_expectation *expected, size_t *length) {
    policy_default(policy);
    policy->anchor_count = 1;
    policy->monitor_count = 1;
    policy->program_count = 1;
    policy->programs[0].role = PROGRAM_KEYSTORE;
    policy->lowest_class = CLASS_EMULATED;
    policy->dma_protection_required = false;
    expected->role = PROGRAM_KEYSTORE;
    *length = strlen(arguments[6]) / 2;
    if (*length > sizeof evidence ||
        hex_decode(arguments[0], policy->anchors[0].public_key, SIGN_PUBLIC_BYTES) != STATUS_OK ||
        anchor_class_parse(arguments[1], &policy->anchors[0].class) != STATUS_OK ||
        hex_decode(arguments[2], policy->monitors[0], MEASUREMENT_BYTES) != STATUS_OK ||
        hex_decode(arguments[3], policy->programs[0].measurement, MEASUREMENT_BYTES) != STATUS_OK ||
        hex_decode(arguments[4], expected->bind, DIGEST_BYTES) != STATUS_OK ||
        hex_decode(arguments[5], expected->caller_data, EVIDENCE_CALLER_DATA_BYTES) != STATUS_OK ||
        hex_decode(arguments[6], evidence, *length) != STATUS_OK) {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

int main(int count, char **arguments) {
    static struct policy policy;
    struct evidence_expectation expected = {0};
    struct evidence_result result;
    size_t length = 0;
    if (count != 8 || parse(arguments + 1, &policy, &expected, &length) != STATUS_OK) {
        (void)fprintf(stderr, "verify_evidence: seven arguments in hexadecimal are needed\n");
        return 2;
    }
    enum status status = evidence_verify(view_of(evidence, length), &policy, &expected, &result);
    (void)printf("%s\n", evidence_refusal_text(result.refusal));
    return status == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
