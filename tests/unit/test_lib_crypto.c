/* tests/unit/test_lib_crypto.c: HKDF, Ed25519, key schedule, backup and the two COSE messages. */
#include "lib_test.h"

#include "lib/backup.h"
#include "lib/cbor.h"
#include "lib/cose.h"
#include "lib/hkdf.h"

/* RFC 5869 appendix A, cases 1 to 3. */
static void test_hkdf(void **state) {
    static const struct {
        const char *key, *salt, *info, *prk, *okm;
    } cases[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
         "f0f1f2f3f4f5f6f7f8f9", "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
         "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2"
         "c"
         "2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
         "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8"
         "c"
         "8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
         "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbd"
         "c"
         "dddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
         "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
         "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65"
         "e"
         "590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
         "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
         "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t key[128], salt[128], info[128], prk[32], okm[128], out[128];
        struct secret extracted, derived;
        struct view key_view = from_hex(cases[i].key, key, sizeof key);
        struct view salt_view = from_hex(cases[i].salt, salt, sizeof salt);
        struct view info_view = from_hex(cases[i].info, info, sizeof info);
        struct view want = from_hex(cases[i].okm, okm, sizeof okm);
        hkdf_extract(salt_view, key_view, &extracted);
        assert_view_equal(view_of(extracted.bytes, 32), from_hex(cases[i].prk, prk, sizeof prk));
        assert_ok(hkdf_expand(&extracted, info_view, out, want.length));
        assert_view_equal(view_of(out, want.length), want);
        hkdf_derive(&derived, salt_view, key_view, info_view);
        assert_memory_equal(derived.bytes, want.data, 32);
    }
    {
        static uint8_t large[HKDF_OUTPUT_MOST + 1];
        struct secret key = secret_of(1);
        assert_ok(hkdf_expand(&key, view_of(NULL, 0), large, HKDF_OUTPUT_MOST));
        assert_status(hkdf_expand(&key, view_of(NULL, 0), large, HKDF_OUTPUT_MOST + 1),
                      STATUS_TOO_LARGE);
    }
}

/* RFC 8032 section 7.1, tests 1 to 3: our key type gives the public keys and signatures of the RFC. */
static void test_ed25519(void **state) {
    static const struct {
        const char *seed, *public_key, *message, *signature;
    } cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "c"
         "f9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0"
         "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7609"
         "8"
         "4dc6594a7c15e9716ed28dc027beceea1ec40a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct secret seed;
        struct signing_key key;
        uint8_t bytes[64], public_key[32], want[64], signature[64];
        struct view message = from_hex(cases[i].message, bytes, sizeof bytes);
        from_hex(cases[i].seed, seed.bytes, sizeof seed.bytes);
        signing_key_from_seed(&key, &seed);
        signing_key_public(&key, public_key);
        assert_view_equal(view_of(public_key, 32), from_hex(cases[i].public_key, want, 64));
        crypto_sign_ed25519_detached(signature, NULL, bytes, message.length, key.bytes);
        assert_view_equal(view_of(signature, 64), from_hex(cases[i].signature, want, 64));
    }
}

static void test_key_schedule(void **state) {
    struct secret master = secret_of(1), keys[7];
    struct view applet = view_text("a"), none = view_of(NULL, 0);
    struct secret unused;
    assert_ok(keys_derive(&keys[0], &master, applet, 1, KEY_TRIGGER, view_text("A.b")));
    assert_ok(keys_derive(&keys[1], &master, applet, 2, KEY_TRIGGER, view_text("A.b")));
    assert_ok(keys_derive(&keys[2], &master, applet, 1, KEY_ACTION, view_text("A.b")));
    assert_ok(keys_derive(&keys[3], &master, applet, 1, KEY_TRIGGER, view_text("A.c")));
    assert_ok(keys_derive(&keys[4], &master, view_text("b"), 1, KEY_TRIGGER, view_text("A.b")));
    assert_ok(keys_derive(&keys[5], &master, applet, 1, KEY_CODE, none));
    assert_ok(keys_derive(&keys[6], &master, applet, 1, KEY_RECORD, none));
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_false(secret_equal(&keys[i], &keys[j]));
        }
    }
    assert_status(keys_derive(&unused, &master, view_text("A"), 1, KEY_CODE, none), STATUS_INVALID);
    assert_status(keys_derive(&unused, &master, applet, 1, KEY_CODE, view_text("A.b")),
                  STATUS_INVALID);
    assert_status(keys_derive(&unused, &master, applet, 1, KEY_TRIGGER, none), STATUS_INVALID);
    assert_status(keys_derive(&unused, &master, applet, 1, (enum key_purpose)5, none),
                  STATUS_INVALID);
    assert_status(keys_derive_content(&unused, &master, keys[0].bytes, (enum key_purpose)0),
                  STATUS_INVALID);
}

