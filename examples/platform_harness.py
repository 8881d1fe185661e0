"""Starts a whole platform in a temporary folder and works with it as its users would.

Used by the demonstration, the end-to-end tests and the benchmarks. Nothing here is part of TAPDance.
"""

import json
import os
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
        config = self.folder / "tapdance.conf"
        ports = "".join(f"  {name} = {port};\n" for name, port in self.ports.items())
        config.write_text(
            f'user = "{self.user}";\ndata = "{self.data}";\nports = {{\n{ports}}};\n'
        )
        self.up = subprocess.Popen(
            [self.bin / "tapdance", "up", "--config", config],
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

    def command(self, *arguments, check=True):
        """Runs `tapdance ARGUMENTS`; the completed process, Failure where it failed unexpectedly."""
        result = subprocess.run(
            [self.bin / "tapdance", *map(str, arguments)],
            env=self.environment(),
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

    def notify(self, applet, trigger, event):
        return self.command("notify", applet, trigger, json.dumps(event))

    def history(self, applet):
        lines = self.command("history", applet, "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def sink(self, name):
        """What the action service wrote to a jsonl sink so far."""
        path = self.data / "action" / "sinks" / self.user / name
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines() if line]

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
        """Process ids below this platform whose executable is called `name`."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            command = stat[stat.index("(") + 1 : stat.rindex(")")]
            if command.startswith(name[:15]) and self._descends(int(entry.name)):
                found.append(int(entry.name))
        return found

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
