"""The whole path as users see it: sources, applets, sinks, history, and the commands around them."""

import json
import os
import shutil
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from support import (  # noqa: E402
    ECHO,
    Feed,
    Platform,
    Server,
    check,
    echo_plan,
    expect,
    new_secret,
    post_webhook,
    reply,
    request,
    signature,
    wait_for,
)

FEED_APPLET = """
Log.write.setLine(News.newItem.EntryTitle + " | " + News.newItem.EntryUrl + " | " +
                  News.newItem.FeedTitle);
"""


def feed_plan(url, sink):
    return (
        f'triggers = ( {{ name = "News.newItem"; feed = "{url}"; interval_s = 1; }} );\n'
        f'actions = ( {{ name = "Log.write"; jsonl = "{sink}"; }} );'
    )


def test_feeds(bin_folder):
    """RSS and Atom: entries that were there before are no events, new ones are, each once."""
    with Feed() as rss, Feed(atom=True) as atom, Platform(bin_folder) as platform:
        platform.init()
        for feed, name in ((rss, "rss"), (atom, "atom")):
            feed.add(f"old {name}", f"http://news.example/{name}/0")
            platform.deploy_text(name, FEED_APPLET, feed_plan(feed.url + "/f.xml", f"{name}.jsonl"))
            wait_for("the first look", lambda feed=feed: feed.polls > 0)
        for feed, name in ((rss, "rss"), (atom, "atom")):
            feed.add(f"new {name}", f"http://news.example/{name}/1")
            feed.add(f"newer {name} &amp; more", f"http://news.example/{name}/2")
        for feed, name, title in ((rss, "rss", "News"), (atom, "atom", "Atoms")):
            lines = platform.sink_when(f"{name}.jsonl", 2)
            feed.polled_again()
            expect(
                "the lines",
                sorted(line["fields"]["Line"] for line in platform.sink(f"{name}.jsonl")),
                [
                    f"new {name} | http://news.example/{name}/1 | {title}",
                    f"newer {name} & more | http://news.example/{name}/2 | {title}",
                ],
            )
            check("each action has its own idem", len({line["idem"] for line in lines}) == 2)