static void test_backup(void **state) {
    struct secret master, opened;
    uint8_t file[BACKUP_BYTES + 1], changed[BACKUP_BYTES];
    struct view passphrase = view_text("a passphrase");
    secret_random(&master);
    assert_ok(backup_seal(file, &master, passphrase, 1, 8));
    assert_ok(backup_open(&opened, view_of(file, BACKUP_BYTES), passphrase));
    assert_true(secret_equal(&opened, &master));
    assert_status(backup_open(&opened, view_of(file, BACKUP_BYTES), view_text("another")),
                  STATUS_AUTH);
    assert_true(secret_is_zero(&opened));
    for (size_t i = 0; i < BACKUP_BYTES; i++) {
        enum status status = STATUS_OK;
        if (i >= 8 && i < 16) { /* cost parameters: below, so that the test stays fast */
            continue;
        }
        memcpy(changed, file, sizeof changed);
        changed[i] ^= 1;
        status = backup_open(&opened, view_of(changed, sizeof changed), passphrase);
        assert_int_equal(status, i < 8 ? STATUS_INVALID : STATUS_AUTH);
    }
    memcpy(changed, file, sizeof changed);
    changed[8] = 17; /* passes */
    assert_status(backup_open(&opened, view_of(changed, sizeof changed), passphrase),
                  STATUS_INVALID);
    memcpy(changed, file, sizeof changed);
    changed[15] = 1; /* 16 GiB */
    assert_status(backup_open(&opened, view_of(changed, sizeof changed), passphrase),
                  STATUS_INVALID);
    assert_status(backup_open(&opened, view_of(file, BACKUP_BYTES - 1), passphrase),
                  STATUS_INVALID);
    assert_status(backup_open(&opened, view_of(file, BACKUP_BYTES + 1), passphrase),
                  STATUS_INVALID);
    assert_status(backup_seal(file, &master, passphrase, 0, 8), STATUS_INVALID);
}

static void test_sign1(void **state) {
    struct secret seed = secret_of(3), other_seed = secret_of(4);
    struct signing_key key, other;
    uint8_t public_key[32], other_public[32], bytes[1024], scratch_bytes[1024];
    struct writer out, scratch;
    struct view payload = {0}, kid = {0}, message = {0};
    struct view aad = view_text("aad"), text = view_text("This is the content.");
    signing_key_from_seed(&key, &seed);
    signing_key_from_seed(&other, &other_seed);
    signing_key_public(&key, public_key);
    signing_key_public(&other, other_public);
    writer_init(&out, bytes, sizeof bytes);
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);
    assert_ok(cose_sign1(&key, view_text("11"), aad, text, &out));
    message = writer_written(&out);
    assert_true(message.length <= text.length + COSE_SIGN1_OVERHEAD);
    assert_ok(cose_verify1(message, public_key, aad, scratch, &payload, &kid));
    assert_view_equal(payload, text);
    assert_view_text(kid, "11");
    assert_true(view_contains(message, payload));
    assert_status(cose_verify1(message, other_public, aad, scratch, &payload, NULL), STATUS_AUTH);
    assert_status(cose_verify1(message, public_key, view_text("aae"), scratch, &payload, NULL),
                  STATUS_AUTH);
    for (size_t i = 0; i < message.length * 8; i++) { /* every single bit counts */
        enum status status = STATUS_OK;
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        status = cose_verify1(message, public_key, aad, scratch, &payload, NULL);
        assert_true(status == STATUS_AUTH || status == STATUS_INVALID);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t length = 0; length < message.length; length++) {
        assert_status(
            cose_verify1(view_of(bytes, length), public_key, aad, scratch, &payload, NULL),
            STATUS_INVALID);
    }
    writer_init(&scratch, scratch_bytes, 40);
    assert_status(cose_verify1(message, public_key, aad, scratch, &payload, NULL),
                  STATUS_TOO_LARGE);
    writer_init(&out, bytes, 40);
    assert_status(cose_sign1(&key, view_text("11"), aad, text, &out), STATUS_TOO_LARGE);
    writer_init(&out, bytes, sizeof bytes);
    assert_status(cose_sign1(&key, view_of(bytes, 33), aad, text, &out), STATUS_INVALID);
}

