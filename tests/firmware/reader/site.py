"""The files of one reader, as somebody sets it up: keys, key set, texts, profiles, configuration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.keyset import sign_keyset
from firmware.reader.settings import Settings, load_settings
from tests.firmware.reader.fakes import DEVICE, FakeCentre
from tools.demo.toml import to_toml

ROOT = Path(__file__).parents[3]


@dataclass
class ReaderSite:
    """A directory with everything that a reader needs; a test spoils what it wants to see refused."""

    place: Path

    def __post_init__(self) -> None:
        keys, root = self.place / "keys", SigningKey.generate("root")
        keys.mkdir()
        self.write("keys/signing.pem", SigningKey.generate(DEVICE).to_pem(), 0o600)
        self.write("keys/decryption.pem", DecryptionKey.generate(DEVICE).to_pem(), 0o600)
        self.write("root.pem", root.public().to_pem())
        now, month = datetime.now(UTC), timedelta(days=30)
        self.write("keyset.jws", sign_keyset(FakeCentre(now - month, now + month).identity.keyset, root))
        self.configure(lambda table: None)

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.place / "reader.toml"

    def settings(self) -> Settings:
        """The configuration as it is read."""
        return load_settings(self.config)

    def write(self, name: str, data: bytes, mode: int = 0o644) -> None:
        """A file of the site."""
        path = self.place / name
        path.write_bytes(data)
        path.chmod(mode)

    def configure(self, change: Callable[[dict[str, dict[str, Any]]], None]) -> None:
        """Write the configuration with a change."""
        table: dict[str, dict[str, Any]] = {
            "reader": {
                "region": "13",
                "device": DEVICE,
                "state": str(self.place / "state"),
                "link_socket": str(self.place / "link.sock"),
                "keys": str(self.place / "keys"),
                "keyset": str(self.place / "keyset.jws"),
                "keyset_root": str(self.place / "root.pem"),
                "texts": str(ROOT / "config" / "texts"),
                "card_profiles": str(ROOT / "config" / "cards"),
            },
            "policy": {},
            "hardware": {"bench": str(self.place / "bench.sock")},
        }
        change(table)
        self.config.write_text(to_toml(table), "utf-8")