def test_webhook(bin_folder):
    """Signed webhooks: wrong signature, old timestamp, another source are 401; a repeat is one event."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text("door", ECHO, echo_plan(secret))
        body = {"Visitor": "Grace"}
        now = int(time.time())
        wrong = {
            "another secret": dict(secret=new_secret()),
            "no signature": dict(sign="v1,"),
            "an old timestamp": dict(at=now - 400),
            "a future timestamp": dict(at=now + 400),
            "a signature of another body": dict(
                identity="msg_x", at=now, sign=signature(secret, "msg_x", now, b"{}")
            ),
            "a signature of another id": dict(
                identity="msg_x", at=now,
                sign=signature(secret, "msg_y", now, json.dumps(body).encode()),
            ),
        }
        for what, change in wrong.items():
            options = {"secret": secret, **change}
            expect(what, post_webhook(platform, "door", "Door.rang", body, **options), 401)
        expect("another source",
               post_webhook(platform, "door", "Door.other", body, secret), 401)
        expect("another applet", post_webhook(platform, "gate", "Door.rang", body, secret), 401)
        expect("a body that is no object",
               post_webhook(platform, "door", "Door.rang", b"[1", secret), 400)
        for _ in range(3):
            expect("the same webhook",
                   post_webhook(platform, "door", "Door.rang", body, secret, identity="msg_1"), 202)
        second = {"Visitor": "Ünïcödé 😀 \" \\ \n"}
        expect("the second", post_webhook(platform, "door", "Door.rang", second, secret), 202)
        platform.sink_when("log.jsonl", 2)
        platform.history_when("door", 2)
        time.sleep(0.5)
        expect("what was written",
               [line["fields"]["Line"] for line in platform.sink("log.jsonl")],
               ["visit of Grace", "visit of " + second["Visitor"]])


def test_file_source_and_query(bin_folder):
    """Lines of a file become events; a query's rows come along; lines there before are no events."""
    applet = """
    let total = 0;
    for (const row of Sheet.prices) {
      if (row.Item === Shop.order.Item) { total += Number(row.Price) * Number(Shop.order.Count); }
    }
    Bill.send.setText(Shop.order.Item + ": " + total.toFixed(2) + " of " + Sheet.prices.length);
    """
    with Platform(bin_folder) as platform:
        platform.init()
        sources = platform.data / "trigger" / "sources" / platform.user
        orders, prices = sources / "orders.jsonl", sources / "prices.jsonl"
        orders.write_text('{"Item":"old","Count":1}\n')
        prices.write_text('{"Item":"gear","Price":2.5,"Note":"unread-note"}\n'
                          '{"Item":"card","Price":"0.25"}\n')
        platform.deploy_text(
            "bill", applet,
            'triggers = ( { name = "Shop.order"; file = "orders.jsonl"; } );\n'
            'queries = ( { name = "Sheet.prices"; file = "prices.jsonl"; } );\n'
            'actions = ( { name = "Bill.send"; jsonl = "bills.jsonl"; } );')
        second = {**platform.services()["local-trigger"], "url": "http://127.0.0.1:1"}
        path = platform.home / "services.json"
        before = path.read_text()
        path.write_text(json.dumps({**json.loads(before), "second": second}))
        apart = platform.deploy_text(
            "apart", applet,
            'triggers = ( { name = "Shop.order"; file = "o.jsonl"; service = "local-trigger"; } );\n'
            'queries = ( { name = "Sheet.prices"; file = "p.jsonl"; service = "second"; } );\n'
            'actions = ( { name = "Bill.send"; jsonl = "bills.jsonl"; } );', check=False)
        path.write_text(before)
        expect("a query at another service is refused, not left out", apart.returncode, 3)
        check("and why", "service" in apart.stderr and "Sheet.prices" in apart.stderr, apart.stderr)
        time.sleep(0.6)
        with open(orders, "a", encoding="utf-8") as file:
            file.write('{"Item":"gear","Count":4}\n{"Item":"ca')
            file.flush()
            platform.sink_when("bills.jsonl", 1)
            file.write('rd","Count":"3"}\nno json\n')
        platform.sink_when("bills.jsonl", 2)
        with open(prices, "a", encoding="utf-8") as file:
            file.write('{"Item":"card","Price":10}\n')
        with open(orders, "a", encoding="utf-8") as file:
            file.write('{"Item":"card","Count":1}\n')
        lines = platform.sink_when("bills.jsonl", 3)
        with sqlite3.connect(platform.data / "trigger" / "service.sqlite") as database:
            kept = str(database.execute("SELECT queries FROM event").fetchall())
        check("columns that the applet does not read are not kept with its events",
              "gear" in kept and "unread-note" not in kept, kept)
        expect("the bills", [line["fields"]["Text"] for line in lines],
               ["gear: 10.00 of 2", "card: 0.75 of 2", "card: 10.25 of 3"])
        expect("the sequence", [line["seq"] for line in platform.history_when("bill", 3)], [1, 2, 3])


OUTCOMES = """
const kind = Door.rang.Visitor;
First.write.setLine("first " + kind);
Second.write.setLine("second " + kind);
if (kind === "skip one") { Second.write.skip("asked to"); }
if (kind === "skip all") { First.write.skip(); Second.write.skip(); }
if (kind === "throw") { console.log("before"); (null as any).missing; }
if (kind === "loop") { while (true) { } }
if (kind === "fill") { const all: string[] = []; while (true) { all.push("x" + all.length); } }
if (kind === "recurse") { const f = (n: number): number => f(n + 1) + 1; f(0); }
if (kind === "posing") { throw { name: "Timeout", message: "" }; }
if (kind === "large") { First.write.setLine("x".repeat(100000)); }
"""


