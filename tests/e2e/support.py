"""What the end-to-end tests share: servers that stand in for the world, and proxies that attack.

Nothing here is a mock of TAPDance: the tests run the real programs, and put these between them.
"""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import secrets
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in ("examples", "tests/vectors"):
    if str(ROOT / folder) not in sys.path:
        sys.path.insert(0, str(ROOT / folder))

from platform_harness import Failure, Platform, free_port, wait_for  # noqa: E402,F401


def expect(what, found, expected):
    if found != expected:
        raise Failure(f"{what} differs\n  expected: {expected!r}\n  found:    {found!r}")


def check(what, condition, detail=""):
    if not condition:
        raise Failure(f"{what}\n  {detail}" if detail else what)


def new_secret():
    """A secret as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def signature(secret, identity, at, body):
    key = base64.b64decode(secret[len("whsec_"):])
    signed = f"{identity}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def request(url, method="GET", body=None, headers=None):
    """(status, bytes) of one HTTP request."""
    made = urllib.request.Request(url, method=method, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(made, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def post_webhook(platform, applet, source, event, secret, identity=None, at=None, sign=None,
                 query=""):
    """Sends a webhook to the trigger service; the status."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    identity = identity or "msg_" + secrets.token_hex(8)
    at = str(int(time.time())) if at is None else str(at)
    return request(
        f"http://127.0.0.1:{platform.ports['trigger']}/hooks/{applet}/{source}{query}",
        "POST",
        body,
        {
            "Content-Type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": at,
            "webhook-signature": sign or signature(secret, identity, at, body),
        },
    )[0]


class Server:
    """An HTTP server on loopback; `answer(handler, body)` serves every request."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                answer(self, self.rfile.read(length))

            do_GET = do_POST = do_PUT = do_DELETE = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def reply(handler, status, body=b"", kind="application/json"):
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Feed(Server):
    """An RSS or Atom feed whose entries the test adds."""

    def __init__(self, atom=False):
        self.entries = []
        self.atom = atom
        self.polls = 0
        super().__init__(self._answer)

    def _answer(self, handler, _):
        reply(handler, 200, (self._atom() if self.atom else self._rss()).encode(), "text/xml")
        self.polls += 1

    def add(self, title, link):
        self.entries.insert(0, (title, link))

    def _rss(self):
        items = "".join(
            f"<item><guid>{link}</guid><title>{title}</title><link>{link}</link>"
            "<description>about &lt;b&gt;it&lt;/b&gt;</description></item>"
            for title, link in self.entries
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'

    def _atom(self):
        items = "".join(
            f'<entry><id>urn:{link}</id><title>{title}</title><link rel="alternate" href="{link}"/>'
            "<author><name>Grace</name></author><updated>2026-01-02T03:04:05Z</updated></entry>"
            for title, link in self.entries
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Atoms</title>{items}</feed>'

    def polled_again(self):
        before = self.polls
        wait_for("another look at the feed", lambda: self.polls > before + 1)


class Middle(Server):
    """A hostile host or network: an HTTP proxy before one service.

    `change(path, request body, answer status, answer body)` returns the answer to give; `outgoing`
    the request body to send on. `seen` keeps (path, headers, request body, status, answer body).
    Webhooks pass through untouched and unseen.
    """

    def __init__(self, port):
        self.upstream = port
        self.change = lambda path, sent, status, body: (status, body)
        self.outgoing = lambda path, body: body
        self.seen = []
        super().__init__(self._answer)

    def _answer(self, handler, body):
        headers = {
            name: value
            for name, value in handler.headers.items()
            if name.lower() not in ("connection", "host", "content-length")
        }
        hook = handler.path.startswith("/hooks/")
        sent = body if hook else self.outgoing(handler.path, body)
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        try:
            connection.request(handler.command, handler.path, sent, headers)
            answer = connection.getresponse()
            status, found = answer.status, answer.read()
            kind = answer.headers.get("Content-Type", "application/json")
        except OSError:
            reply(handler, 503)
            return
        finally:
            connection.close()
        if hook:
            reply(handler, status, found, kind)
            return
        self.seen.append((handler.path, headers, sent, status, found))
        reply(handler, *self.change(handler.path, sent, status, found), kind)


class Tap:
    """A TCP proxy that records every byte of both directions."""

    def __init__(self, port):
        self.upstream = port
        self.recorded = bytearray()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.upstream))
            except OSError:
                client.close()
                continue
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._copy, args=(one, other), daemon=True).start()

    def _copy(self, one, other):
        try:
            while True:
                part = one.recv(65536)
                if not part:
                    break
                with self.lock:
                    self.recorded += part
                other.sendall(part)
        except OSError:
            pass
        try:
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


ECHO = """
const title = Door.rang.Visitor;
Log.write.setLine("visit of " + title);
console.log("saw " + title.length);
"""


def echo_plan(secret, sink="log.jsonl", more=""):
    return (
        f'triggers = ( {{ name = "Door.rang"; webhook = "{secret}"; }} );\n'
        f'actions = ( {{ name = "Log.write"; jsonl = "{sink}"; }} );\n{more}'
    )


def flip(data, at):
    """`data` with one bit changed."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)
