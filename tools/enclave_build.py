#!/usr/bin/env python3
"""Builds what the enclave backend runs on, into BUILD/enclave: the firmware (stage 0, monitor, OpenSBI),
and with --tests the machines of the tests: a hostile host of our own, and Linux with our driver.

OpenSBI's and libsodium's sources come from Debian's archive through apt, with package lists of their own
(the machine's are left alone); the mirror is the one that the machine's own apt uses. Sources are checked
against the SHA-256 here, whatever the archive says. Everything is kept: a second run compiles only what
changed.
"""

import argparse
import hashlib
import os
import shutil
import struct
import sys
import time
from pathlib import Path

from debian import CROSS, Apt, BuildError, run
from enclave_linux import build_linux

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    "opensbi": (
        "opensbi_1.6.orig.tar.gz",
        "d11702103f177a2914e94eec57ce5ed820296d874f6b6525c4482e55d71a3667",
        "opensbi-1.6",
    ),
    "libsodium": (
        "libsodium_1.0.18.orig.tar.gz",
        "d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4",
        "libsodium-1.0.18",
    ),
}
MONITOR_OFFSET = 0x80000  # monitor/opensbi/handoff.h
HEAD_BYTES = 4096
HEAD_MAGIC = b"monitor1"
MONITOR_VERSION = 1
SECRET_OFFSET = 0x40000  # monitor/stage0/board.h
SECRET_MAGIC = b"tapdsec1"
FLASH_BYTES = 32 << 20
FLASH_BLOCK_BYTES = 0x40000
RAM = 0x80000000  # where QEMU's virt board has its memory; another board: another number


def fetch_sources(folder):
    """Unpacked OpenSBI and libsodium, by name."""
    downloads = folder / "sources"
    downloads.mkdir(parents=True, exist_ok=True)
    found = {}
    for package, (file, digest, unpacked) in SOURCES.items():
        archive = downloads / file
        if not archive.is_file():
            Apt(folder / "apt").source(package, file, downloads)
        if hashlib.sha256(archive.read_bytes()).hexdigest() != digest:
            raise BuildError(f"{archive} is not the expected {file}: its SHA-256 differs")
        if not (downloads / unpacked).is_dir():
            run(["tar", "xf", file], cwd=downloads)
        found[package] = downloads / unpacked
    return found


def link_tree(source, target):
    """A copy of a folder made of links, as make's rules for folders need it."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)


def platform_tree(folder, sources):
    """OpenSBI's platform folder: its generic one, our monitor, lib/ and libsodium beside it."""
    tree = folder / "tapdance"
    shutil.rmtree(tree, ignore_errors=True)
    link_tree(sources["opensbi"] / "platform" / "generic", tree)
    link_tree(ROOT / "monitor", tree / "monitor")
    link_tree(ROOT / "lib", tree / "common" / "lib")
    link_tree(sources["libsodium"] / "src" / "libsodium", tree / "sodium")
    config = tree / "configs" / "defconfig"
    config.unlink()
    config.symlink_to(ROOT / "monitor/opensbi/defconfig")
    return tree


def build_monitor(folder, sources):
    """OpenSBI's fw_dynamic.bin with the monitor inside."""
    output = folder / "opensbi"
    # make knows what changed of sources, not of flags and settings.
    settings = "".join((ROOT / "monitor/opensbi" / name).read_text() for name in ("objects.mk", "defconfig"))
    stamp = output / "settings"
    if not stamp.is_file() or stamp.read_text() != settings:
        shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True, exist_ok=True)
    stamp.write_text(settings)
    tree = platform_tree(folder, sources)
    run(
        ["make", "-C", sources["opensbi"], "-j2", f"O={output}", f"PLATFORM_DIR={tree}"]
        + [f"CROSS_COMPILE={CROSS}", f"FW_TEXT_START={RAM + MONITOR_OFFSET:#x}"]
        + ["FW_PAYLOAD=n", "FW_JUMP=n"],
        log=folder / "opensbi.log",
    )
    return output / "platform" / "tapdance" / "firmware" / "fw_dynamic.bin"


STAGE0_SOURCES = [
    *(f"monitor/stage0/{name}" for name in ("start.S", "stage0.c")),
    "monitor/opensbi/libc.c",
    "monitor/core/identity.c",
    *(f"lib/{name}.c" for name in ("cbor", "cbor_check", "cose_sign", "cursor", "evidence", "hkdf", "secret")),
]
SODIUM_SOURCES = [
    "crypto_auth/hmacsha256/auth_hmacsha256.c",
    "crypto_core/ed25519/ref10/ed25519_ref10.c",
    "crypto_hash/sha256/cp/hash_sha256_cp.c",
    "crypto_hash/sha512/cp/hash_sha512_cp.c",
    "crypto_sign/ed25519/ref10/keypair.c",
    "crypto_sign/ed25519/ref10/open.c",
    "crypto_sign/ed25519/ref10/sign.c",
    "crypto_verify/sodium/verify.c",
]
FREESTANDING = ["-march=rv64imac_zicsr_zifencei", "-mabi=lp64", "-mcmodel=medany", "-mstrict-align"]
FREESTANDING += ["-O2", "-std=gnu17", "-ffreestanding", "-nostdlib", "-fno-stack-protector", "-fno-pic"]
FREESTANDING += ["-ffunction-sections", "-fdata-sections", "-fno-strict-aliasing", "-Wall", "-Werror"]


