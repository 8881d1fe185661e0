#!/usr/bin/env python3
"""The demonstration: three applets, real events, and who could see what.

Starts a platform in a temporary folder with `tapdance up`, deploys the three examples beside this file,
sends a feed with new entries and signed webhooks, and prints for each what the trigger service sent,
what the operator could see, what the action service did, and what the user reads. Ends by itself; ends
with an error where any step differs from what it should be.
"""

import argparse
import datetime
import http.server
import json
import secrets
import base64
import sqlite3
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from platform_harness import Failure, Platform, wait_for  # noqa: E402

EXAMPLES = Path(__file__).resolve().parent


def bold(text):
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text


def heading(text):
    print(f"\n{bold(text)}")


def show(who, lines):
    for number, line in enumerate(lines if isinstance(lines, list) else [lines]):
        print(f"  {who if number == 0 else '':22}{line}", flush=True)


class Feed:
    """An RSS feed on loopback whose entries the demonstration adds."""

    def __init__(self):
        self.entries = []
        feed = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = feed.text().encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                feed.polls += 1

            def log_message(self, *_):
                pass

        self.polls = 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/feed.xml"

    def add(self, title, link, published):
        self.entries.insert(0, (title, link, published))

    def text(self):
        items = "".join(
            f"<item><guid>{link}</guid><title><![CDATA[{title}]]></title><link>{link}</link>"
            f"<pubDate>{published}</pubDate></item>"
            for title, link, published in self.entries
        )
        return f'<rss version="2.0"><channel><title>Releases</title>{items}</channel></rss>'


def expect(what, found, expected):
    if found != expected:
        raise Failure(f"{what} differs\n  expected: {expected!r}\n  found:    {found!r}")


def webhook_secret():
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def quiet_zone():
    """A zone where it is about three in the night now."""
    hour = datetime.datetime.now(datetime.timezone.utc).hour
    east = (3 - hour) % 24
    east = east - 24 if east > 14 else east
    # Etc/GMT signs run the other way round: Etc/GMT-3 is three hours east.
    return "Etc/GMT" if east == 0 else f"Etc/GMT{-east:+d}"


def operator_view(platform, applet):
    """Everything that tapd stored about an applet's events: names, ids and sizes."""
    database = sqlite3.connect(f"file:{platform.data}/host/host.sqlite?mode=ro", uri=True)
    try:
        package = database.execute(
            "SELECT length(package) FROM applet WHERE applet = ?", [applet]
        ).fetchone()[0]
        events = database.execute(
            "SELECT source, hex(event_id), state FROM event WHERE applet = ? ORDER BY id", [applet]
        ).fetchall()
        records = database.execute(
            "SELECT length(record) FROM record WHERE applet = ? ORDER BY n", [applet]
        ).fetchall()
    finally:
        database.close()
    lines = [f"package {package} bytes, sealed"]
    for (source, event_id, state), (size,) in zip(events, records):
        lines.append(f"{source} event {event_id.lower()[:12]}… {state}, sealed record {size} bytes")
    return lines


def history_when(platform, applet, runs):
    return wait_for(
        f"{runs} runs in the history of {applet}",
        lambda: (lambda lines: lines if len(lines) >= runs else None)(platform.history(applet)),
        step=0.1,
    )


def report(platform, applet, sent, did):
    show("trigger service sent", sent)
    show("operator could see", operator_view(platform, applet))
    show("action service did", did)
    text = platform.command("history", applet, "--verify").stdout.rstrip().splitlines()
    show("user reads", text)