static void test_encrypt0(void **state) {
    struct secret key = secret_of(5), other = secret_of(6);
    struct cose_sender sender;
    struct cose_receiver receiver, wrong;
    uint8_t bytes[1024], plain[1024];
    struct writer out;
    struct view aad = view_text("aad"), text = view_text("attack at dawn"), message = {0};
    size_t length = sizeof plain;
    assert_ok(cose_sender_init(&sender, &key, KEY_ACTION));
    assert_ok(cose_receiver_init(&receiver, &key, KEY_ACTION));
    writer_init(&out, bytes, sizeof bytes);
    assert_ok(cose_encrypt0(&sender, aad, text, &out));
    message = writer_written(&out);
    assert_int_equal(message.length, cose_message_length(text.length));
    assert_ok(cose_decrypt0(&receiver, aad, message, plain, &length));
    assert_view_equal(view_of(plain, length), text);
    for (size_t i = 0; i < message.length * 8; i++) {
        enum status status = STATUS_OK;
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        length = sizeof plain;
        status = cose_decrypt0(&receiver, aad, message, plain, &length);
        assert_true(status == STATUS_AUTH || status == STATUS_INVALID);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    /* A forged salt must not displace the remembered content key. */
    length = sizeof plain;
    assert_ok(cose_decrypt0(&receiver, aad, message, plain, &length));
    length = sizeof plain;
    assert_status(cose_decrypt0(&receiver, view_text("aae"), message, plain, &length), STATUS_AUTH);
    length = text.length - 1;
    assert_status(cose_decrypt0(&receiver, aad, message, plain, &length), STATUS_TOO_LARGE);
    for (size_t cut = 0; cut < message.length; cut++) {
        length = sizeof plain;
        assert_status(cose_decrypt0(&receiver, aad, view_of(bytes, cut), plain, &length),
                      STATUS_INVALID);
    }
    length = sizeof plain; /* another key, and the same key for another purpose */
    assert_ok(cose_receiver_init(&wrong, &other, KEY_ACTION));
    assert_status(cose_decrypt0(&wrong, aad, message, plain, &length), STATUS_AUTH);
    assert_ok(cose_receiver_init(&wrong, &key, KEY_TRIGGER));
    assert_status(cose_decrypt0(&wrong, aad, message, plain, &length), STATUS_AUTH);
    assert_status(cose_receiver_init(&wrong, &key, (enum key_purpose)9), STATUS_INVALID);
    /* In place, over the message's own memory. */
    length = message.length;
    assert_ok(cose_decrypt0(&receiver, aad, message, bytes, &length));
    assert_view_equal(view_of(bytes, length), text);
    writer_init(&out, bytes, message.length - 1);
    assert_status(cose_encrypt0(&sender, aad, text, &out), STATUS_TOO_LARGE);
}

static void test_exact_lengths(void **state) {
    static uint8_t bytes[70000];
    struct secret key = secret_of(7);
    struct cose_sender sender;
    assert_ok(cose_sender_init(&sender, &key, KEY_CODE));
    for (size_t total = 512; total <= 65589; total += total < 600 ? 1 : 541) {
        size_t plaintext = cose_plaintext_length(total);
        struct writer out;
        uint8_t *slot = NULL;
        assert_int_equal(plaintext, total - COSE_ENCRYPT0_OVERHEAD);
        writer_init(&out, bytes, total);
        slot = cose_plaintext_slot(&out, total);
        assert_non_null(slot);
        memset(slot, 'p', plaintext);
        assert_ok(cose_encrypt0(&sender, view_text("aad"), view_of(slot, plaintext), &out));
        assert_int_equal(out.position, total);
        writer_init(&out, bytes, total - 1);
        assert_null(cose_plaintext_slot(&out, total));
    }
    /* Between 65,589 and 65,592 no length is possible: the ciphertext's head grows by two. */
    assert_int_equal(cose_plaintext_length(65590), 0);
    assert_int_equal(cose_plaintext_length(65591), 0);
    assert_int_equal(cose_message_length(cose_plaintext_length(65592)), 65592);
    assert_int_equal(cose_plaintext_length(50), 0);
}

/* The salt stays for 2^20 messages, then changes; the receiver follows, old messages still open. */
static void test_salt_changes(void **state) {
    struct secret key = secret_of(8);
    struct cose_sender sender;
    struct cose_receiver receiver;
    uint8_t first[256], second[256], third[256], plain[64];
    struct writer outs[3];
    uint8_t *buffers[3] = {first, second, third};
    uint8_t salt[KEY_SALT_BYTES];
    assert_ok(cose_sender_init(&sender, &key, KEY_RECORD));
    assert_ok(cose_receiver_init(&receiver, &key, KEY_RECORD));
    memcpy(salt, sender.salt, sizeof salt);
    for (unsigned i = 0; i < 3; i++) {
        writer_init(&outs[i], buffers[i], 256);
        assert_ok(cose_encrypt0(&sender, view_of(NULL, 0), view_text("text"), &outs[i]));
        assert_int_equal(memcmp(salt, sender.salt, sizeof salt) == 0, i < 2);
        if (i == 1) {
            sender.used = COSE_MESSAGES_PER_SALT;
        }
    }
    assert_int_equal(sender.used, 1);
    for (unsigned i = 0; i < 6; i++) { /* forward, then backward */
        size_t length = sizeof plain;
        struct view message = writer_written(&outs[i < 3 ? i : 5 - i]);
        assert_ok(cose_decrypt0(&receiver, view_of(NULL, 0), message, plain, &length));
        assert_int_equal(length, 4);
    }
    /* Same plaintext, same salt: different IV, different ciphertext. */
    assert_memory_not_equal(first, second, outs[0].position);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hkdf),          cmocka_unit_test(test_ed25519),
        cmocka_unit_test(test_key_schedule),  cmocka_unit_test(test_backup),
        cmocka_unit_test(test_sign1),         cmocka_unit_test(test_encrypt0),
        cmocka_unit_test(test_exact_lengths), cmocka_unit_test(test_salt_changes),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
