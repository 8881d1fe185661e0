"""Makes events for the applets of bench/applets: the same ones at every call."""

import datetime
import random

WORDS = (
    "release order garden meeting invoice weather station report update summer winter delivery account "
    "review server payment customer picture journey coffee project schedule library window question "
    "answer holiday ticket station market morning evening system message station network engine".split()
)
ACCENTED = "Überraschung Café Straße Łódź Århus niño garçon Zürich naïve Øresund cœur façade žluťoučký".split()
NAMES = ["Ana Silva", "Jörg Müller", "Siân O'Neill", "Li Wei", "Marta Nowak", "John Smith", "Zoë de Vries"]
DOMAINS = ["example.org", "mail.example.com", "firma.example", "uni.example.edu", "news.invalid"]
ZONES = ["Europe/Paris", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "UTC"]


class Maker:
    """Random text, from random() alone: its sequence is the same in all versions of Python."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def below(self, n):
        return int(self.source.random() * n)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, options):
        return options[self.below(len(options))]

    def words(self, low, high, accented=15):
        return " ".join(
            self.pick(ACCENTED if self.chance(accented) else WORDS) for _ in range(self.between(low, high))
        )

    def sentence(self):
        text = self.words(4, 14)
        return text[0].upper() + text[1:] + self.pick([".", ".", ".", "!", "?", "..."])

    def text(self, low, high):
        return " ".join(self.sentence() for _ in range(self.between(low, high)))

    def date(self):
        return f"{self.between(2019, 2026)}-{self.between(1, 12):02}-{self.between(1, 28):02}"

    def mail(self):
        return self.pick(WORDS) + self.pick([".", "_", "+", ""]) + self.pick(WORDS) + "@" + self.pick(DOMAINS)

    def url(self):
        query = self.pick(["", "", "?id=%d" % self.below(9999), "?utm_source=mail&id=7", "?a=1&utm_medium=x&key=s3cr3t"])
        return self.pick(["https://www.", "http://", "https://"]) + self.pick(DOMAINS) + "/" + \
            self.words(1, 2, 0).replace(" ", "/") + query  # fmt: skip

    def amount(self):
        return self.pick(["%d", "%d.5", "%d.99", "%d.00"]) % self.between(1, 90000)


def mail_subject(m):
    subject = m.words(3, 8)
    if m.chance(30):
        subject = m.pick(["Ticket ", "Case no. ", "#", "issue #"]) + m.pick(["", "AB-", "SUP"]) + str(
            m.between(100, 99999)) + ": " + subject  # fmt: skip
    if m.chance(40):
        subject = f"[{m.words(1, 2, 0)}] " + subject
    for _ in range(m.below(4)):
        subject = m.pick(["Re: ", "RE: ", "Fwd: ", "AW: ", "re[2]: ", "Sv: "]) + subject
    if m.chance(8):
        subject = m.pick(["Out of office: ", "Automatic reply: "]) + subject
    subject += m.pick(["", "", "", " URGENT", "!!", " - asap please", "  "])
    name, address = m.pick(NAMES), m.mail()
    return {
        "Gmail.newEmail.Subject": subject,
        "Gmail.newEmail.From": m.pick([f"{name} <{address}>", f'"{name}" <{address}>', address]),
    }


def clean_html(m):
    parts = []
    for _ in range(m.between(1, 6)):
        kind = m.below(5)
        words = m.text(1, 3).replace("!", " &amp; Co&#8217;s&nbsp;").replace("é", "&eacute;")
        if kind == 0:
            parts.append("<ul>" + "".join(f"<li>{m.words(1, 5)}</li>" for _ in range(m.between(1, 5))) + "</ul>")
        elif kind == 1:
            parts.append(f'<p>{words} <a href="{m.url()}" title=\'x > y\'>{m.words(1, 3)}</a> &hellip;</p>')
        elif kind == 2:
            parts.append(f'<div class="c"><img alt="" src="{m.url()}"/><b>{words}</b><br/>{m.words(2, 6)}</div>')
        elif kind == 3:
            parts.append(f"<script type='text/javascript'>if (a < b && c > d) {{ x('{m.words(1, 4)}') }}</script>")
        else:
            parts.append(f"<!-- {m.words(1, 9)} --><h2>{m.words(2, 5)}</h2>\n\t<p>{words}&#x20AC; {m.below(99)}</p>")
    return {
        "Feed.newFeedItem.EntryTitle": m.words(2, 8) + m.pick(["", " &amp; more", " &quot;x&quot;"]),
        "Feed.newFeedItem.EntryContent": m.pick(["", "\n"]).join(parts) if not m.chance(6) else "<p>ok</p>",
    }


def csv_orders(m):
    separator = m.pick([",", ";"])
    lines = [separator.join(["Date", "Customer", "Article", "Amount", "State"])]
    customers = [m.pick(NAMES) for _ in range(4)]
    for _ in range(m.between(0 if m.chance(5) else 3, 25)):
        article = m.words(1, 3)
        if m.chance(20):
            article = f'"{article}{separator} 2 ""pieces"""'
        amount = m.amount() if separator == "," else m.amount().replace(".99", ",99")
        row = [m.date(), m.pick(customers), article, m.pick(["", "EUR "]) + amount,
               m.pick(["paid", "paid", "open", "Cancelled"])]  # fmt: skip
        lines.append(separator.join(row[: 4 if m.chance(4) else 5]))
    return {"Dropbox.newFile.Content": m.pick(["\n", "\r\n"]).join(lines) + "\n"}


