#!/usr/bin/python3
"""Golden vectors: `vectors.py check FILE` compares, `vectors.py write FILE` writes messages.txt.

Each line is `name = hex`. The same fixed inputs stand in tests/unit/test_lib_vectors.c; both sides
have to reach the same bytes on their own.
"""
import sys

import cbor2

import reference as ref

USER, APPLET, EPOCH = "alice", "feed-to-chat", 7
TRIGGER, ACTION, QUERY = "Feed.newFeedItem", "Chat.postMessage", "Sheets.findRows"
MASTER = bytes(range(32))
EVENT = bytes([0xE0 + i % 16 for i in range(16)])
NONCE = bytes([0x90 + i % 16 for i in range(16)])
NOW = 1767225600123  # 2026-01-01T00:00:00.123Z
H = bytes([0x48] * 32)


def fill(value, length=32):
    return bytes([value] * length)


def keys():
    return {purpose: ref.derive(MASTER, APPLET, EPOCH, purpose, ident) for purpose, ident in
            (("code", ""), ("trigger", TRIGGER), ("action", ACTION), ("record", ""))}


def trigger_entries():
    return {1: EVENT, 2: 41, 3: NOW, 4: NOW + 5, 5: NOW - 1000, 6: NOW - 3601000, 7: 4000000000,
            8: {"Feed.newFeedItem.Title": "Grüße, 世界 \U0001F600",
                "Feed.newFeedItem.Url": "https://example.org/1"},
            9: {QUERY: [{"Name": "Ada", "Row": "1"}, {"Name": "", "Row": "2"}]}}


def record_entries(log):
    return {1: fill(0x11, 16), 2: 3, 3: fill(0x22), 4: EVENT, 5: TRIGGER, 6: 41, 7: NOW + 10,
            8: NOW + 12, 9: 250, 10: 1,
            11: [[ACTION, True, ref.idem(APPLET, TRIGGER, EVENT, ACTION)],
                 ["Mail.send", False, ref.idem(APPLET, TRIGGER, EVENT, "Mail.send")]],
            12: log, 13: False, 14: fill(0x33)}


def policy(device):
    return {1: [[device, 0, "this machine"], [fill(0x44), 3, ""]], 2: 0, 3: [fill(0x55)],
            4: [[1, fill(0x66)], [2, fill(0x77)]], 5: True, 6: False}


def named_keys(k):
    return {1: k["code"], 2: k["record"], 3: [[TRIGGER, k["trigger"]]], 4: [[ACTION, k["action"]]]}


def packages(k):
    clear = {1: USER, 2: APPLET, 3: EPOCH, 4: "x86-64", 5: fill(0x88),
             6: [[TRIGGER, 1, "https://feed.example/v1"], [QUERY, 2, "https://sheets.example/v1"]],
             7: [[ACTION, "https://chat.example/v1", 4096]], 8: 2048}
    content = {1: "Europe/Berlin", 2: "en", 3: 600000, 4: 1000000, 5: 4 << 20, 6: 0,
               7: fill(0x99, 500)}
    small = ref.package(ref.CountingRandom(), clear, content, k["code"])
    content[7] = bytes((7 * i) & 0xFF for i in range(70000))
    large = ref.package(ref.CountingRandom(), clear, content, k["code"])
    return small, large


def evidence():
    device, monitor = fill(0xD0), fill(0xD1)
    device_id = ref.sha256(ref.public_key(device))
    certificate = ref.sign1(device, device_id, ref.aad("certificate"),
                            cbor2.dumps({1: ref.public_key(monitor), 2: fill(0x55), 3: 2}))
    claims = {10: bytes(range(64)), 256: b"\x01" + device_id, 263: 1,
              265: "urn:tapdance:evidence:1", 268: fill(0xB0, 16), -70001: fill(0x66),
              -70002: bytes(32), -70003: fill(0x55), -70004: 2, -70005: 1, -70006: True,
              -70007: False, -70008: 1, -70009: NOW, -70010: 40, -70011: 2}
    statement = ref.sign1(monitor, b"", ref.aad("evidence"), cbor2.dumps(claims))
    return ref.public_key(device), certificate, cbor2.dumps([certificate, statement])


