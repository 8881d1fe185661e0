"""Starts a whole platform in a temporary folder and works with it as its users would.

Used by the demonstration, the end-to-end tests and the benchmarks. Nothing here is part of TAPDance.
"""

import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Failure(Exception):
    """Something that the caller should show to a person."""


def wait_for(what, condition, seconds=30.0, step=0.02):
    """Polls until `condition()` is true; its value. Raises Failure after `seconds`."""
    limit = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > limit:
            raise Failure(f"{what}: did not happen within {seconds:.0f} s")
        time.sleep(step)


class Platform:
    """`tapdance up` with its own folder, ports and user; a context manager."""

    def __init__(self, bin_folder, user="ada", keep=False):
        self.bin = Path(bin_folder)
        self.user = user
        self.keep = keep
        self.most_files = None  # open files of each program
        self.folder = Path(tempfile.mkdtemp(prefix="tapdance-"))
        os.chmod(self.folder, 0o755)
        self.data = self.folder / "data"
        self.home = self.folder / "home"
        self.ports = {
            name: free_port()
            for name in ("host", "keystore", "trigger", "trigger_tls", "action", "action_tls")
        }
        self.up = None
        self.log = []
        self.log_path = self.folder / "up.log"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        return dict(os.environ, TAPDANCE_HOME=str(self.home), TAPDANCE_DATA=str(self.data))

    def start(self):
        self.log.clear()
        config = self.folder / "tapdance.conf"
        ports = "".join(f"  {name} = {port};\n" for name, port in self.ports.items())
        config.write_text(
            f'user = "{self.user}";\ndata = "{self.data}";\nports = {{\n{ports}}};\n'
        )
        limit = ["prlimit", f"--nofile={self.most_files}"] if self.most_files else []
        self.up = subprocess.Popen(
            [*limit, self.bin / "tapdance", "up", "--config", config],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self.environment(),
            text=True,
        )
        threading.Thread(target=self._read_log, args=(self.up,), daemon=True).start()
        try:
            wait_for("tapdance up", self._up_ready, 60)
        except Failure:
            self.stop()
            raise Failure("tapdance up did not get ready:\n" + "".join(self.log[-30:])) from None

    def _read_log(self, process):
        with open(self.log_path, "a", encoding="utf-8") as file:
            for line in process.stderr:
                self.log.append(line)
                file.write(line)
                file.flush()

    def _up_ready(self):
        if self.up.poll() is not None:
            raise Failure("tapdance up ended:\n" + "".join(self.log[-30:]))
        return any(line.startswith("tapdance: ready") for line in self.log)

    def stop(self):
        if self.up is not None and self.up.poll() is None:
            self.up.send_signal(signal.SIGTERM)
            try:
                self.up.wait(20)
            except subprocess.TimeoutExpired:
                self.up.kill()
                self.up.wait()
        self.up = None

    def command(self, *arguments, check=True, home=None):
        """Runs `tapdance ARGUMENTS`; the completed process, Failure where it failed unexpectedly."""
        environment = self.environment()
        if home is not None:
            environment["TAPDANCE_HOME"] = str(home)
        result = subprocess.run(
            [self.bin / "tapdance", *map(str, arguments)],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if check and result.returncode != 0:
            raise Failure(
                f"tapdance {' '.join(map(str, arguments))} ended with {result.returncode}:\n"
                f"{result.stdout}{result.stderr}\n--- log\n{''.join(self.log[-30:])}"
            )
        return result

    def init(self):
        return self.command("init", "--self-hosted")

    def deploy(self, folder, name, **replacements):
        """Fills NAME.applet.in of `folder` and deploys it from the platform's own folder."""
        text = (Path(folder) / f"{name}.applet.in").read_text()
        for key, value in replacements.items():
            text = text.replace(f"@{key}@", str(value))
        target = self.folder / "applets"
        target.mkdir(exist_ok=True)
        for source in Path(folder).glob("*.ts"):
            shutil.copy(source, target)
        plan = target / f"{name}.applet"
        plan.write_text(text)
        return self.command("deploy", plan)

    def deploy_text(self, name, source, plan, *options, check=True, home=None):
        """Deploys an applet whose text is `source`; `plan` is its deployment file without head."""
        target = self.folder / "applets"
        target.mkdir(exist_ok=True)
        (target / f"{name}.ts").write_text(source)
        path = target / f"{name}.applet"
        path.write_text(f'applet = "{name}";\nsource = "{name}.ts";\n{plan}\n')
        return self.command("deploy", path, *options, check=check, home=home)

    def notify(self, applet, trigger, event):
        return self.command("notify", applet, trigger, json.dumps(event))

    def history(self, applet):
        lines = self.command("history", applet, "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def history_when(self, applet, runs, seconds=30.0):
        """The history once it has `runs` lines."""
        found = []

        def enough():
            found[:] = self.history(applet)
            return len(found) >= runs

        wait_for(f"{runs} runs in the history of {applet}", enough, seconds, 0.1)
        return found

    def listed(self, applet):
        """The host's description of an applet."""
        return self.host(f"/v1/applets/{applet}", token=self.token("host"))[1]

    def sink_when(self, name, lines, seconds=30.0):
        """The sink's lines once there are `lines` of them."""
        wait_for(f"{lines} lines in {name}", lambda: len(self.sink(name)) >= lines, seconds)
        return self.sink(name)

    def services(self):
        """The user's settings of hosts and services; see set_services."""
        return json.loads((self.home / "services.json").read_text())

    def set_service(self, name, **changes):
        """Changes settings of one service, as `tapdance service add` would."""
        services = self.services()
        services[name].update(changes)
        path = self.home / "services.json"
        path.write_text(json.dumps(services))
        os.chmod(path, 0o600)

    def restart(self, name):
        """Ends a program with SIGTERM; `tapdance up` starts it again. Returns once it serves."""
        return self.end_program(name, signal.SIGTERM)

    def end_program(self, name, number):
        """Sends `number` to the one process called `name` and waits until its successor is ready."""
        pid = wait_for(f"a running {name}", lambda: self.processes(name))[0]
        ready = self._ready_lines(name)
        os.kill(pid, number)
        wait_for(f"{name} again", lambda: self._ready_lines(name) > ready, 30)

    def _ready_lines(self, name):
        return sum(line.startswith(f"{name}: ready") for line in self.log)

    def add_user(self, user):
        """A second account at host and services; returns the folder of its keys.

        The accounts files are `tapdance up`'s own until it starts again.
        """
        home = self.folder / f"home-{user}"
        tokens = {}
        for kind, program in (
            ("host", "tapd"),
            ("trigger", "tapdance-trigger"),
            ("action", "tapdance-action"),
        ):
            tokens[kind] = self.folder / f"{user}-{kind}.token"
            tokens[kind].write_text(secrets.token_urlsafe(32) + "\n")
            with open(self.data / f"{kind}.accounts", "a", encoding="ascii") as accounts:
                accounts.write(f"{user} {tokens[kind].read_text()}")
            self.restart(program)
        self.command("init", "--user", user, home=home)
        for name, service in self.services().items():
            more = ["--url", service["url"], "--token-file", tokens[service["kind"]]]
            if service["kind"] == "host":
                more += ["--keystore", service["keystore"]]
            else:
                certificate = self.data / "tls" / "service.crt"
                more += ["--api-url", service["api_url"], "--authority", certificate]
            self.command("service", "add", name, "--kind", service["kind"], *more, home=home)
        return home

    def sink(self, name):
        """What the action service wrote to a jsonl sink so far: its whole lines."""
        path = self.data / "action" / "sinks" / self.user / name
        if not path.exists():
            return []
        whole, _, _ = path.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.split("\n") if line]

    def token(self, kind):
        return (self.data / "tokens" / kind).read_text().strip()

    def host(self, path, token=None, method="GET", body=None):
        """(status, parsed body) of a request to the host."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports['host']}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read().decode()
                status = answer.status
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            status = error.code
        try:
            return status, json.loads(text)
        except json.JSONDecodeError:
            return status, text

    def processes(self, name):
        """Process ids below this platform of the program `name` (argv[0], else the kernel's name)."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                arguments = (entry / "cmdline").read_bytes().split(b"\0")
                called = Path(arguments[0].decode()).name
                comm = (entry / "comm").read_text().strip()
            except OSError:
                continue
            match = called == name if called else comm == name[:15]
            if match and self._descends(int(entry.name)):
                found.append(int(entry.name))
        return found

    def trusted(self, kind):
        """The process id of a running "keystore" or "applet" program (the first one), or None."""
        wanted = hashlib.sha256((self.bin / f"tapdance-{kind}").read_bytes()).digest()
        for monitor in self.processes("tapdance-monitor"):
            children = Path(f"/proc/{monitor}/task/{monitor}/children").read_text().split()
            for child in children:
                try:
                    image = Path(f"/proc/{child}/exe").read_bytes()
                except OSError:
                    continue
                if hashlib.sha256(image).digest() == wanted:
                    return int(child)
        return None

    def _descends(self, pid):
        while pid > 1:
            if self.up is not None and pid == self.up.pid:
                return True
            try:
                stat = Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                return False
            pid = int(stat[stat.rindex(")") + 2 :].split()[1])
        return False
