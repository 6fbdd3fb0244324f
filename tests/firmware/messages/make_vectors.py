"""Makes docs/vectors again, byte for byte: `python -m tests.firmware.messages.make_vectors [--check]`.

Tokens are in token_vectors; here are the vectors of what is no token: bytes to be signed, topics, ids.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firmware.messages.challenge import to_be_signed
from firmware.messages.ids import uuid7
from firmware.messages.topics import device_filter, device_topic
from hal.card import terminal as card_terminal
from tests.firmware.messages.token_vectors import keys, keysets, moment, refused, sealed
from tests.firmware.messages.world import NOW, READER, VISIT, World

DIRECTORY = Path(__file__).parents[3] / "docs" / "vectors"
DIGEST_INFO_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def signing_of(message: bytes) -> dict[str, Any]:
    """What is signed, its digest, and the DigestInfo around that."""
    digest = hashlib.sha256(message).digest()
    return {
        "to_be_signed": message.hex(),
        "sha256": digest.hex(),
        "digest_info": (DIGEST_INFO_SHA256 + digest).hex(),
    }


def challenges(world: World) -> Any:
    return [
        {"device": device, "visit": VISIT, "nonce": nonce.hex()} | signing_of(to_be_signed(device, VISIT, nonce))
        for device, nonce in ((READER, bytes(range(64))), ("d", bytes(16)), ("x" * 40, b"\xff" * 100))
    ]


def terminal(world: World) -> Any:
    return [
        {"card_challenge": challenge.hex()} | signing_of(card_terminal.to_be_signed(challenge))
        for challenge in (bytes(32), bytes(range(32)), b"\xff" * 32)
    ]


def topics(world: World) -> Any:
    return {
        "right": [
            {"region": region, "device": READER, "branch": branch, "topic": device_topic(region, READER, branch)}
            for region, branch in (("13", "up/elig"), ("01", "dn/ack"), ("47", "state"))
        ],
        "filter": {"region": "13", "device": READER, "filter": device_filter("13", READER)},
        "refused": [
            "uketsuke/v1/00/demo-reader-1/state",
            "uketsuke/v1/48/demo-reader-1/state",
            "uketsuke/v1/13/Reader/state",
            "uketsuke/v1/13/centre/state",
            f"uketsuke/v1/13/{'x' * 41}/state",
            "uketsuke/v1/13/demo-reader-1/up/ack",
            "uketsuke/v1/13/demo-reader-1/dn/+",
            "uketsuke/v1/13/demo-reader-1/state/",
            "uketsuke/v2/13/demo-reader-1/state",
        ],
    }


def ids(world: World) -> Any:
    return [
        {"time": moment(time), "randomness": chance.hex(), "id": uuid7(time, chance)}
        for time, chance in (
            (datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC), (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10)),
            (NOW, bytes(10)),
            (NOW, b"\xff" * 10),
        )
    ]


FILES: dict[str, Callable[[World], Any]] = {
    "keys.json": keys,
    "sealed.json": sealed,
    "refused.json": refused,
    "keyset.json": keysets,
    "challenge.json": challenges,
    "terminal.json": terminal,
    "topics.json": topics,
    "ids.json": ids,
}


def contents() -> dict[str, str]:
    """The text of every file, by its name."""
    world = World()
    return {name: json.dumps(make(world), indent=1, ensure_ascii=False) + "\n" for name, make in FILES.items()}


def main() -> int:
    """Write the files, or with --check say which of them differ; 1 when one does."""
    check = "--check" in sys.argv[1:]
    different = 0
    for name, text in contents().items():
        path = DIRECTORY / name
        same = path.is_file() and path.read_text() == text
        different += not same
        if not check:
            path.write_text(text)
        sys.stdout.write(f"{name}: {'same' if same else 'differs' if check else 'written'}\n")
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())
