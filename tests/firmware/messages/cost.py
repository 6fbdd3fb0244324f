"""What sealing and opening cost on this machine: `python -m tests.firmware.messages.cost`.

Prints the CPU time of a message beside that of the bare cryptography, the median of several rounds. Asserts nothing.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firmware.messages.codec import decode_data
from firmware.messages.envelope import CENTRE
from firmware.messages.sealing import open_sealed, seal
from tests.firmware.messages.examples import EXAMPLES
from tests.firmware.messages.plain_jose import content_key
from tests.firmware.messages.world import NOW, World

ROUNDS = 15
REPEATS = 40


def microseconds(work: Callable[[], object]) -> float:
    """CPU time of one call."""
    start = time.process_time_ns()
    for _ in range(REPEATS):
        work()
    return (time.process_time_ns() - start) / REPEATS / 1000


def measured(works: tuple[Callable[[], object], ...]) -> list[list[float]]:
    """The rounds of each work, taken in turn so that a busy machine slows all of them alike."""
    rounds = [[microseconds(work) for work in works] for _ in range(ROUNDS)]
    return [list(column) for column in zip(*rounds, strict=True)]


class Bare:
    """The same steps with nothing around them: no JSON, no base64, no checks."""

    def __init__(self, world: World, content: bytes) -> None:
        self._signing = world.reader.plain_signing.private
        self._verifying = self._signing.public_key()
        self._recipient = world.centre.plain_decryption.private
        self._public = self._recipient.public_key()
        self._content = content
        self._nonce = bytes(12)
        self._algorithm = ec.ECDSA(hashes.SHA256())
        self._sealed = self.seal()

    def seal(self) -> tuple[ec.EllipticCurvePublicKey, bytes, bytes]:
        signature = self._signing.sign(self._content, self._algorithm)
        one_time = ec.generate_private_key(ec.SECP256R1())
        key = content_key(one_time.exchange(ec.ECDH(), self._public))
        return one_time.public_key(), signature, AESGCM(key).encrypt(self._nonce, self._content, b"")

    def open(self) -> bytes:
        one_time, signature, sealed = self._sealed
        key = content_key(self._recipient.exchange(ec.ECDH(), one_time))
        content = AESGCM(key).decrypt(self._nonce, sealed, b"")
        self._verifying.verify(signature, content, self._algorithm)
        return content


def main() -> None:
    """Print one line for a small message and one for the largest of a visit."""
    world = World()
    recipient = world.centre.decryption.public()
    own = {world.centre.decryption.kid: world.centre.decryption}
    signers = {world.reader.signing.kid: world.reader.signing.public()}
    for message in (EXAMPLES[0], EXAMPLES[2]):
        envelope = world.envelope(message)
        token = seal(envelope, world.reader.signing, recipient)
        bare = Bare(world, bytes(envelope.data) + bytes(400))

        def send(message: object = message) -> bytes:
            return seal(world.envelope(message), world.reader.signing, recipient)  # type: ignore[arg-type]  # one of them

        def receive(token: bytes = token) -> object:
            return decode_data(open_sealed(token, own=own, signers=signers, audience=CENTRE, now=NOW))

        times = measured((send, receive, bare.seal, bare.open))
        seal_us, open_us, bare_seal_us, bare_open_us = (median(column) for column in times)
        ratio = median((a + b) / (c + d) for a, b, c, d in zip(*times, strict=True))
        sys.stdout.write(
            f"{type(message).__name__}: {len(bytes(envelope.data))} B of data, {len(token)} B sealed;"
            f" seal {seal_us:.0f} µs, open {open_us:.0f} µs; bare {bare_seal_us:.0f} + {bare_open_us:.0f} µs;"
            f" ratio {ratio:.2f}\n"
        )


if __name__ == "__main__":
    main()