def build_stage0(folder, sources):
    """Stage 0 as a flat image."""
    output = folder / "stage0"
    output.mkdir(exist_ok=True)
    sodium = sources["libsodium"] / "src" / "libsodium"
    includes = ["-isystem", ROOT / "monitor/opensbi/libc", "-isystem", sodium / "include"]
    includes += ["-isystem", sodium / "include/sodium", "-I", ROOT]
    script = output / "stage0.ld"
    board = ["-include", ROOT / "monitor/stage0/board.h"]
    run([f"{CROSS}cpp", "-P", "-x", "c", *board, ROOT / "monitor/stage0/stage0.ld", "-o", script])
    elf = output / "stage0.elf"
    run(
        [f"{CROSS}gcc", *FREESTANDING, "-static", "-DCONFIGURED=1", "-DHAVE_TI_MODE=1"]
        + ["-DNATIVE_LITTLE_ENDIAN=1", "-Wno-unused-function", "-Wno-unknown-pragmas", *includes]
        + [*(ROOT / name for name in STAGE0_SOURCES), *(sodium / name for name in SODIUM_SOURCES)]
        + [f"-Wl,-T,{script}", "-Wl,--gc-sections", "-Wl,--build-id=none", "-o", elf]
    )
    run([f"{CROSS}objcopy", "-O", "binary", elf, output / "stage0.bin"])
    return output / "stage0.bin"


def pack(path, monitor):
    """The image that is loaded to the start of RAM; returns the monitor's measurement."""
    image = monitor.read_bytes()
    head = HEAD_MAGIC + struct.pack("<QQ", len(image), MONITOR_VERSION)
    path.write_bytes(bytes(MONITOR_OFFSET - HEAD_BYTES) + head.ljust(HEAD_BYTES, b"\0") + image)
    return hashlib.sha256(head + image).hexdigest()


def make_device(path, stage0):
    """The emulated machine's flash: stage 0 and, made once, its secret. What a factory would do."""
    code = stage0.read_bytes()
    if len(code) > FLASH_BLOCK_BYTES:
        raise BuildError("stage 0 is too large")
    if not path.is_file():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as flash:
            flash.write(b"\xff" * FLASH_BYTES)
            flash.seek(SECRET_OFFSET)
            flash.write(SECRET_MAGIC + os.urandom(32))
    with path.open("r+b") as flash:
        flash.write(code)


TEST_FLAGS = ["-march=rv64gc", "-mabi=lp64d", "-mcmodel=medany", "-O2", "-std=gnu17", "-ffreestanding"]
TEST_FLAGS += ["-nostdlib", "-static", "-fno-stack-protector", "-fno-strict-aliasing", "-Wall", "-Wextra"]
TEST_FLAGS += ["-Werror", "-Wl,--build-id=none"]


def build_tests(folder):
    """The test enclave as a flat image, and the test host that carries it."""
    output = folder / "test"
    output.mkdir(exist_ok=True)
    source = ROOT / "tests" / "enclave"
    compiler = [f"{CROSS}gcc", *TEST_FLAGS, "-I", ROOT]
    elf, flat = output / "enclave.elf", output / "enclave.bin"
    run([*compiler, "-fPIC", f"-Wl,-T,{source / 'enclave.ld'}", "-o", elf]
        + [source / "enclave_start.S", source / "enclave.c"])
    run([f"{CROSS}objcopy", "-O", "binary", elf, flat])
    code = flat.read_bytes()
    flat.write_bytes(code.ljust(-len(code) % 4096 + len(code), b"\0"))
    calls = f"-DCALLS={os.environ.get('TAPDANCE_ENCLAVE_CALLS', '200000')}u"  # of host_fuzz.c
    for name, option in (("host.elf", "-DSERVICES_ONLY=0"), ("host_services.elf", "-DSERVICES_ONLY=1")):
        run([*compiler, f'-DENCLAVE_IMAGE="{flat}"', option, calls]
            + [f"-Wl,-T,{source / 'host.ld'}"]
            + ["-o", output / name]
            + [source / "host_start.S", *sorted(source.glob("host*.c"))])
    rogue = output / "rogue.elf"
    run([*compiler, f"-Wl,-Ttext={RAM + MONITOR_OFFSET:#x}", "-o", rogue, source / "rogue.S"])
    run([f"{CROSS}objcopy", "-O", "binary", rogue, output / "rogue.bin"])
    pack(output / "rogue_firmware.bin", output / "rogue.bin")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--tests", action="store_true", help="also the machines of the tests")
    options = parser.parse_args()
    folder = options.build.resolve() / "enclave"
    start = time.monotonic()
    sources = fetch_sources(folder)
    monitor = build_monitor(folder, sources)
    firmware = folder / "firmware.bin"
    measurement = pack(firmware, monitor)
    stage0 = build_stage0(folder, sources)
    make_device(folder / "device.img", stage0)
    if options.tests:
        build_tests(folder)
        build_linux(folder)
        (folder / "test" / "device.img").unlink(missing_ok=True)  # a new machine for each run
        make_device(folder / "test" / "device.img", stage0)
    print(f"firmware: {firmware} ({time.monotonic() - start:.0f} s)")
    print(f"monitor:  version {MONITOR_VERSION}, measurement {measurement}")


if __name__ == "__main__":
    try:
        main()
    except BuildError as error:
        print(f"enclave_build: {error}", file=sys.stderr)
        sys.exit(1)
