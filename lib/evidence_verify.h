/*
 * lib/evidence_verify.h: evidence against the user's policy.
 *
 * The class comes from the anchor that signed, never from the evidence. Evidence of backend
 * `process` is acceptable under anchors of class none only. The order of checks is the order of the
 * refusals below; the first that fails is reported.
 */
#ifndef LIB_EVIDENCE_VERIFY_H
#define LIB_EVIDENCE_VERIFY_H

#include "lib/policy.h"

enum evidence_refusal {
    EVIDENCE_ACCEPTED = 0,
    EVIDENCE_MALFORMED,       /* not of the form of lib/evidence.h */
    EVIDENCE_UNKNOWN_ANCHOR,  /* the device key is none of the policy's anchors */
    EVIDENCE_BAD_CERTIFICATE, /* the device key did not sign this certificate */
    EVIDENCE_BAD_SIGNATURE,   /* the certified monitor did not sign this statement */
    EVIDENCE_WRONG_PROFILE,
    EVIDENCE_DEVICE_MISMATCH,     /* statement and certificate name different devices */
    EVIDENCE_MONITOR_MISMATCH,    /* statement and certificate name different monitors */
    EVIDENCE_WRONG_CALLER_DATA,   /* made for another channel, role or purpose: stale or relayed */
    EVIDENCE_CLASS_CONTRADICTION, /* process backend under an anchor of a class above none */
    EVIDENCE_CLASS_TOO_LOW,
    EVIDENCE_DEBUG,         /* debugging is possible */
    EVIDENCE_WRONG_MONITOR, /* measurement not in the policy */
    EVIDENCE_WRONG_PROGRAM, /* measurement not in the policy for this role */
    EVIDENCE_WRONG_BIND,    /* right program, other input */
    EVIDENCE_SHARED_KERNEL,
    EVIDENCE_DMA, /* policy requires DMA protection */
};

struct evidence_expectation {
    uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES];
    enum program_role role;
    uint8_t bind[DIGEST_BYTES]; /* zeros for the keystore */
};

struct evidence_result {
    enum evidence_refusal refusal;
    enum anchor_class class; /* of the anchor; valid once the anchor was found */
    size_t anchor;           /* its index in the policy */
    struct certificate certificate;
    struct evidence_claims claims; /* valid only where accepted */
};

/*
 * STATUS_OK where accepted; otherwise STATUS_INVALID (malformed), STATUS_AUTH (signatures),
 * STATUS_STALE (caller data) or STATUS_DENIED, with the reason in result->refusal.
 */
MUST_CHECK enum status evidence_verify(struct view evidence, const struct policy *policy,
                                       const struct evidence_expectation *expected,
                                       struct evidence_result *result);
/* An English sentence for people, never NULL. */
const char *evidence_refusal_text(enum evidence_refusal refusal);

#endif