def test_outcomes(bin_folder):
    """Two actions, skips, errors and limits: what runs, and what history says of it."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text(
            "many", OUTCOMES,
            f'triggers = ( {{ name = "Door.rang"; webhook = "{secret}"; }} );\n'
            'actions = ( { name = "First.write"; jsonl = "one.jsonl"; },\n'
            '            { name = "Second.write"; jsonl = "two.jsonl"; } );')
        kinds = ["run", "skip one", "skip all", "throw", "loop", "fill", "recurse", "posing", "large",
                 "after"]
        for count, kind in enumerate(kinds):
            platform.notify("many", "Door.rang", {"Visitor": kind})
            lines = platform.history_when("many", count + 1)
        ran = {kind: [action["run"] for action in line["actions"]]
               for kind, line in zip(kinds, lines)}
        expect("what ran", ran, {
            "run": [True, True], "skip one": [True, False], "skip all": [False, False],
            "throw": [False, False], "loop": [False, False], "fill": [False, False],
            "recurse": [False, False], "posing": [False, False], "large": [False, False],
            "after": [True, True]})
        outcomes = {kind: line["outcome"] for kind, line in zip(kinds, lines)}
        for kind in ("run", "skip one", "skip all", "after"):
            expect(f"the outcome of {kind}", outcomes[kind], "ok")
        for kind, word in (("throw", "error"), ("loop", "timeout"), ("fill", "memory"),
                           ("posing", "error"), ("large", "large")):
            check(f"the outcome of {kind} says so", word in outcomes[kind].lower(), outcomes[kind])
        check("recursion ends", outcomes["recurse"] != "ok", outcomes["recurse"])
        log = lines[kinds.index("throw")]["log"]
        check("the log keeps what was said and the error's message",
              "before" in log and "TypeError" in log and "missing" in log, log)
        platform.sink_when("one.jsonl", 3)
        platform.sink_when("two.jsonl", 2)
        expect("the second file", [line["fields"]["Line"] for line in platform.sink("two.jsonl")],
               ["second run", "second after"])
        expect("the first file", [line["fields"]["Line"] for line in platform.sink("one.jsonl")],
               ["first run", "first skip one", "first after"])
        text = platform.command("history", "many", "--verify").stdout
        check("verified", "Verified: 10 runs" in text, text)
        check("said for people", "Second.write skipped" in text and "log: before" in text, text)


def test_chosen_limits(bin_folder):
    """The limits of a deployment file hold where the applet runs; what fits still runs."""
    source = """
    const rounds = Number(Door.rang.Rounds), kept = [];
    for (let i = 0; i < rounds; i++) {
      if (Door.rang.Keep === "yes") { kept.push("x".repeat(1000) + i); }
    }
    Log.write.setLine(String(rounds));
    """
    plan = ('triggers = ( { name = "Door.rang"; webhook = ""; } );\n'
            'actions = ( { name = "Log.write"; jsonl = "log.jsonl"; } );')
    with Platform(bin_folder) as platform:
        platform.init()
        said = platform.deploy_text("small", source, "fuel = 5000000;\nmemory_mib = 1;\n" + plan)
        check("deploy tells them", "within 5000000 steps and 1 MiB" in said.stdout, said.stdout)
        platform.deploy_text("usual", source, plan)
        expected = {"small": ["ok", "timeout", "out of memory"], "usual": ["ok", "ok", "ok"]}
        events = [{"Rounds": "10"}, {"Rounds": "10000000"}, {"Rounds": "2000", "Keep": "yes"}]
        for applet, outcomes in expected.items():
            for count, event in enumerate(events):
                platform.notify(applet, "Door.rang", event)
                lines = platform.history_when(applet, count + 1)
            expect(f"outcomes of {applet}", [line["outcome"] for line in lines], outcomes)


class Receiver(Server):
    """What a user's webhook sink posts to; refuses the first `failures` requests."""

    def __init__(self, failures=0):
        self.failures = failures
        self.requests = []
        super().__init__(self._answer)

    def _answer(self, handler, body):
        self.requests.append((dict(handler.headers.items()), body))
        self.failures -= 1
        reply(handler, 503 if self.failures >= 0 else 204)


