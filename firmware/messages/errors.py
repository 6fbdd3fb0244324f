"""Errors of the wire: one root, the facts as attributes, never anything of a message's content in the text.

The texts hold only words of this file and numbers. What a stranger sent (names, fields, types) is reachable
through the attributes, so that a log which writes `str(error)` cannot carry what a message said.
"""

from datetime import datetime


class MessageError(Exception):
    """Root of all errors raised by firmware.messages."""


class TooLarge(MessageError):
    """A sealed message is larger than the limit; nothing of it was looked at. Sizes in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"sealed message of {size} bytes, the limit is {limit}")
        self.size = size
        self.limit = limit


class Malformed(MessageError):
    """A part cannot be read: `part` names it (sealed, signed, envelope, data, keyset), `problem` says what is wrong."""

    def __init__(self, part: str, problem: str) -> None:
        super().__init__(f"{part} part cannot be read: {problem}")
        self.part = part
        self.problem = problem


class Truncated(Malformed):
    """The end of a token is missing: fewer segments than it must have, or a last segment that is too short."""


class HeaderRefused(Malformed):
    """A protected header is not exactly the one this wire uses: other algorithm, `zip`, `crit`, anything extra."""


class MalformedMessage(Malformed):
    """Envelope or data are not of the form their type asks for. `path` leads there through known fields only."""

    def __init__(self, part: str, path: str, problem: str = "not of the form that its type asks for") -> None:
        super().__init__(part, problem)
        self.path = path


class UnknownField(MalformedMessage):
    """A field that the schema of this version does not have."""

    def __init__(self, part: str, path: str) -> None:
        super().__init__(part, path, "it has a field that this version does not know")


class UnknownRecipientKey(MessageError):
    """The message is encrypted to a key that is not ours (any more)."""

    def __init__(self, kid: str) -> None:
        super().__init__("encrypted to a key that is not held here")
        self.kid = kid


class NotDecryptable(MessageError):
    """The message names our key but does not decrypt with it: altered on its way, or made for another key."""

    def __init__(self, kid: str) -> None:
        super().__init__("does not decrypt with the key it names")
        self.kid = kid


class UnknownSigner(MessageError):
    """Signed by a key that is not among the accepted ones."""

    def __init__(self, kid: str) -> None:
        super().__init__("signed by a key that is not accepted here")
        self.kid = kid


class BadSignature(MessageError):
    """The signature does not belong to the content and the key it names."""

    def __init__(self, kid: str) -> None:
        super().__init__("signature is wrong")
        self.kid = kid


class WrongSource(MessageError):
    """Signed well, but by a key that does not belong to the source it claims: a re-signed message."""

    def __init__(self, source: str, owner: str, kid: str) -> None:
        super().__init__("signed by a key that does not belong to the claimed source")
        self.source = source
        self.owner = owner
        self.kid = kid


class WrongAudience(MessageError):
    """Meant for somebody else."""

    def __init__(self, audience: str, expected: str) -> None:
        super().__init__("meant for another audience")
        self.audience = audience
        self.expected = expected


class Expired(MessageError):
    """Its expiry time has passed on a clock that is sure."""

    def __init__(self, expirytime: datetime, now: datetime) -> None:
        super().__init__(f"expired {(now - expirytime).total_seconds():.0f} s ago")
        self.expirytime = expirytime
        self.now = now


class Replayed(MessageError):
    """A message with the same id was accepted before."""

    def __init__(self, message_id: str) -> None:
        super().__init__("a message with this id was accepted before")
        self.message_id = message_id


class ReplayWindowFull(MessageError):
    """More messages came than the window can remember; taking one more would mean forgetting one too early."""

    def __init__(self, capacity: int) -> None:
        super().__init__(f"more than {capacity} messages within the time they must be remembered")
        self.capacity = capacity


class UnknownVersion(MessageError):
    """The version in the type is not served."""

    def __init__(self, version: int, served: tuple[int, ...]) -> None:
        super().__init__(f"version {version} is not served, only {', '.join(map(str, served))}")
        self.version = version
        self.served = served


class UnknownType(MessageError):
    """The version is served but has no message of this name, or the type is not one of ours at all."""

    def __init__(self, type_name: str) -> None:
        super().__init__("no message type of this name in this version")
        self.type_name = type_name


class BadKey(MessageError):
    """Bytes or a JWK that are not a P-256 key of the wanted kind. The text never holds key material."""

    def __init__(self, owner: str, problem: str) -> None:
        super().__init__(f"not a usable key: {problem}")
        self.owner = owner
        self.problem = problem


class KeySetRollback(MessageError):
    """A key set that is older than the one already known."""

    def __init__(self, version: int, known_version: int) -> None:
        super().__init__(f"key set {version} is older than the known {known_version}")
        self.version = version
        self.known_version = known_version


class KeySetGap(MessageError):
    """A key set whose keys of one use do not overlap long enough, so that readers would stand without one."""

    def __init__(self, use: str, until: datetime) -> None:
        super().__init__(f"keys for {use} do not overlap")
        self.use = use
        self.until = until


class NoValidKey(MessageError):
    """A key set has no key of this use that is valid now."""

    def __init__(self, use: str, version: int) -> None:
        super().__init__(f"key set {version} has no key for {use} that is valid now")
        self.use = use
        self.version = version


class BadTopic(MessageError):
    """Not a topic of this product, or made of parts that it does not allow. `part` is the part that is wrong."""

    def __init__(self, part: str, value: str) -> None:
        super().__init__(f"topic part {part} is not allowed")
        self.part = part
        self.value = value


class BadChallenge(MessageError):
    """A device, visit or nonce that cannot be part of a challenge. `part` names it, `size` is in bytes."""

    def __init__(self, part: str, size: int) -> None:
        super().__init__(f"challenge: {part} of {size} bytes")
        self.part = part
        self.size = size
