#!/usr/bin/python3
"""Runs the example of docs/protocol.md against lib/: service_example.py PROTOCOL.MD EXCHANGE

The Python block is taken from the document as it stands, so the document can't go stale.
"""
import re
import subprocess
import sys

USER, APPLET, EPOCH = "alice", "feed-to-chat", 7
TRIGGER, ACTION = "Feed.newFeedItem", "Chat.postMessage"
KEY, NONCE, EVENT = bytes(range(32)), bytes(range(16)), bytes([0xE0] * 16)
NOW = 1767225600123


def example(path):
    with open(path, encoding="utf-8") as file:
        blocks = re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)
    assert len(blocks) == 1, "the document holds one Python example"
    scope = {}
    exec(compile(blocks[0], path, "exec"), scope)
    return scope


def exchange(program, *arguments, text=""):
    done = subprocess.run([program, *arguments], input=text, capture_output=True, text=True,
                          encoding="utf-8", check=True)
    return done.stdout


def check_trigger(service, program):
    texts = {"Feed.newFeedItem.Title": "Grüße, 世界", "Feed.newFeedItem.Url": ""}
    for body, bucket in (("", 1024), ("b" * 2000, 4096), ("b" * 16000, 16384), ("b" * 60000, 65536)):
        ingredients = {**texts, "Feed.newFeedItem.Body": body}
        message = service["seal_trigger"](KEY, USER, APPLET, EPOCH, TRIGGER, NONCE, EVENT, 41, NOW,
                                          7, ingredients)
        assert len(message) == bucket, (len(message), bucket)
        got = exchange(program, "open-trigger", KEY.hex(), NONCE.hex(), text=message.hex() + "\n")
        want = "length %d\nseq 41\n" % bucket
        want += "".join("%s=%s\n" % pair for pair in ingredients.items())
        assert got == want, got[:200]
        other = exchange(program, "open-trigger", KEY.hex(), bytes(16).hex(),
                         text=message.hex() + "\n")
        assert other == "refused: authentication failed\n", other
    # Every length near a bucket's edge: the padding must reach it.
    for length in range(780, 860):
        message = service["seal_trigger"](KEY, USER, APPLET, EPOCH, TRIGGER, NONCE, EVENT, 41, NOW,
                                          7, {"Feed.newFeedItem.Body": "b" * length})
        got = exchange(program, "open-trigger", KEY.hex(), NONCE.hex(), text=message.hex() + "\n")
        assert len(message) in (1024, 4096) and got.startswith("length %d\n" % len(message)), length


def check_action(service, program):
    for run in (True, False):
        message = bytes.fromhex(exchange(program, "seal-action", KEY.hex(), "run" if run else "skip"))
        action = service["open_action"](KEY, USER, APPLET, EPOCH, ACTION, message)
        assert action["run"] is run and action["trigger"] == TRIGGER and action["seq"] == 41
        assert action["fields"] == ({"message": "New: Grüße"} if run else {})
        assert action["not_after"] == 1767226200123
        assert action["idem"] == service["idem"](APPLET, TRIGGER, EVENT, ACTION)
        for changed in (0, 20, 60, len(message) - 1):
            forged = bytearray(message)
            forged[changed] ^= 1
            try:
                service["open_action"](KEY, USER, APPLET, EPOCH, ACTION, bytes(forged))
            except Exception:  # the example lets its libraries' exceptions through
                continue
            raise AssertionError("a changed message was accepted")
        try:
            service["open_action"](KEY, USER, APPLET, EPOCH + 1, ACTION, message)
        except Exception:
            continue
        raise AssertionError("a message of another epoch was accepted")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: service_example.py PROTOCOL.MD EXCHANGE")
    service = example(sys.argv[1])
    check_trigger(service, sys.argv[2])
    check_action(service, sys.argv[2])
    print("the document's example agrees with lib/")


if __name__ == "__main__":
    main()
