"""Generated applets and events for them: ingredients, queries, actions, Meta and moment among the rest.

Compared with an oracle, a folder with oracle.js (prepare(source), run(applet, event)) and its modules.
"""
import json
import os
import subprocess
from pathlib import Path

import statements
from grammar import Grammar
from scope import Scope
from tree import statement

HERE = Path(__file__).resolve().parent
INGREDIENTS = ["Feed.item.Title", "Feed.item.Url", "Feed.item.Date", "Trigger.Count"]
ACTIONS = ["Phone.ring.setMessage", "Phone.ring.setTitle", "Mail.send.setBody", "Mail.send.setSubject"]
MOMENTS = ["Meta.currentUserTime", "Meta.triggerTime", "moment()", "moment.utc()", "MomentJS(Feed.item.Date)",
           "moment(Meta.triggerTime)", "moment.tz('Asia/Kolkata')", "moment(Feed.item.Title)",
           "(Meta.previousTriggerTime || moment(0))"]
TEXTS = ["", "a", "Hello world", "12", "3.50", "https://example.org/a?b=c#d", "2024-02-29T12:00:00Z", "Ünï ÇÖDÉ",
         "one, two; three", "\U0001F600 smile", "true", "null", "  padded ", "line\nbreak",
         "March 5, 2024 at 07:30PM"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"]
START = "var print = (text) => console.log(text);\n"


class Applets(Grammar):
    def __init__(self, seed):
        super().__init__(seed, typescript=True)

    def atom(self, kind, scope):
        if kind in ("str", "any") and self.chance(0.5):
            return self.pick(INGREDIENTS + ["Sheets.rows[0]?.Name", "Sheets.rows.length", "Math.random().toFixed(3)"])
        if kind == "arr" and self.chance(0.3):
            return self.pick(["Sheets.rows", "Sheets.rows.map(r => r.Name)", "Feed.item.Title.split(/\\s+/)"])
        if kind == "obj" and self.chance(0.3):
            return self.pick(["Sheets.rows[0]", "Feed.item", "Meta", "Object.assign({}, Feed.item)"])
        if kind == "date" and self.chance(0.3):
            return self.pick(["new Date()", "new Date(Feed.item.Date)", "Meta.triggerTime.toDate()"])
        return super().atom(kind, scope)

    def statement(self, scope, depth):
        form = self.random.random()
        if form < 0.18:
            kind = "any" if self.chance(0.5) else "str"
            return statement(self.pick(ACTIONS), "(", self.value(kind, scope, depth), ");")
        if form < 0.24:
            reason = self.value("str", scope, 2) if self.chance(0.8) else ""
            return statement("if (", self.value("bool", scope, 2), ") { ", self.pick(["Phone.ring", "Mail.send"]),
                             ".skip(", reason, "); }")
        if form < 0.34:
            return self.time(scope)
        if form < 0.38:
            return statement("console.log(", self.arguments(scope, 2), ");")
        return super().statement(scope, depth)

    def time(self, scope):
        template = "p({mvalue}.{mchain}.format(<:{mformat}:>)); @ p({mvalue}.{mchain}.{mget}()); @ " \
                   "p({mvalue}.{mtest}({mvalue}, {munit})); @ p({mvalue}.diff({mvalue}, {munit})); @ " \
                   "p({mvalue}.fromNow()); @ p({mvalue}.tz({mzone}).{mchain}.format());"
        template = self.pick(template.split(" @ ")).replace("{mchain}", self.pick(statements.M_CHAIN))
        while "{mvalue}" in template:
            template = template.replace("{mvalue}", self.pick(MOMENTS), 1)
        return statement("try { ", *self.fill(self.words(template), scope, 2), " } catch (e) { p(e); }")

    def program(self):
        scope = Scope(function=True)
        return self.statement_list(scope, self.random.randrange(5, 10), 3)

    def event(self):
        event = {"ingredients": {name: self.pick(TEXTS) for name in INGREDIENTS if self.chance(0.85)},
                 "queries": {"Sheets.rows": [{"Name": self.pick(TEXTS), "Row": str(n)}
                                             for n in range(self.random.randrange(0, 4))]},
                 "now": f"20{self.random.randrange(20, 30)}-{self.random.randrange(1, 13):02}-"
                        f"{self.random.randrange(1, 29):02}T{self.random.randrange(24):02}:30:15.250Z",
                 "timezone": self.pick(ZONES), "locale": "en", "seed": self.random.randrange(2 ** 32)}
        event["triggerTime"] = event["now"]
        if self.chance(0.5):
            event["previousTriggerTime"] = "2020-01-01T00:00:00.000Z"
        return event


def applet_text(body, prelude):
    return START + prelude + "\nprogram(0, function () {\n" + body + "\n});\n"


def oracle_outcomes(oracle, source, events, seconds):
    """The oracle's outcome for each event; None where it takes too long."""
    request = json.dumps({"source": source, "events": events})
    try:
        done = subprocess.run(["node", HERE / "oracle_host.js", oracle], input=request, capture_output=True,
                              text=True, timeout=seconds, check=False, env={**os.environ, "TZ": "UTC"})
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    return [json.loads(line) for line in done.stdout.splitlines()]

