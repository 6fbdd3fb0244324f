"""Files as the issuing tool writes them."""

from pathlib import Path

import msgspec


def write(path: Path, value: object) -> None:
    """Replaced whole, as the issuing tool does it."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.encode(value))
    fresh.replace(path)
