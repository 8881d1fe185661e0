/*
 * lib/limits.h: the bounds of every format of TAPDance, in one place.
 *
 * Encoders refuse to exceed them and decoders refuse what does; docs/protocol.md and schema/ repeat
 * them for authors of services.
 */
#ifndef LIB_LIMITS_H
#define LIB_LIMITS_H

#define LIMIT_ID_BYTES         32  /* user, applet, service and target ids: [a-z0-9-]{1,32} */
#define LIMIT_NAME_BYTES       64  /* trigger, query and action names: "Feed.newFeedItem" */
#define LIMIT_INGREDIENT_BYTES 128 /* "Feed.newFeedItem.Title" or a field's name */
#define LIMIT_NOTE_BYTES       64  /* the user's words about an anchor */
#define LIMIT_URL_BYTES        256
#define LIMIT_ZONE_BYTES       64 /* IANA zone name, BCP 47 locale */

#define LIMIT_TRIGGERS    16   /* triggers and queries of one applet together */
#define LIMIT_ACTIONS     16   /* so that every run record fits into RECORD_MESSAGE_BYTES */
#define LIMIT_INGREDIENTS 256  /* in one trigger message */
#define LIMIT_ROWS        1024 /* of one query */
#define LIMIT_CELLS       64   /* of one row */
#define LIMIT_FIELDS      64   /* of one action */
#define LIMIT_TARGETS     8    /* packages of one deployment, one for each processor */
#define LIMIT_ANCHORS     8
#define LIMIT_MONITORS    8
#define LIMIT_PROGRAMS    16

#define LIMIT_CBOR_DEPTH   8
#define LIMIT_CBOR_ENTRIES 256 /* map entries that the generic check compares for duplicates */

/* Lengths of complete messages (COSE included). */
#define RECORD_MESSAGE_BYTES         2048u
#define ACTION_MESSAGE_BYTES_DEFAULT 4096u
#define ACTION_MESSAGE_BYTES_LEAST   512u
#define ACTION_MESSAGE_BYTES_MOST    65536u
#define TRIGGER_MESSAGE_BYTES_MOST   65536u /* buckets: 1,024, 4,096, 16,384, 65,536 */
#define PACKAGE_BYTES_MOST           (16u << 20)
#define PACKAGE_CLEAR_BYTES_MOST     16384u
#define PACKAGE_PADDING              4096u
#define EVIDENCE_BYTES_MOST          1536u
#define KEYSTORE_MESSAGE_BYTES_MOST  16384u

#endif