def test_webhook_sink(bin_folder):
    """The receiver gets a Standard Webhooks signature; repeats carry the same webhook-id, the idem."""
    secret, sink_secret = new_secret(), new_secret()
    with Receiver(failures=1) as receiver, Platform(bin_folder) as platform:
        platform.init()
        plan = (f'triggers = ( {{ name = "Door.rang"; webhook = "{secret}"; }} );\n'
                f'actions = ( {{ name = "Log.write"; webhook = "{receiver.url}/in";'
                f' secret = "{sink_secret}"; }} );')
        platform.deploy_text("door", ECHO, plan)
        platform.notify("door", "Door.rang", {"Visitor": "Grace"})
        wait_for("the second try", lambda: len(receiver.requests) >= 2)
        ids = set()
        for headers, body in receiver.requests:
            headers = {name.lower(): value for name, value in headers.items()}
            ids.add(headers["webhook-id"])
            expect("the signature", headers["webhook-signature"],
                   signature(sink_secret, headers["webhook-id"], headers["webhook-timestamp"], body))
            check("the time", abs(int(headers["webhook-timestamp"]) - time.time()) < 60)
            found = json.loads(body)
            expect("the fields", found["fields"], {"Line": "visit of Grace"})
            expect("the names", [found["applet"], found["action"]], ["door", "Log.write"])
            expect("webhook-id is the idem", headers["webhook-id"], found["idem"])
        expect("one id", len(ids), 1)
        time.sleep(1.5)
        expect("no third try", len(receiver.requests), 2)


def test_locale(bin_folder):
    """A deployment's locale is there when an event begins, in every event the same."""
    secret = new_secret()
    source = """
moment.locale() === "fr" && moment.locale("de");
Log.write.setLine([Meta.currentUserTime.locale("fr").localeData()._abbr, moment.locales(),
  moment.utc(0).format("dddd")].join(" "));
"""
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text(
            "clock", source,
            f'locale = "fr";\ntriggers = ( {{ name = "Door.rang"; webhook = "{secret}"; }} );\n'
            'actions = ( { name = "Log.write"; jsonl = "log.jsonl"; } );')
        for number in range(3):
            expect("accepted", post_webhook(platform, "clock", "Door.rang", {}, secret), 202)
            lines = platform.sink_when("log.jsonl", number + 1)
            expect("the line", lines[number]["fields"]["Line"], "fr en,fr,de Donnerstag")