def channel_vectors(out):
    for purpose in ("user", "applet"):
        prologue = b"tapdance/ch/v1" + purpose.encode()
        first, second, h, (to_responder, to_initiator) = ref.noise_nx(
            prologue, fill(0xA1), fill(0xA2), fill(0xA3))
        out["noise.%s.first" % purpose] = first
        out["noise.%s.second" % purpose] = second
        out["noise.%s.h" % purpose] = h
        out["noise.%s.to-initiator" % purpose] = ref.transport(to_initiator, 0, b"\x01evidence")
        out["noise.%s.to-responder" % purpose] = ref.transport(to_responder, 0, b"\x02message")
        out["caller-data.%s.initiator" % purpose] = ref.caller_data(1, purpose, h)
        out["caller-data.%s.responder" % purpose] = ref.caller_data(2, purpose, h)


def make():
    out = {}
    k = keys()
    for purpose, key in k.items():
        out["key." + purpose] = key
        out["kid." + purpose] = ref.kid_of(key)
        out["content." + purpose] = ref.content_key(key, bytes(range(16)), purpose)
    seed = ref.signing_seed(MASTER)
    out["user.public"] = ref.public_key(seed)
    out["idem"] = ref.idem(APPLET, TRIGGER, EVENT, ACTION)
    out["trigger"] = ref.message_of(
        ref.CountingRandom(), k["trigger"], "trigger",
        ref.aad("trigger", USER, APPLET, EPOCH, TRIGGER, NONCE), trigger_entries(), 10, 1024)
    large = trigger_entries()
    large[8] = {"Feed.newFeedItem.Body": "x" * 5000}
    large[9] = {}
    del large[6]
    out["trigger.16k"] = ref.message_of(
        ref.CountingRandom(), k["trigger"], "trigger",
        ref.aad("trigger", USER, APPLET, EPOCH, TRIGGER, NONCE), large, 10, 16384)
    run = {1: out["idem"], 2: 41, 3: TRIGGER, 4: NOW + 600000, 5: True,
           6: {"message": "New: Grüße", "channel": "general"}}
    action_aad = ref.aad("action", USER, APPLET, EPOCH, ACTION)
    out["action.run"] = ref.message_of(ref.CountingRandom(), k["action"], "action", action_aad,
                                       run, 7, 4096)
    out["action.skip"] = ref.message_of(ref.CountingRandom(), k["action"], "action", action_aad,
                                        {**run, 5: False, 6: {}}, 7, 4096)
    out["record"] = ref.message_of(
        ref.CountingRandom(), k["record"], "record", ref.aad("record", USER, APPLET, EPOCH),
        record_entries("one\nTypeError: x is not a function"), 15, 2048)
    out["package"], out["package.large"] = packages(k)
    device, out["certificate"], out["evidence"] = evidence()
    out["policy"] = cbor2.dumps(policy(device))
    record = cbor2.dumps({1: USER, 2: APPLET, 3: EPOCH, 4: 9, 5: [["x86-64", fill(0x33)]],
                          6: policy(device)})
    out["keystore.put"] = cbor2.dumps({
        1: 1, 2: ref.sign1(seed, b"", ref.aad("record-set", H), record),
        3: ref.public_key(seed), 4: named_keys(k)})
    out["keystore.version"] = cbor2.dumps({
        1: 2, 2: ref.sign1(seed, b"", ref.aad("record-version", H),
                           cbor2.dumps({1: USER, 2: APPLET})), 3: ref.public_key(seed)})
    out["keystore.remove"] = cbor2.dumps({
        1: 3, 2: ref.sign1(seed, b"", ref.aad("record-remove", H),
                           cbor2.dumps({1: USER, 2: APPLET, 4: 10})), 3: ref.public_key(seed)})
    out["keystore.applet"] = cbor2.dumps({1: USER, 2: APPLET, 3: EPOCH, 4: "x86-64"})
    out["keystore.response"] = cbor2.dumps({1: 0, 2: 9, 3: EPOCH, 4: named_keys(k)})
    out["keystore.refusal"] = cbor2.dumps({1: 6, 2: 0, 3: 0})
    out["backup"] = ref.backup(ref.CountingRandom(), MASTER, b"correct horse", 2, 1024)
    channel_vectors(out)
    return out


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("check", "write"):
        sys.exit("usage: vectors.py check|write FILE")
    text = "".join("%s = %s\n" % (name, value.hex()) for name, value in make().items())
    if sys.argv[1] == "write":
        with open(sys.argv[2], "w", encoding="ascii") as file:
            file.write(text)
        return
    with open(sys.argv[2], encoding="ascii") as file:
        golden = file.read()
    for made, kept in zip(text.splitlines(), golden.splitlines()):
        if made != kept:
            sys.exit("differs from the golden vector: " + made.split(" ")[0])
    if text != golden:
        sys.exit("the golden file has other vectors")
    print(len(golden.splitlines()), "vectors agree")


if __name__ == "__main__":
    main()
