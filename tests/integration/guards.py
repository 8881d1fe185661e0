#!/usr/bin/env python3
"""Shows that each guard of the trusted path has a test that fails without it.

    tests/integration/guards.py [NAME…]      from the root of the source tree; needs gcc

Every entry of GUARDS takes one check out of a copy of one source file, builds the programs with it, and
expects the named test to fail. A text that is no longer found, or a test that still passes, is an error.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

FLAGS = ["-I.", "-std=gnu17", "-D_GNU_SOURCE", "-O1", "-w"]
LIB = sorted(glob.glob("lib/*.c"))
CORE = sorted(glob.glob("monitor/core/*.c"))
PLATFORM = sorted(glob.glob("platform/process/*.c"))
SIDE = ["tests/integration/host_side.c", "tests/integration/deployment.c"]
SODIUM = subprocess.run(["gcc", "-print-file-name=libsodium.a"], capture_output=True,
                        text=True, check=True).stdout.strip()
PROGRAMS = {
    "monitor": (LIB + CORE + sorted(glob.glob("monitor/process/*.c")), []),
    "keystore": (LIB + PLATFORM + sorted(glob.glob("trusted/keystore/*.c")), ["-static"]),
    "applet": (LIB + PLATFORM + sorted(glob.glob("trusted/applet/*.c")) +
               ["tests/integration/scripted_runtime.c"], ["-static"]),
    "probe": (LIB + PLATFORM + ["tests/integration/probe.c"], ["-static"]),
    "trusted_path": (LIB + SIDE + ["tests/integration/trusted_path.c"], ["-lcmocka"]),
    "sandbox": (LIB + SIDE + ["tests/integration/sandbox.c"], ["-lcmocka"]),
    "test_keystore": (LIB + CORE + ["trusted/keystore/store.c", "trusted/keystore/requests.c",
                                    "tests/unit/test_keystore.c"], ["-lcmocka"]),
    "test_core": (LIB + CORE + ["tests/unit/test_monitor_core.c"], ["-lcmocka"]),
    "test_ring": (LIB + ["tests/unit/test_ring.c"], ["-lcmocka"]),
}
TESTS = {
    "path": ("trusted_path", ["monitor", "keystore", "applet"]),
    "sandbox": ("sandbox", ["monitor", "probe"]),
    "keystore": ("test_keystore", []),
    "core": ("test_core", []),
    "ring": ("test_ring", []),
}
# name: (test, file, what is taken out, what stands there instead); tuples where two lines guard the same
GUARDS = {
    "package is what was measured": ("path", "platform/process/platform.c",
                                     "memcmp(found, stated, sizeof found) == 0", "true"),
    "replayed nonce": ("path", "trusted/applet/main.c",
                       "refusal == 0 && status != STATUS_OK", "false"),
    "nonce of one instance": ("core", "monitor/core/nonce.c", "forget(program, i);\n            return",
                              "return"),
    "nonce expires": ("core", "monitor/core/nonce.c",
                      "bool fresh = now_ns < program->nonces[i].expires_ns;", "bool fresh = true;"),
    "freshness": ("path", "trusted/applet/decode.c", "return STATUS_STALE;", "return STATUS_OK;"),
    "registered ingredients": ("path", "trusted/applet/decode.c",
                               "!is_registered(applet, decoded->trigger, pair.name)", "false"),
    "registered queries": ("path", "trusted/applet/decode.c",
                           "find_source(applet, query.name, PACKAGE_QUERY) == NULL", "false"),
    "query of the same event": ("path", "trusted/applet/decode.c",
                                "!same_event(&view.facts, &decoded->facts)", "false"),
    "errors skip everything": ("path", "trusted/applet/outcome.c",
                               ("if (outcome->status != OUTCOME_OK) {", "taken->outcome != RUN_OK"),
                               ("if (false) {", "taken->outcome == RUN_ACTION_TOO_LARGE")),
    "time grid": ("path", "trusted/applet/main.c", "wait_for_grid(began_ms);", ""),
    "record chain": ("path", "trusted/applet/outcome.c", "applet->records++;", ""),
    "keys only with keys": ("path", "trusted/applet/keys.c",
                            "response->result != KEYSTORE_OK || !response->has_keys", "false"),
    "evidence before keys": ("path", "trusted/keystore/requests.c",
                             "status != STATUS_OK || verified.refusal != EVIDENCE_ACCEPTED", "false"),
    "evidence of this channel": ("keystore", "trusted/keystore/requests.c",
                                 "memcpy(expected.caller_data, caller_data, "
                                 "sizeof expected.caller_data);",
                                 "struct evidence_claims c; struct reader r; struct view v, p, k; "
                                 "reader_init_view(&r, evidence); if (!cbor_get_array_of(&r, 2) && "
                                 "!cbor_get_bytes(&r, &v) && !cbor_get_bytes(&r, &v) && "
                                 "!cose_sign1_peek(v, &p, &k) && !evidence_claims_decode(p, &c)) "
                                 "memcpy(expected.caller_data, c.caller_data, 64);"),
    "registered bind": ("keystore", "trusted/keystore/requests.c",
                        "memcpy(bind, record.targets[i].bind, DIGEST_BYTES);", "bind[0] = 11;"),
    "epoch": ("keystore", "trusted/keystore/requests.c",
              "record.identity.epoch != asked.identity.epoch ||", ""),
    "owner of a user id": ("path", "trusted/keystore/requests.c",
                           "secret_equal_memory(owner, request.public_key, sizeof owner)", "true"),
    "versions grow": ("path", "trusted/keystore/requests.c",
                      "status == STATUS_OK && record.version <= stored.version", "false"),
    "removed versions stay": ("keystore", "trusted/keystore/requests.c",
                              "if (query.version <= stored.version) {", "if (false) {"),
    "durable before acknowledged": ("path", "trusted/keystore/main.c",
                                    "durable ? platform_slot_cas(&slot, &change.next) : STATUS_IO",
                                    "platform_slot_cas(&slot, &change.next)"),
    "newest store only": ("path", "trusted/keystore/main.c",
                          "memcmp(digest, slot.digest, sizeof digest) != 0", "false"),
    "slot compares": ("core", "monitor/core/slot.c",
                      "memcmp(entry->slot.digest, expected->digest, DIGEST_BYTES) != 0 ||", ""),
    "slots are kept": ("path", "monitor/process/state.c", "status == STATUS_OK && ours", "false"),
    "time never back": ("core", "monitor/core/time.c", "latest_ms < clock->floor_ms", "false"),
    "only the clock sets time": ("core", "monitor/core/answer.c",
                                 "if (!is_clock(monitor, program)) {", "if (false) {"),
    "host is no program": ("core", "monitor/core/answer.c",
                           "default: return STATUS_DENIED;\n    }\n}\n\nvoid", "default: return "
                           "answer_host(monitor, now_ns, request, response);\n    }\n}\n\nvoid"),
    "sealing keys differ by bind": ("core", "monitor/core/program.c",
                                    "writer_bytes(&writer, program->identity.bind, DIGEST_BYTES);",
                                    "writer_zeros(&writer, DIGEST_BYTES);"),
    "second filter": ("sandbox", "platform/process/sandbox.c",
                      "return install(serving_filter, sizeof serving_filter / "
                      "sizeof serving_filter[0]);", "return STATUS_OK;"),
    "first filter": ("sandbox", "platform/process/sandbox.c",
                     "status = install(loading_filter, sizeof loading_filter / "
                     "sizeof loading_filter[0]);", "status = STATUS_OK;"),
    "never writable and executable": ("sandbox", "platform/process/sandbox.c",
                                      "SKIP_IF(PROT_WRITE, 1), ALLOW, KILL", "ALLOW, ALLOW, ALLOW"),
    "own uid": ("sandbox", "monitor/process/spawn.c", "    if (uid == 0) {\n", "    if (1) {\n"),
    "no other descriptors": ("sandbox", "monitor/process/spawn.c",
                             "require((int)syscall(SYS_close_range, 0u, 2u, 0));", ""),
    "host's uid only": ("sandbox", "monitor/process/server.c", "chmod(path, 0600) != 0 ||",
                        "chmod(path, 0777) != 0 ||"),
    "descriptors counted": ("sandbox", "monitor/process/server.c",
                            "count > 0 && request.operation != MONITOR_START", "false"),
    "ring positions": ("ring", "lib/ring.c",
                       "written < receiver->read || written - receiver->read > RING_DATA_BYTES ||",
                       ""),
    "ring lengths": ("ring", "lib/ring.c", "head[1] != 0 || need > available", "head[1] != 0"),
    "ring seals": ("ring", "lib/ring_map.c", "(seals & AREA_SEALS) != AREA_SEALS ||", ""),
}

def build(folder, program, changed=None, text=None):
    sources, options = PROGRAMS[program]
    objects = []
    for source in sources:
        name = source.replace("/", "_") + ".o"
        path = os.path.join(folder, "objects", name)
        if source == changed:
            path = os.path.join(folder, "mutant.o")
            subprocess.run(["gcc", *FLAGS, "-x", "c", "-c", "-", "-o", path], input=text, text=True,
                           check=True)
        elif not os.path.exists(path):
            subprocess.run(["gcc", *FLAGS, "-c", source, "-o", path], check=True)
        objects.append(path)
    target = os.path.join(folder, program if changed is None else "mutant-" + program)
    if os.path.exists(target) and changed is None:
        return target
    sodium = [SODIUM] if "-static" in options else ["-lsodium"]
    subprocess.run(["gcc", *objects, *options, *sodium, "-lm", "-o", target], check=True)
    return target


def run(folder, test, changed=None, text=None):
    program, arguments = TESTS[test]
    paths = []
    for name in [program] + arguments:
        uses = changed in PROGRAMS[name][0]
        paths.append(build(folder, name, changed if uses else None, text))
    try:
        return subprocess.run(paths, capture_output=True, timeout=120).returncode
    except subprocess.TimeoutExpired:
        return -1


def find(source, text):
    """The text as it stands in the source, where the formatter may have broken its lines; None."""
    if text in source:
        return text
    pattern = r"\s+".join(re.escape(word) for word in text.split())
    found = re.search(pattern, source)
    return found[0] if found else None


def main():
    wrong = 0
    names = sys.argv[1:] or list(GUARDS)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        os.mkdir(os.path.join(folder, "objects"))
        for test in sorted({GUARDS[name][0] for name in names}):
            if run(folder, test) != 0:
                sys.exit("test %s fails without any change" % test)
        for name in names:
            test, path, old, new = GUARDS[name]
            with open(path, encoding="utf-8") as file:
                source = file.read()
            mutant = source
            for part, instead in zip(*((old, new) if isinstance(old, tuple) else ((old,), (new,)))):
                found = find(mutant, part)
                mutant = mutant.replace(found, instead) if found else None
                if mutant is None:
                    break
            if mutant is None:
                print("GONE    ", name)
                wrong += 1
                continue
            if run(folder, test, path, mutant) != 0:
                print("caught  ", name)
            else:
                print("MISSED  ", name)
                wrong += 1
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