def test_redeploy_and_remove(bin_folder):
    """A new epoch takes over with open events; remove takes the applet out of every place."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text("door", ECHO, echo_plan(secret))
        platform.notify("door", "Door.rang", {"Visitor": "one"})
        platform.sink_when("log.jsonl", 1)
        first = platform.history_when("door", 1)[0]["epoch"]
        platform.deploy_text("door", ECHO.replace("visit of", "second visit of"), echo_plan(secret))
        platform.notify("door", "Door.rang", {"Visitor": "two"})
        lines = platform.sink_when("log.jsonl", 2)
        expect("the new code", lines[1]["fields"]["Line"], "second visit of two")
        epochs = [line["epoch"] for line in platform.history_when("door", 2)]
        check("the epoch grew", epochs[0] == first and epochs[1] > first, str(epochs))
        text = platform.command("history", "door", "--verify").stdout
        check("verified across epochs", "Verified: 2 runs" in text, text)
        listed = platform.command("list").stdout
        check("list", "door" in listed and "ready" in listed and "2 events" in listed, listed)
        expect("json lines", sorted(platform.history("door")[0]),
               sorted(["actions", "ended_ms", "epoch", "log", "outcome", "seq", "started_ms",
                       "trigger"]))
        platform.command("remove", "door")
        check("gone from the list", "door" not in platform.command("list").stdout)
        expect("webhooks are refused",
               post_webhook(platform, "door", "Door.rang", {"Visitor": "three"}, secret), 401)
        expect("the host has nothing",
               platform.host("/v1/applets/door", token=platform.token("host"))[0], 404)
        expect("history knows it no more", platform.command("history", "door", check=False).returncode, 3)
        platform.deploy_text("door", ECHO, echo_plan(secret))
        platform.notify("door", "Door.rang", {"Visitor": "four"})
        expect("it can come back", platform.sink_when("log.jsonl", 3)[2]["fields"]["Line"],
               "visit of four")


def test_local_commands(bin_folder):
    """run, check, compile, trust, service, measure and the exit codes that the help promises."""
    with Platform(bin_folder) as platform:
        applet = platform.folder / "door.ts"
        events = platform.folder / "events.jsonl"
        applet.write_text(ECHO)
        events.write_text(json.dumps({"ingredients": {"Door.rang.Visitor": "Ada"},
                                      "now": "2026-01-01T08:00:00Z", "timezone": "UTC"}) + "\n")
        outcome = json.loads(platform.command("run", applet, "--events", events).stdout)
        check("run's outcome", "visit of Ada" in json.dumps(outcome), str(outcome))
        facts = platform.command("check", applet).stdout
        check("check names what is read and set", "Door.rang.Visitor" in facts and
              "Log.write" in facts, facts)
        script = platform.folder / "script.js"
        script.write_text("console.log([3, 1, 2].sort().join());\n")
        expect("a script", platform.command("run", script).stdout, "1,2,3\n")
        image = platform.folder / "door.tap"
        platform.command("compile", applet, "--applet", "-o", image)
        check("an image", image.stat().st_size > 200)
        again = json.loads(platform.command("run", image, "--events", events).stdout)
        expect("the image runs alike", again, outcome)
        applet.write_text("const x = ;\n")
        wrong = platform.command("check", applet, check=False)
        expect("a syntax error's exit code", wrong.returncode, 2)
        check("it names file and line", "door.ts:1:" in wrong.stdout + wrong.stderr,
              wrong.stdout + wrong.stderr)
        for arguments in (["run"], ["nonsense"], ["deploy"], ["history"], ["deploy", "none.applet"],
                          ["list", "--nonsense"], ["list"]):
            expect(f"wrong usage of {arguments}",
                   platform.command(*arguments, check=False).returncode, 3)

        platform.init()
        expect("init never overwrites", platform.command("init", check=False).returncode, 3)
        expect("keys are private", os.stat(platform.home / "master.key").st_mode & 0o777, 0o600)
        shown = platform.command("trust", "show").stdout
        measured = platform.command("measure", "applet").stdout.strip()
        check("trust shows the pins", measured in shown and "class none" in shown, shown)
        check("services are listed", "local-trigger" in platform.command("service", "show").stdout)
        extra = "ab" * 32
        platform.command("trust", "add", "--applet-program", extra)
        check("added", extra in platform.command("trust", "show").stdout)
        platform.command("trust", "remove", extra)
        check("removed", extra not in platform.command("trust", "show").stdout)
        expect("a class is needed",
               platform.command("trust", "add", "--key", extra, check=False).returncode, 3)
        expect("http for keys is refused",
               platform.command("service", "add", "bad", "--kind", "trigger", "--url",
                                "http://x.example", "--api-url", "http://x.example",
                                "--token-file", platform.data / "tokens" / "trigger",
                                check=False).returncode, 3)


def test_backup(bin_folder):
    """A backup opens with its passphrase alone and gives the same keys."""
    with Platform(bin_folder) as platform:
        platform.init()
        passphrase = platform.folder / "passphrase"
        passphrase.write_text("correct horse battery\n")
        os.environ["TAPDANCE_PASSPHRASE_FILE"] = str(passphrase)
        try:
            backup, home = platform.folder / "backup", platform.folder / "restored"
            platform.command("init", "--backup", backup)
            expect("its size", backup.stat().st_size, 104)
            master = (platform.home / "master.key").read_bytes()
            check("sealed", master not in backup.read_bytes())
            passphrase.write_text("wrong horse battery\n")
            refused = platform.command("init", "--restore", backup, check=False, home=home)
            check("a wrong passphrase", refused.returncode != 0 and "passphrase" in refused.stderr,
                  refused.stderr)
            check("leaves nothing", not (home / "master.key").exists())
            passphrase.write_text("correct horse battery\n")
            platform.command("init", "--restore", backup, home=home)
            expect("the same key", (home / "master.key").read_bytes(), master)
        finally:
            del os.environ["TAPDANCE_PASSPHRASE_FILE"]


def test_two_users(bin_folder):
    """Users of one machine neither see nor change nor take over each other's applets."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        bob = platform.add_user("bob")
        shutil.copy(platform.home / "trust.json", bob / "trust.json")
        platform.deploy_text("door", ECHO, echo_plan(secret))
        platform.notify("door", "Door.rang", {"Visitor": "Ada's guest"})
        platform.sink_when("log.jsonl", 1)
        mine = json.loads((bob / "services.json").read_text())
        token = mine["local-host"]["token"]
        expect("bob's list", platform.host("/v1/applets", token=token), (200, {"applets": []}))
        for method, path in (("GET", "/v1/applets/door"), ("DELETE", "/v1/applets/door"),
                             ("GET", "/v1/applets/door/records")):
            expect(f"bob's {method} {path}", platform.host(path, token=token, method=method)[0], 404)
        refused = platform.deploy_text("door", ECHO, echo_plan(secret), check=False, home=bob)
        check("bob can't take the id", refused.returncode != 0 and "taken" in refused.stderr,
              refused.stderr)
        platform.notify("door", "Door.rang", {"Visitor": "again"})
        platform.sink_when("log.jsonl", 2)
        platform.deploy_text("gate", ECHO, echo_plan(secret), home=bob)
        expect("bob's gate", post_webhook(platform, "gate", "Door.rang", {"Visitor": "Bob's guest"},
                                          secret), 202)
        path = platform.data / "action" / "sinks" / "bob" / "log.jsonl"
        wait_for("bob's line", lambda: path.exists() and "Bob's guest" in path.read_text())
        expect("Ada's file is hers", len(platform.sink("log.jsonl")), 2)
        check("Ada doesn't see it", "gate" not in json.dumps(
            platform.host("/v1/applets", token=platform.token("host"))[1]))


