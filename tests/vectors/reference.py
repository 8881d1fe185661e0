"""TAPDance's protocol a second time, from docs/protocol.md and stock libraries only.

Shares no code with lib/: CBOR is python3-cbor2, primitives are python3-cryptography, Argon2id is
python3-nacl. vectors.py uses it to make the golden vectors that the C code has to reproduce.
"""
import hashlib
import hmac
import struct

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


def sha256(data):
    return hashlib.sha256(data).digest()


def hkdf(key, salt, info, length=32):
    """RFC 5869 with SHA-256."""
    prk = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha256).digest()
        out += block
        counter += 1
    return out[:length]


class CountingRandom:
    """0, 1, 2 ... modulo 256: what the C test installs as its source of randomness."""

    def __init__(self):
        self.next = 0

    def __call__(self, length):
        out = bytes((self.next + i) & 0xFF for i in range(length))
        self.next += length
        return out


# ---- keys ----

def derive(master, applet, epoch, purpose, ident):
    return hkdf(master, b"", cbor2.dumps([applet, epoch, purpose, ident]))


def signing_seed(master):
    return hkdf(master, b"", cbor2.dumps(["tapdance/sign/v1"]))


def content_key(key, salt, purpose):
    return hkdf(key, salt, b"tapdance/msg/v1" + purpose.encode())


def kid_of(key):
    return hkdf(key, b"", b"tapdance/kid/v1")[:8]


def public_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(*RAW)


# ---- COSE ----

def sign1(seed, kid, aad, payload):
    protected = cbor2.dumps({1: -8, 4: kid})
    to_sign = cbor2.dumps(["Signature1", protected, aad, payload])
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(to_sign)
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


def verify1(key, aad, message):
    tag = cbor2.loads(message)
    assert tag.tag == 18
    protected, unprotected, payload, signature = tag.value
    assert unprotected == {} and cbor2.loads(protected)[1] == -8
    to_sign = cbor2.dumps(["Signature1", protected, aad, payload])
    Ed25519PublicKey.from_public_bytes(key).verify(signature, to_sign)
    return payload


def encrypt0(random, key, purpose, aad, plaintext):
    salt, iv = random(16), random(12)
    protected = cbor2.dumps({1: 24, 4: kid_of(key), 10: salt})
    structure = cbor2.dumps(["Encrypt0", protected, aad])
    sealed = ChaCha20Poly1305(content_key(key, salt, purpose)).encrypt(iv, plaintext, structure)
    return cbor2.dumps(cbor2.CBORTag(16, [protected, {5: iv}, sealed]))


def decrypt0(key, purpose, aad, message):
    tag = cbor2.loads(message)
    assert tag.tag == 16
    protected, unprotected, sealed = tag.value
    header = cbor2.loads(protected)
    assert header[1] == 24 and header[4] == kid_of(key)
    structure = cbor2.dumps(["Encrypt0", protected, aad])
    return ChaCha20Poly1305(content_key(key, header[10], purpose)).decrypt(
        unprotected[5], sealed, structure)


def padded(entries, label, length):
    """The map `entries` with padding under `label`, exactly `length` bytes long."""
    for shape in ([], [b""], None):
        if shape == []:
            candidates = [[]]
        elif shape == [b""]:
            base = len(cbor2.dumps({**entries, label: [b""]}))
            candidates = [[bytes(max(length - base - extra, 0))] for extra in range(0, 9)]
        else:
            base = len(cbor2.dumps({**entries, label: [b"", b""]}))
            candidates = [[bytes(max(length - base - extra, 0)), b""] for extra in range(0, 9)]
        for candidate in candidates:
            out = cbor2.dumps({**entries, label: candidate})
            if len(out) == length:
                return out
    raise ValueError("does not fit")


def message_of(random, key, purpose, aad, entries, label, total):
    """A message of exactly `total` bytes."""
    overhead = len(encrypt0(CountingRandom(), key, purpose, aad, bytes(total - 100))) - (total - 100)
    return encrypt0(random, key, purpose, aad, padded(entries, label, total - overhead))


# ---- messages ----

def aad(what, *parts):
    return cbor2.dumps(["tapdance/v1", what, *parts])


def idem(applet, trigger, event_id, action):
    return sha256(cbor2.dumps(["tapdance/idem/v1", applet, trigger, event_id, action]))[:16]


def package(random, clear, content, key):
    """`clear` without label 9, `content` without label 8."""
    length = 4096
    while True:
        for head in (3, 5):
            front = len(cbor2.dumps(clear)) + 1 + head + 12
            sealed_length = length - front
            clear_map = cbor2.dumps({**clear, 9: sealed_length})
            if len(clear_map) + 12 != front:
                continue
            start = b"tapdpkg1" + struct.pack("<I", len(clear_map)) + clear_map
            additional = aad("package", clear[1], clear[2], clear[3], sha256(start))
            try:
                sealed = message_of(random, key, "code", additional, content, 8, sealed_length)
            except ValueError:
                continue
            return start + sealed
        length += 4096


def backup(random, master, passphrase, passes, memory_kib):
    import nacl.bindings
    import nacl.pwhash
    salt, nonce = random(16), random(24)
    key = nacl.pwhash.argon2id.kdf(32, passphrase, salt, opslimit=passes, memlimit=memory_kib * 1024)
    head = b"tapdmas1" + struct.pack("<II", passes, memory_kib) + salt + nonce
    return head + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(master, head, nonce, key)


# ---- Noise_NX_25519_ChaChaPoly_SHA256 ----

class Symmetric:
    def __init__(self, prologue):
        self.h = b"Noise_NX_25519_ChaChaPoly_SHA256"
        self.ck = self.h
        self.key = None
        self.n = 0
        self.mix_hash(prologue)

    def mix_hash(self, data):
        self.h = sha256(self.h + data)

    def mix_key(self, data):
        out = hkdf(data, self.ck, b"", 64)
        self.ck, self.key, self.n = out[:32], out[32:], 0

    def encrypt(self, plaintext):
        out = plaintext
        if self.key:
            nonce = bytes(4) + struct.pack("<Q", self.n)
            out = ChaCha20Poly1305(self.key).encrypt(nonce, plaintext, self.h)
            self.n += 1
        self.mix_hash(out)
        return out

    def split(self):
        out = hkdf(b"", self.ck, b"", 64)
        return out[:32], out[32:]


def x25519(private):
    return X25519PrivateKey.from_private_bytes(private)


def dh(private, public):
    return x25519(private).exchange(X25519PublicKey.from_public_bytes(public))


def x25519_public(private):
    return x25519(private).public_key().public_bytes(*RAW)


def noise_nx(prologue, initiator_ephemeral, responder_ephemeral, responder_static):
    """Both handshake messages, h and the two transport keys, seen from the responder."""
    state = Symmetric(prologue)
    first = x25519_public(initiator_ephemeral)
    state.mix_hash(first)
    state.encrypt(b"")
    second = x25519_public(responder_ephemeral)
    state.mix_hash(second)
    state.mix_key(dh(responder_ephemeral, first))
    second += state.encrypt(x25519_public(responder_static))
    state.mix_key(dh(responder_static, first))
    second += state.encrypt(b"")
    return first, second, state.h, state.split()


def transport(key, n, plaintext):
    return ChaCha20Poly1305(key).encrypt(bytes(4) + struct.pack("<Q", n), plaintext, b"")


def caller_data(role, purpose, h):
    return hashlib.sha512(b"tapdance/ev/v1\0" + bytes([role]) + purpose.encode() + h).digest()