def digest(m):
    sections = ["politics", "Science", "sport", "Culture", "economy"]
    rows = []
    for _ in range(m.between(0 if m.chance(8) else 2, 16)):
        row = {"Title": m.words(3, 10), "Section": m.pick(sections), "Minutes": str(m.between(1, 25)), "Url": m.url()}
        if m.chance(70):
            row["Author"] = m.pick(NAMES)
        if m.chance(10):
            del row["Section"]
        rows.append(row)
    return {
        "Calendar.everyDay.Sections": m.pick(["all", "Science, sport", " culture,economy , politics", "other"]),
        "Calendar.everyDay.Date": m.date(),
    }, {"Reader.listArticles": rows}


def slug(m):
    date = m.date()
    title = m.words(1, 12, 45)
    title = title.title() if m.chance(50) else title
    return {
        "WordPress.anyNewPost.PostTitle": title + m.pick(["", "!", " & more", " – part 2", " (it's done)", "…"]),
        "WordPress.anyNewPost.PublishedDate": date,
        "WordPress.anyNewPost.PostUrl": m.pick(["https://blog.example.org/", "https://blog.example.org/?p=12"]),
    }


def case_styles(m):
    fields = []
    for _ in range(m.between(2, 12)):
        words = m.words(1, 4, 0).split(" ")
        style = m.below(6)
        name = [
            "_".join(words), "-".join(words), words[0] + "".join(w.capitalize() for w in words[1:]),
            "".join(w.capitalize() for w in words) + "URL", " ".join(words).title(), "_".join(words).upper(),
        ][style]  # fmt: skip
        fields.append(name + "=" + m.pick(["", m.words(1, 6), str(m.below(1000)), m.mail(), m.words(2, 9)]))
    return {"Typeform.newEntry.Fields": m.pick(["; ", "\n"]).join(fields)}


def facts(m):
    parts = []
    for _ in range(m.between(1, 9)):
        year, month, day = m.date().split("-")
        parts.append(m.pick([
            m.sentence(), m.sentence(), m.sentence(),
            f"It costs {m.pick('€$£')}{m.pick(['', ' '])}{m.between(1, 999)}.{m.between(10, 99)} now.",
            f"Paid $1,{m.between(100, 999)},000.50 or {m.between(1, 900)},95 EUR, not {m.between(1, 99)} CHF.",
            f"See {m.url()}, or ({m.url()}).", f"Due {year}-{month}-{day}.", f"Seit {int(day)}.{int(month)}.{year}",
            f"Until {int(day)}th {['January', 'Feb', 'March', 'Apr'][int(month) % 4]} {year}!",
        ]))  # fmt: skip
    return {"Evernote.newNote.Body": m.pick([" ", "\n"]).join(parts)}