def feed_to_chat(platform):
    heading("1. feed-to-chat: a feed entry becomes a message")
    feed = Feed()
    feed.add("Old news v0.9.0", "http://releases.example/0.9.0", "Mon, 01 Jun 2026 08:00:00 GMT")
    print("  " + platform.deploy(EXAMPLES, "feed-to-chat", FEED_URL=feed.url).stdout.strip())
    wait_for("the first look at the feed", lambda: feed.polls > 0)
    feed.add(
        "<b>Rocket</b> v2.4.0 is out",
        "http://releases.example/2.4.0",
        "Tue, 02 Jun 2026 06:30:00 GMT",
    )
    feed.add("How we work", "http://releases.example/work", "Tue, 02 Jun 2026 09:00:00 GMT")
    lines = history_when(platform, "feed-to-chat", 2)
    chat = wait_for("the chat message", lambda: platform.sink("chat.jsonl"))
    expect("the outcomes", [line["actions"][0]["run"] for line in lines], [True, False])
    expect(
        "the message",
        [line["fields"] for line in chat],
        [
            {
                "Text": "Rocket v2.4.0 is out (feature release 2.4.0, Tuesday 2 June, 08:30)",
                "Link": "http://releases.example/2.4.0",
            }
        ],
    )
    report(
        platform,
        "feed-to-chat",
        ['EntryTitle "<b>Rocket</b> v2.4.0 is out" …', 'EntryTitle "How we work" …'],
        [f"posted {json.dumps(line['fields'], ensure_ascii=False)}" for line in chat]
        + ["dropped a skip"],
    )


def quiet_hours(platform):
    heading("2. quiet-hours: the doorbell rings at three in the night")
    zone = quiet_zone()
    deployed = platform.deploy(EXAMPLES, "quiet-hours", SECRET=webhook_secret(), TIMEZONE=zone)
    print(f"  {deployed.stdout.strip()} The user lives in {zone}.")
    platform.notify("quiet-hours", "Door.rang", {"Visitor": "Grace"})
    lines = history_when(platform, "quiet-hours", 1)
    expect("the outcome", lines[0]["actions"], [{"action": "Phone.ring", "run": False}])
    wait_for("the queue of the action service", lambda: deliveries_done(platform, "quiet-hours"))
    expect("what the phone did", platform.sink("phone.jsonl"), [])
    report(platform, "quiet-hours", 'Visitor "Grace"', "dropped a skip")


def order_desk(platform):
    heading("3. order-desk: one event, two actions")
    print("  " + platform.deploy(EXAMPLES, "order-desk", SECRET=webhook_secret()).stdout.strip())
    orders = [
        {"Customer": "Ada", "Lines": [{"item": "gear", "quantity": 12, "price": 14.5}]},
        {"Customer": "Charles", "Lines": [{"item": "card", "quantity": 3, "price": 0.1}]},
    ]
    for order in orders:
        platform.notify("order-desk", "Shop.newOrder", order)
    lines = history_when(platform, "order-desk", 2)
    expect(
        "the outcomes",
        [[action["run"] for action in line["actions"]] for line in lines],
        [[True, True], [True, False]],
    )
    ledger = wait_for("the ledger", lambda: (lambda rows: rows if len(rows) == 2 else None)(
        platform.sink("ledger.jsonl")))
    desk = wait_for("the desk", lambda: platform.sink("desk.jsonl"))
    expect(
        "the ledger",
        sorted(line["fields"]["Row"] for line in ledger),
        ["Ada|||1|||174.00", "Charles|||1|||0.30"],
    )
    expect("the desk", [line["fields"]["Message"] for line in desk], ["12 x gear = 174.00"])
    report(
        platform,
        "order-desk",
        [f"Customer \"{order['Customer']}\", Lines {json.dumps(order['Lines'])}" for order in orders],
        [f"{line['action']}: {json.dumps(line['fields'])}" for line in ledger + desk]
        + ["dropped a skip"],
    )


def deliveries_done(platform, applet):
    database = sqlite3.connect(f"file:{platform.data}/action/service.sqlite?mode=ro", uri=True)
    try:
        states = database.execute("SELECT state FROM job WHERE applet = ?", [applet]).fetchall()
    finally:
        database.close()
    return states and all(state != "queued" for (state,) in states)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder")
    options = parser.parse_args()
    start = time.monotonic()
    try:
        with Platform(options.bin, keep=options.keep) as platform:
            print(f"tapdance up: monitor, keystore, host and services run in {platform.folder}")
            print("\n".join("  " + line for line in platform.init().stdout.splitlines()))
            feed_to_chat(platform)
            quiet_hours(platform)
            order_desk(platform)
    except Failure as failure:
        print(f"\n{bold('The demonstration failed:')} {failure}", file=sys.stderr)
        return 1
    print(f"\nEvery step was as it should be; {time.monotonic() - start:.1f} s. "
          "docs/deploying.md shows how to write your own.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
