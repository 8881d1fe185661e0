"""The monitor in machine mode, in an emulated machine of two harts, against a hostile host (host_tests.c)."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import cbor2
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

sys.path.insert(0, str(Path(__file__).resolve().parent))
import machine  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY_BYTES = 0x10000  # commands.h
BIND = bytes.fromhex("11" * 8 + "22" * 8 + "33" * 8 + "44" * 8)  # host.c
CALLER_DATA = b"\x77" * 64  # host_tests.c


@cache
def machine_folder(programs):
    """Firmware and test host, built into the build folder that holds `programs`."""
    build = Path(programs).parent
    subprocess.run(
        [sys.executable, ROOT / "tools" / "enclave_build.py", "--build", build, "--tests"], check=True
    )
    return build / "enclave"


@cache
def printed(programs):
    """What the test host printed on its one run."""
    folder = machine_folder(programs)
    device = ("-device", "virtio-rng-device")  # what host_dma.c has write into an enclave
    return machine.run(folder, folder / "test" / "host.elf", 300, *device)


def test_monitor(programs):
    machine.passed(printed(programs), "enclave tests")


def test_driver_in_linux(programs):
    folder = machine_folder(programs)
    options = ("-initrd", str(folder / "test" / "initramfs.cpio"), "-append", "console=ttyS0 quiet panic=-1")
    lines = machine.run(folder, folder / "test" / "vmlinux", 180, *options)
    machine.passed(lines, "driver tests")


def value(lines, word):
    """What follows `word` on the line that begins with it."""
    found = [line.split()[1] for line in lines if line.startswith(word + " ")]
    assert found, f"the machine printed no line '{word}'"
    return found[0]


def evidence(programs):
    return bytes.fromhex(value(printed(programs), "evidence"))


def claims_of(lines):
    """Unchecked; test_evidence_… checks."""
    statement = cbor2.loads(cbor2.loads(bytes.fromhex(value(lines, "evidence")))[1])
    return cbor2.loads(statement.value[2])


def expected(programs):
    folder = machine_folder(programs)
    program = machine.program_measurement((folder / "test" / "enclave.bin").read_bytes(), MEMORY_BYTES)
    return machine.device_key(folder), machine.monitor_measurement(folder), program


def signed(message, key, label):
    """The payload of a COSE_Sign1 (RFC 9052), its signature checked by an implementation not ours."""
    protected, _, payload, signature = cbor2.loads(message).value
    VerifyKey(key).verify(cbor2.dumps(["Signature1", protected, cbor2.dumps(["tapdance/v1", label]), payload]), signature)
    return cbor2.loads(payload)


def test_evidence_verifies_independently(programs):
    anchor, monitor, program = expected(programs)
    certificate, statement = cbor2.loads(evidence(programs))
    named = signed(certificate, anchor, "certificate")
    assert named[2] == monitor and named[3] == 1
    claims = signed(statement, named[1], "evidence")
    assert claims[10] == CALLER_DATA
    assert claims[-70001] == program, "the measurement computed offline differs"
    assert claims[-70002] == BIND
    assert claims[-70003] == monitor
    assert claims[-70005] == 2 and claims[-70006] is False
    assert claims[-70007] is False, "this machine does not keep devices out of enclaves"
    broken = bytearray(statement)
    broken[100] ^= 1
    try:
        signed(bytes(broken), named[1], "evidence")
    except BadSignatureError:
        return
    raise AssertionError("a changed statement verified")


def test_evidence_verifies_with_our_verifier(programs):
    anchor, monitor, program = expected(programs)
    right = [anchor, b"emulated", monitor, program, BIND, CALLER_DATA, evidence(programs)]

    def verdict(parts):
        arguments = [part.decode() if part == b"emulated" else part.hex() for part in parts]
        tool = Path(programs).parent / "tests" / "enclave" / "verify_evidence"
        return subprocess.run([tool, *arguments], capture_output=True, check=False).returncode

    assert verdict(right) == 0
    for position in (0, 2, 3, 4, 5):
        wrong = list(right)
        wrong[position] = bytes([wrong[position][0] ^ 1]) + wrong[position][1:]
        assert verdict(wrong) == 1, f"accepted with argument {position} changed"
    for bit in range(0, len(right[6]) * 8, 97):
        changed = bytearray(right[6])
        changed[bit // 8] ^= 1 << bit % 8
        assert verdict([*right[:6], bytes(changed)]) == 1, f"accepted with bit {bit} changed"


def cut_last_slot(folder):
    """The last record of a slot loses its end, as if the power had gone while it was written."""
    path = machine.device(folder)
    image = bytearray(path.read_bytes())
    blocks = []  # generation, address; a blank one has all ones and is not in use
    for number in (0, 1):
        start = machine.STATE_OFFSET + number * machine.FLASH_BLOCK_BYTES
        generation = int.from_bytes(image[start + 8 : start + 16], "little")
        blocks.append((generation if image[start : start + 8] == b"tmstate1" else -1, start))
    start = max(blocks)[1]
    records = range(start + 128, start + machine.FLASH_BLOCK_BYTES - 159, 160)
    slots = [at for at in records if image[at] == 2]
    image[slots[-1] + 80 : start + machine.FLASH_BLOCK_BYTES] = b"\xff" * (
        start + machine.FLASH_BLOCK_BYTES - slots[-1] - 80
    )
    path.write_bytes(image)


def test_state_outlives_reboots(programs):
    folder = machine_folder(programs)
    before = printed(programs)
    version = int(value(before, "slot")) + 10
    assert claims_of(before)[-70008] == 2, "rollback protection is not persistent"
    assert claims_of(before)[-70011] == 3, "the time is not the machine's"

    def services(**options):
        lines = machine.run(folder, folder / "test" / "host_services.elf", 120, **options)
        machine.passed(lines, "enclave tests")
        return lines

    after = services()
    assert int(value(after, "slot")) == version
    assert int(value(after, "time")) >= int(value(before, "time")), "time went back over a reboot"
    assert claims_of(after)[268] != claims_of(before)[268], "a boot id was used twice"
    assert claims_of(after)[256] == claims_of(before)[256]

    # Another monitor on the same machine: other keys, and no way to the state.
    other = folder / "test" / "other_firmware.bin"
    image = bytearray((folder / "firmware.bin").read_bytes())
    image[machine.MONITOR_OFFSET - 4096 + 16] ^= 0x40  # its version
    other.write_bytes(image)
    others = services(firmware=other)
    assert int(value(others, "slot")) == 0
    assert claims_of(others)[-70008] == 1, "another monitor claims to keep state"
    assert claims_of(others)[-70003] != claims_of(after)[-70003]

    # Ours again, but its last record was cut: it never happened.
    cut_last_slot(folder)
    assert int(value(services(), "slot")) == version + 1699


def test_firmware_of_the_operators_own(programs):
    folder = machine_folder(programs)
    printed(programs)  # the flash has a state now, which names the pool
    marks = folder / "test" / "marks.bin"
    marks.write_bytes(b"remains!" * 8192)
    # Stage 0's memory, the monitor's own (behind its image), the pool.
    places = (0x80008000, 0x80100000, 0x801F0000, 0x90000000, 0x93FF0000, 0x97FF0000)
    loaders = [f"loader,file={marks},addr={place:#x},force-raw=on" for place in places]
    lines = machine.run(
        folder,
        folder / "test" / "host.elf",
        60,
        *(word for loader in loaders for word in ("-device", loader)),
        firmware=folder / "test" / "rogue_firmware.bin",
    )
    checks = [line for line in lines if line.startswith(("ok", "FAIL"))]
    assert len(checks) == 7 and all(line.startswith("ok") for line in checks), "\n".join(lines)
    assert lines[-1] == "end of rogue firmware"
