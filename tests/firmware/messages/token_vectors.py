"""The vectors that are tokens: who has which keys, what is sealed with them, what is refused, and the key sets.

All tokens are made by plain cryptography (plain_jose), not by the product, so they check the product as well. Keys,
one-time keys, nonces and signatures depend on the content only; such tokens are for publishing, never for use.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from firmware.messages.codec import encode_data, type_name
from firmware.messages.envelope import CENTRE
from tests.firmware.messages.examples import EXAMPLES
from tests.firmware.messages.plain_jose import PlainKey, b64, compact_json, content_key_of, encrypt, sign
from tests.firmware.messages.world import NOW, READER, World, message_id
from tests.firmware.messages.wrongs import WRONGS

FROM_CENTRE = {
    "challenge_given",
    "terminal_auth_given",
    "identified",
    "reader_answer",
    "refusal",
    "acknowledgement",
}
ROOT = PlainKey("root")
OWN_KEYS = {"centre": "centre-decryption", READER: "reader-decryption"}


def moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def key(name: str, owner: str, use: str, plain: PlainKey) -> dict[str, Any]:
    public = plain.private.public_key()
    return {
        "name": name,
        "owner": owner,
        "use": use,
        "kid": plain.kid,
        "jwk": plain.jwk | {"d": b64(plain.d.to_bytes(32))},
        "pkcs8": plain.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "spki": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    }


def keys(world: World) -> Any:
    parties = {
        "reader": world.reader,
        "other-reader": world.other_reader,
        "centre": world.centre,
        "stranger": world.stranger,
    }
    made = [key("root-signing", "root", "sig", ROOT)]
    for name, party in parties.items():
        made.append(key(f"{name}-signing", party.name, "sig", party.plain_signing))
        made.append(key(f"{name}-decryption", party.name, "enc", party.plain_decryption))
    return made


def sealed(world: World) -> Any:
    """One vector for each example, with every step of the sealing."""
    made = []
    for number, message in enumerate(EXAMPLES):
        name = type_name(message).split(".")[1]
        down = name in FROM_CENTRE
        sender, receiver = (world.centre, world.reader) if down else (world.reader, world.centre)
        envelope = world.wire_envelope(
            id=message_id(100 + number),
            source=sender.name,
            type=type_name(message),
            audience=receiver.name,
            kid=sender.signing.kid,
            data=json.loads(bytes(encode_data(message))),
        )
        if down:
            envelope["correlationid"] = message_id(2)
        if name != "challenge_request":
            life = timedelta(days=30) if name == "usage_record" else timedelta(seconds=10)
            envelope["expirytime"] = moment(NOW + life)
        signed = sign(world.signed_header(kid=sender.signing.kid), compact_json(envelope), sender.plain_signing)
        header = world.sealed_header(kid=receiver.decryption.kid)
        token = encrypt(header, signed.encode(), receiver.plain_decryption)
        made.append(
            {
                "name": name,
                "token": token,
                "own_keys": [OWN_KEYS[receiver.name]],
                "accepted_signers": ["centre-signing" if down else "reader-signing"],
                "audience": receiver.name,
                "now": moment(NOW),
                "content_key": content_key_of(token, receiver.plain_decryption).hex(),
                "signed": signed,
                "envelope": envelope,
                "version": 1,
            }
        )
    return made


def refused(world: World) -> Any:
    """Wrong in one way each; all are for the centre, which knows the two readers."""
    made = []
    for wrong in WRONGS:
        token = wrong.make(world)
        entry: dict[str, Any] = {"name": wrong.name, "expected_error": wrong.error.__name__}
        if len(set(token)) == 1:
            entry["token_repeats"] = [token[:1].decode(), len(token)]
        else:
            entry["token"] = token.decode()
        entry |= {
            "own_keys": ["centre-decryption"],
            "accepted_signers": ["reader-signing", "other-reader-signing"],
            "audience": CENTRE,
            "now": moment(NOW),
            "open_twice": wrong.twice,
        }
        made.append(entry)
    return made


def keysets(world: World) -> Any:
    start, change, end = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7, 12))
    overlap = timedelta(days=14)

    def entry(use: str, plain: PlainKey, begin: datetime, until: datetime) -> dict[str, Any]:
        return {
            "kid": plain.kid,
            "use": use,
            "jwk": plain.jwk,
            "not_before": moment(begin),
            "not_after": moment(until),
        }

    old_sig, old_enc = world.centre.plain_signing, world.centre.plain_decryption
    new_sig, new_enc = PlainKey("centre signing 2"), PlainKey("centre decryption 2")
    content: dict[str, Any] = {
        "version": 7,
        "keys": [
            entry("sig", old_sig, start, change),
            entry("enc", old_enc, start, change),
            entry("sig", new_sig, change - overlap, end),
            entry("enc", new_enc, change - overlap, end),
        ],
    }
    header = {"alg": "ES256", "typ": "uketsuke-keyset", "kid": ROOT.kid}
    right = sign(header, compact_json(content), ROOT)
    times = [
        (start, [old_sig], old_enc, [old_enc, new_enc]),
        (change - overlap, [old_sig, new_sig], new_enc, [old_enc, new_enc]),
        (change, [new_sig], new_enc, [old_enc, new_enc]),
        (change + timedelta(days=30), [new_sig], new_enc, [new_enc]),
    ]

    def wrong(name: str, error: str, token: str, known: int = 0) -> dict[str, Any]:
        return {"name": name, "token": token, "known_version": known, "expected_error": error}

    def changed(**changes: Any) -> str:
        return sign(header, compact_json(content | changes), ROOT)

    stranger = PlainKey("stranger signing")
    first, *others = content["keys"]
    return {
        "root_key": "root-signing",
        "right": {
            "token": right,
            "known_version": 7,
            "keyset": content,
            "at": [
                {
                    "now": moment(now),
                    "verifying": sorted(plain.kid for plain in verifying),
                    "encryption": encryption.kid,
                    "decryption_keys_to_hold": sorted(plain.kid for plain in held),
                }
                for now, verifying, encryption, held in times
            ],
        },
        "refused": [
            wrong("older_than_the_known_one", "KeySetRollback", right, known=8),
            wrong("cut", "Truncated", right[:-1]),
            wrong("signed_by_a_stranger", "UnknownSigner", sign(header | {"kid": stranger.kid}, b"{}", stranger)),
            wrong(
                "signed_by_a_stranger_under_the_roots_kid",
                "BadSignature",
                sign(header, compact_json(content), stranger),
            ),
            wrong("signed_as_a_message", "HeaderRefused", sign(header | {"typ": "uketsuke-message"}, b"{}", ROOT)),
            wrong("unknown_field", "UnknownField", changed(owner="centre")),
            wrong("version_zero", "MalformedMessage", changed(version=0)),
            wrong("kid_of_another_key", "BadKey", changed(keys=[first | {"kid": new_sig.kid}, *others[:1]])),
            wrong("a_key_twice", "BadKey", changed(keys=[first, first, *others])),
            wrong("no_encryption_key", "NoValidKey", changed(keys=[first, others[1]])),
        ],
    }
