"""A Linux machine for the tests: Debian's riscv64 kernel, our driver, an initial file system."""

import os
import re
import shutil
from pathlib import Path

from debian import CROSS, Apt, run

ROOT = Path(__file__).resolve().parent.parent


def fetch_kernel(folder, apt):
    """The kernel, and a folder against which modules for it can be compiled on this machine."""
    image = apt.depends("linux-image-riscv64")
    release = image.removeprefix("linux-image-")
    base = release.removesuffix("-riscv64")
    tree = folder / "linux"
    apt.unpack(image, tree, "./boot/vmlinux-*")
    apt.unpack(f"linux-headers-{release}", tree)
    apt.unpack(f"linux-headers-{base}-common", tree)
    # The tools in the archive's package for riscv64 don't run here; those of a close version do.
    tools = apt.versions(re.escape("linux-kbuild-" + ".".join(base.split(".")[:2])) + r"\..*deb12")[-1]
    apt.unpack(f"{tools}:amd64", tree)
    headers = tree / "usr/src" / f"linux-headers-{release}"
    common = tree / "usr/src" / f"linux-headers-{base}-common"
    for name in ("scripts", "tools"):
        for place in (headers, common):
            (place / name).unlink(missing_ok=True)
            (place / name).symlink_to(tree / "usr/lib" / tools / name)
    (headers / "Makefile").write_text(f"include {common}/Makefile\n")
    (headers / "vmlinux").unlink(missing_ok=True)  # else the build wants to describe types from it
    return tree / "boot" / f"vmlinux-{release}", headers


def build_driver(folder, headers):
    """driver/ as a module, compiled in a copy: kbuild writes beside its sources."""
    place = folder / "driver-build"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ROOT / "driver", place / "driver")
    (place / "monitor/opensbi").mkdir(parents=True)
    shutil.copy(ROOT / "monitor/opensbi/enclave_abi.h", place / "monitor/opensbi")
    run(
        ["make", "-C", headers, "ARCH=riscv", f"CROSS_COMPILE={CROSS}", f"CC={CROSS}gcc"]
        + [f"M={place / 'driver'}", "modules"],
        log=folder / "driver.log",
    )
    return place / "driver" / "tapdance_enclave.ko"


def pack_initramfs(path, files):
    """A cpio archive (`newc`) of {name: (mode, contents)}; folders have None as contents."""
    parts = []
    for number, (name, (mode, contents)) in enumerate({**files, "TRAILER!!!": (0, b"")}.items()):
        data = contents or b""
        kind = 0 if name == "TRAILER!!!" else 0o040000 if contents is None else 0o100000
        fields = [number + 1, kind | mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + "".join(f"{field:08x}" for field in fields).encode() + name.encode() + b"\0"
        parts.append(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))
    path.write_bytes(b"".join(parts))


def build_linux(folder):
    """vmlinux and initramfs in `folder`/linux: /init is tests/enclave/linux_init.c."""
    kernel, headers = fetch_kernel(folder, Apt(folder / "apt"))
    module = build_driver(folder, headers)
    init = folder / "test" / "linux_init"
    run(
        [f"{CROSS}gcc", "-static", "-O2", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-I", ROOT]
        + ["-o", init, ROOT / "tests/enclave/linux_init.c"]
    )
    run([f"{CROSS}strip", init])
    files = {
        "dev": (0o755, None),
        "proc": (0o755, None),
        "init": (0o755, init.read_bytes()),
        "driver.ko": (0o644, module.read_bytes()),
        "enclave.bin": (0o644, (folder / "test" / "enclave.bin").read_bytes()),
    }
    pack_initramfs(folder / "test" / "initramfs.cpio", files)
    link = folder / "test" / "vmlinux"
    link.unlink(missing_ok=True)
    os.symlink(kernel, link)