def test_id_taken_over(bin_folder):
    """A removed applet's id goes to another user; the events that it had do not."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        bob = platform.add_user("bob")
        shutil.copy(platform.home / "trust.json", bob / "trust.json")
        platform.deploy_text("door", ECHO, echo_plan(secret))
        platform.notify("door", "Door.rang", {"Visitor": "Ada's secret guest"})
        platform.history_when("door", 1)
        database = sqlite3.connect(f"file:{platform.data}/host/host.sqlite?mode=ro", uri=True)
        event_id = database.execute("SELECT hex(event_id) FROM event").fetchone()[0].lower()
        database.close()
        fetch_body = {"applet": "door", "source": "Door.rang", "event_id": event_id,
                      "nonce": "00" * 16}
        url = f"http://127.0.0.1:{platform.ports['trigger']}/v1/fetch"

        def fetch():
            """As a host that works for whoever owns the applet now."""
            database = sqlite3.connect(f"file:{platform.data}/host/host.sqlite?mode=ro", uri=True)
            epoch, tokens = database.execute("SELECT epoch, fetch_tokens FROM applet").fetchone()
            database.close()
            return request(url, "POST", json.dumps({**fetch_body, "epoch": epoch}).encode(),
                           {"Authorization": f"Bearer {json.loads(tokens)['Door.rang']}",
                            "Content-Type": "application/json"})[0]

        expect("Ada's host gets her event", fetch(), 200)
        platform.command("remove", "door")
        platform.deploy_text("door", ECHO, echo_plan(secret), home=bob)
        expect("Bob's host does not", fetch(), 404)
        check("nor does his history", "No runs yet" in
              platform.command("history", "door", "--verify", home=bob).stdout)
        database = platform.data / "trigger" / "service.sqlite"
        texts = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(
            "SELECT fields FROM event").fetchall()
        expect("what the service keeps of a removed applet's events", texts, [("{}",)])
        platform.command("remove", "door", home=bob)
        platform.deploy_text("door", ECHO, echo_plan(secret))
        expect("not even Ada's host gets a removed applet's event", fetch(), 404)
        check("Ada's history still holds", "Verified: 1 runs" in
              platform.command("history", "door", "--verify").stdout)
