"""Started as root, every program has a uid of its own, and tapd's can't reach into the others."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

from platform_harness import Failure, Platform, wait_for

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PTRACE_ATTACH = 16
SYS_PIDFD_OPEN, SYS_PIDFD_GETFD = 434, 438

# Runs under another uid; prints one line for each attempt that succeeded.
ATTEMPTS = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
pids, paths, sockets = sys.argv[1].split(","), sys.argv[2].split(","), sys.argv[3].split(",")
def attempt(what, call):
    try:
        if call():
            print(what)
    except OSError:
        pass
for pid in map(int, filter(None, pids)):
    attempt(f"mem of {pid}", lambda: os.open(f"/proc/{pid}/mem", os.O_RDONLY) >= 0)
    attempt(f"maps of {pid}", lambda: os.open(f"/proc/{pid}/maps", os.O_RDONLY) >= 0)
    attempt(f"descriptors of {pid}", lambda: bool(os.listdir(f"/proc/{pid}/fd")))
    attempt(f"ptrace of {pid}", lambda: libc.ptrace(16, pid, 0, 0) == 0)
    attempt(f"signal to {pid}", lambda: os.kill(pid, 0) is None)
    def steal():
        pidfd = libc.syscall(434, pid, 0)
        return pidfd >= 0 and any(libc.syscall(438, pidfd, fd, 0) >= 0 for fd in range(3, 8))
    attempt(f"pidfd_getfd from {pid}", steal)
for path in filter(None, paths):
    attempt(f"read {path}", lambda: os.open(path, os.O_RDONLY) >= 0)
import socket
for path in filter(None, sockets):
    def connect():
        s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.settimeout(5)
        s.connect(path)
        s.send(bytes([1, 12, 0, 0, 0, 0, 0, 0]))  # tick: any caller may ask, if it is let in
        return len(s.recv(4096)) > 0
    attempt(f"connect to {path}", connect)
"""


def succeeded(uid, pids, paths=(), sockets=()):
    """What a process under `uid` could do, one line each."""
    run = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, ",".join(map(str, pids)), ",".join(map(str, paths)),
         ",".join(map(str, sockets))],
        user=uid, group=uid, extra_groups=[], capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    if run.returncode != 0:
        raise Failure("the attempts could not be made: " + run.stderr)
    return run.stdout.splitlines()


def uid_of(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("Uid:"):
            return int(line.split()[1])
    raise Failure(f"process {pid} has no uid")


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def one(platform, name):
    found = platform.processes(name)
    if len(found) != 1:
        raise Failure(f"{len(found)} processes are called {name}")
    return found[0]


def test_programs_cannot_reach_one_another(bin_folder):
    if os.geteuid() != 0:
        raise Failure("this test must run as root: only then has each program its own uid")
    with Platform(bin_folder) as platform:
        platform.init()
        secret = "whsec_c2VwYXJhdGlvbnNlcGFyYXRpb24="
        platform.deploy(EXAMPLES, "quiet-hours", SECRET=secret, TIMEZONE="UTC")
        platform.deploy(EXAMPLES, "order-desk", SECRET=secret)
        names = ("tapd", "tapdance-monitor", "tapdance-trigger", "tapdance-action")
        pids = {name: one(platform, name) for name in names}
        trusted = wait_for(
            "keystore and two applets",
            lambda: (lambda found: found if len(found) == 3 else None)(
                children(pids["tapdance-monitor"])
            ),
        )
        uids = [uid_of(pid) for pid in [*pids.values(), *trusted]]
        if len(set(uids)) != len(uids):
            raise Failure(f"two programs share a uid: {uids}")
        if [uid for uid in uids if uid == 0] != [0]:
            raise Failure(f"only the monitor runs as root, but the uids are {uids}")
        host = uid_of(pids["tapd"])
        secrets = [
            platform.data / "monitor" / "device.key",
            *(platform.data / "monitor").iterdir(),
            platform.data / "trigger" / "service.sqlite",
            platform.data / "action" / "service.sqlite",
            platform.data / "trigger" / "tls.key",
            platform.data / "tls" / "service.key",
            platform.data / "tokens" / "host",
            platform.data / "trigger.accounts",
            platform.home / "master.key",
        ]
        others = [pids[name] for name in names if name != "tapd"] + trusted
        reached = succeeded(host, others, secrets)
        if reached:
            raise Failure("tapd's uid reached: " + "; ".join(reached))
        # An applet's uid, were it to break out of its sandbox.
        applet = uid_of(trusted[-1])
        reached = succeeded(applet, [*pids.values(), *trusted[:-1]], secrets,
                            [platform.data / "run" / "monitor.sock"])  # fmt: skip
        if reached:
            raise Failure("an applet's uid reached: " + "; ".join(reached))
        # The attempts can succeed: tapd's uid reaches tapd itself, its own file and its socket.
        own = succeeded(host, [pids["tapd"]], [platform.data / "host" / "host.sqlite"],
                        [platform.data / "run" / "monitor.sock"])  # fmt: skip
        for what in ("mem of", "read", "connect to"):
            if not any(line.startswith(what) for line in own):
                raise Failure(f"the attempt '{what}' fails even where it must succeed: {own}")
