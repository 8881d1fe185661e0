"""An emulated RISC-V machine with our firmware: its command line, its boot, its device key."""

import hashlib
import hmac
import re
import subprocess
import time
from pathlib import Path

from nacl.signing import SigningKey

MEASURE_LABEL = b"tapdance/enclave/v1"  # monitor/opensbi/enclave_abi.h
MONITOR_OFFSET = 0x80000  # monitor/opensbi/handoff.h
SECRET_OFFSET = 0x40000  # monitor/stage0/board.h
STATE_OFFSET = 0x80000
AFTER_FIRMWARE = "Boot HART MEDELEG"  # in the last line that OpenSBI prints
FLASH_BLOCK_BYTES = 0x40000


def derive(key, label):
    """HKDF-SHA256 with an empty salt, one block."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(extracted, label + b"\x01", hashlib.sha256).digest()


def device(folder):
    """The flash of the machine that tests use."""
    return Path(folder) / "test" / "device.img"


def device_key(folder):
    """The public key that users pin, from the secret in the machine's flash."""
    with device(folder).open("rb") as flash:
        flash.seek(SECRET_OFFSET + 8)
        secret = flash.read(32)
    return bytes(SigningKey(derive(secret, b"tapdance/device/sign/v1")).verify_key)


def monitor_measurement(folder):
    """SHA-256(head, image), as stage 0 computes it."""
    image = (folder / "firmware.bin").read_bytes()
    return hashlib.sha256(image[MONITOR_OFFSET - 4096 :][:24] + image[MONITOR_OFFSET:]).digest()


def program_measurement(image, memory_bytes):
    """What the monitor measures for an image added from offset 0 on."""
    state = hashlib.sha256(MEASURE_LABEL + memory_bytes.to_bytes(8, "little"))
    for offset in range(0, len(image), 4096):
        state.update(offset.to_bytes(8, "little") + image[offset : offset + 4096])
    return state.digest()


def command(folder, harts=2, memory="512M", firmware=None):
    return [
        *("qemu-system-riscv64", "-machine", "virt", "-cpu", "rv64,zkr=on,h=off"),
        *("-smp", str(harts), "-m", memory, "-nographic", "-monitor", "none", "-serial", "stdio"),
        *("-no-reboot", "-bios", str(firmware or folder / "firmware.bin")),
        *("-drive", f"if=pflash,unit=0,format=raw,file={device(folder)}"),
    ]


def passed(lines, label):
    """Fails unless the machine's last line counts tests that all passed."""
    summary = [line for line in lines if line.startswith(label)]
    whole = summary and re.fullmatch(rf"{label}: [1-9]\d* passed, 0 failed", summary[0].strip())
    assert whole and not any(line.startswith("FAIL") for line in lines), "\n".join(lines)


def run(folder, kernel, seconds, *more, **options):
    """Runs a machine until it turns itself off; the lines printed after the firmware's."""
    start = time.monotonic()
    try:
        result = subprocess.run(
            [*command(Path(folder), **options), "-kernel", str(kernel), *more],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        text = (expired.stdout or b"").decode(errors="replace")
        raise AssertionError(f"the machine still ran after {seconds} s:\n{text[-3000:]}") from None
    text = result.stdout.decode(errors="replace").replace("\r", "")
    lines = text[max(text.find(AFTER_FIRMWARE), 0) :].splitlines()
    print("\n".join("      " + line for line in lines if not line.startswith("evidence")))
    print(f"      the machine ran for {time.monotonic() - start:.1f} s")
    return lines
