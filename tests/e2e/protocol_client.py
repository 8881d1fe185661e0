"""The attested channel from Python, for both sides, and evidence with whatever contents an attack needs.

Built on tests/vectors/reference.py, which shares no code with lib/.
"""

import os
import socket
import struct
import threading
import time

import cbor2
import reference as ref


def recv_exactly(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise EOFError("the other side ended the connection")
        data += part
    return data


def recv_frame(connection):
    return recv_exactly(connection, struct.unpack(">H", recv_exactly(connection, 2))[0])


def send_frame(connection, data):
    connection.sendall(struct.pack(">H", len(data)) + data)


class Forger:
    """Whoever can read the device secret of a machine of class none: makes evidence of any contents."""

    def __init__(self, platform):
        secret = (platform.data / "monitor" / "device.secret").read_bytes()
        measure = {
            line.split()[1]: bytes.fromhex(line.split()[0])
            for line in platform.command("measure").stdout.splitlines()
        }
        self.monitor = measure["tapdance-monitor"]
        self.keystore = measure["tapdance-keystore"]
        self.applet = measure["tapdance-applet"]
        self.device_seed = ref.hkdf(secret, b"", b"tapdance/device/sign/v1")
        self.monitor_seed = os.urandom(32)

    def evidence(self, caller_data, program, bind=bytes(32), device_seed=None, signer=None,
                 monitor=None, changes=None):
        device_seed = device_seed or self.device_seed
        monitor = monitor or self.monitor
        device_id = ref.sha256(ref.public_key(device_seed))
        certificate = ref.sign1(
            device_seed, device_id, ref.aad("certificate"),
            cbor2.dumps({1: ref.public_key(self.monitor_seed), 2: monitor, 3: 1}))
        claims = {10: caller_data, 256: b"\x01" + device_id, 263: 1,
                  265: "urn:tapdance:evidence:1", 268: bytes(16), -70001: program, -70002: bind,
                  -70003: monitor, -70004: 1, -70005: 1, -70006: True, -70007: False, -70008: 1,
                  -70009: int(time.time() * 1000), -70010: 40, -70011: 2}
        claims.update(changes or {})
        statement = ref.sign1(signer or self.monitor_seed, b"", ref.aad("evidence"),
                              cbor2.dumps(claims))
        return cbor2.dumps([certificate, statement])


class Transport:
    """Transport messages after the handshake."""

    def __init__(self, connection, sending, receiving):
        self.connection = connection
        self.keys = [sending, receiving]
        self.counts = [0, 0]

    def send(self, kind, data):
        parts = [data[at : at + 4000] for at in range(0, len(data), 4000)] or [b""]
        for number, part in enumerate(parts):
            more = 0x80 if number + 1 < len(parts) else 0
            send_frame(self.connection,
                       ref.transport(self.keys[0], self.counts[0], bytes([kind | more]) + part))
            self.counts[0] += 1

    def receive(self):
        """(kind, data) of one whole message."""
        data = b""
        while True:
            frame = recv_frame(self.connection)
            nonce = bytes(4) + struct.pack("<Q", self.counts[1])
            plain = ref.ChaCha20Poly1305(self.keys[1]).decrypt(nonce, frame, b"")
            self.counts[1] += 1
            data += plain[1:]
            if not plain[0] & 0x80:
                return plain[0], data


def connect(port, purpose):
    """As an initiator: (transport, h, the keystore's evidence)."""
    connection = socket.create_connection(("127.0.0.1", port), 30)
    connection.settimeout(30)
    send_frame(connection, purpose.encode())
    state = ref.Symmetric(b"tapdance/ch/v1" + purpose.encode())
    private = os.urandom(32)
    first = ref.x25519_public(private)
    state.mix_hash(first)
    state.encrypt(b"")
    send_frame(connection, first)
    second = recv_frame(connection)
    ephemeral, sealed, tag = second[:32], second[32:80], second[80:]
    state.mix_hash(ephemeral)
    state.mix_key(ref.dh(private, ephemeral))
    static = ref.ChaCha20Poly1305(state.key).decrypt(bytes(12), sealed, state.h)
    state.mix_hash(sealed)
    state.mix_key(ref.dh(private, static))
    ref.ChaCha20Poly1305(state.key).decrypt(bytes(12), tag, state.h)
    state.mix_hash(tag)
    to_responder, to_initiator = state.split()
    transport = Transport(connection, to_responder, to_initiator)
    kind, evidence = transport.receive()
    assert kind == 1
    return transport, state.h, evidence


def ask_as_applet(port, forger, user, applet, epoch, **evidence):
    """What the keystore answers to somebody who says to be an applet: a map."""
    transport, h, _ = connect(port, "applet")
    with transport.connection:
        options = {"program": forger.applet, **evidence}
        transport.send(1, forger.evidence(ref.caller_data(1, "applet", h), **options))
        transport.send(2, cbor2.dumps({1: user, 2: applet, 3: epoch, 4: "x86-64"}))
        return cbor2.loads(transport.receive()[1])


class FalseKeystore:
    """Listens as port 7777 and introduces itself with `introduce(caller data of its role, h)`.

    `requests` keeps the messages that clients sent after that: none, where they refuse it.
    """

    def __init__(self, introduce):
        self.introduce = introduce
        self.requests = []
        self.handshakes = 0
        self.frames_after = 0
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
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self._serve(connection)
                except (EOFError, OSError):
                    pass

    def _serve(self, connection):
        purpose = recv_frame(connection)
        first = recv_frame(connection)
        state = ref.Symmetric(b"tapdance/ch/v1" + purpose)
        state.mix_hash(first)
        state.encrypt(b"")
        ephemeral, static = os.urandom(32), os.urandom(32)
        second = ref.x25519_public(ephemeral)
        state.mix_hash(second)
        state.mix_key(ref.dh(ephemeral, first))
        second += state.encrypt(ref.x25519_public(static))
        state.mix_key(ref.dh(static, first))
        second += state.encrypt(b"")
        send_frame(connection, second)
        to_responder, to_initiator = state.split()
        transport = Transport(connection, to_initiator, to_responder)
        self.handshakes += 1
        transport.send(1, self.introduce(ref.caller_data(2, purpose.decode(), state.h)))
        while True:
            message = cbor2.loads(transport.receive()[1])
            self.requests.append(message)
            signed = cbor2.loads(cbor2.loads(message[2]).value[2])
            transport.send(2, cbor2.dumps({1: 0, 2: signed[4], 3: signed.get(3, 0)}))