def template(m):
    text = [
        "Hello {{ name | first | upper }},", "{{name|quote}} owes {{amount|money}} EUR since {{ date }}.",
        "{% if city %}Come to {{city|lower}} {{ notes | cut:20 }}{% else %}Where are you?{% end %}",
        "{{notes|trim|first:5|or:no notes}}   ", "{{ unknown }} {{amount | money | quote}}",
        "{% if notes %}Notes: {{notes}}{% end %} {literal} { { no } }", "{{city|or:nowhere}} / {{ name }} / {{date|cut:8}}",
    ]  # fmt: skip
    kept = [line for line in text if m.chance(12 if "unknown" in line else 70)]
    return {
        "Sheets.newRow.Template": "\n".join(kept),
        "Sheets.newRow.Name": m.pick(NAMES),
        "Sheets.newRow.City": m.pick(["", "Zürich", "Łódź", "Porto"]),
        "Sheets.newRow.Amount": m.amount(),
        "Sheets.newRow.Date": m.date(),
        "Sheets.newRow.Notes": m.pick(["", m.text(1, 2), '  "as" \\ ' + m.words(2, 9)]),
    }


def hashtags(m):
    tags = ["#" + (w.upper() if m.chance(20) else w.title() if m.chance(30) else w)
            for w in (m.pick(WORDS + ACCENTED) for _ in range(m.below(14)))]  # fmt: skip
    words = m.words(3, 40).split(" ") + tags + [m.pick(["#ad", "#FollowMe", "🎉", "👩‍🚀", "#Привет", "#日本語", "a&#39;b"])
                                                for _ in range(m.below(4))]  # fmt: skip
    words += ["@" + m.mail().split("@")[0] for _ in range(m.below(3))]
    order = sorted(range(len(words)), key=lambda i: (m.below(1000), i))
    text = " ".join(words[i] + (m.pick([" ,", "!", "."]) if m.chance(10) else "") for i in order)
    return {"Instagram.anyNewPhotoByYou.Caption": text if not m.chance(4) else " #ad "}


def redact(m):
    def card():
        digits = [m.below(10) for _ in range(15)]
        total = sum(d if i % 2 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(digits))
        text = "".join(map(str, digits)) + str((10 - total % 10) % 10 if m.chance(80) else m.below(10))
        return m.pick([text, " ".join(text[i : i + 4] for i in (0, 4, 8, 12))])

    parts = []
    for _ in range(m.between(1, 8)):
        parts.append(m.pick([
            m.sentence(), m.sentence(), m.sentence(), f"write to {m.mail()} or {m.mail()}.",
            f"my card is {card()},", f"call +{m.between(1, 99)} ({m.between(20, 99)}) {m.between(100, 999)}-{m.between(1000, 9999)}",
            f"IBAN DE{m.between(10, 99)} 3704 0044 {m.between(1000, 9999)} 0130 00", f"password: {m.pick(WORDS)}{m.below(99)}!",
            f"at https://example.org/a?x=1&key={m.below(10**9)}#top", f"order {m.between(10**5, 10**9)}-{m.below(99)}",
        ]))  # fmt: skip
    return {
        "Zendesk.newComment.Comment": m.pick([" ", "\n"]).join(parts) if not m.chance(6) else "Thanks!\n",
        "Zendesk.newComment.Number": str(m.between(1, 10**7)),
    }


MAKERS = {
    "mail-subject": mail_subject, "clean-html": clean_html, "csv-orders": csv_orders, "digest": digest,
    "slug": slug, "case-styles": case_styles, "facts": facts, "template": template,
    "hashtags": hashtags, "redact": redact,
}  # fmt: skip


def events(applet, count):
    """`count` events for bench/applets/APPLET.ts, in the form of the applet contract."""
    m = Maker(list(MAKERS).index(applet) + 1)
    out = []
    for _ in range(count):
        made = MAKERS[applet](m)
        ingredients, queries = made if isinstance(made, tuple) else (made, {})
        now = datetime.datetime(2026, 1, 1) + datetime.timedelta(minutes=m.below(525600))
        event = {
            "ingredients": dict(sorted(ingredients.items())),
            "now": now.isoformat() + ".000Z",
            "triggerTime": now.isoformat() + ".000Z",
            "timezone": m.pick(ZONES),
            "locale": "en",
            "seed": m.below(2**32),
        }
        if queries:
            event["queries"] = queries
        out.append(event)
    return out
