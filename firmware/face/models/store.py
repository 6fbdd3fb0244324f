"""The models directory: a file is handed out only if its size and its SHA-256 are those of the manifest.

The bytes that were checked are the bytes that are used: a file is read once, into memory.
"""

import hashlib
from pathlib import Path

from firmware.face.errors import ManifestInvalid, ModelMismatch, ModelMissing
from firmware.face.models.manifest import MANIFEST, MAX_MANIFEST_BYTES, Manifest, Model, read_manifest

_CHECKOUT = Path(__file__).resolve().parents[3]


def default_models(checkout: Path = _CHECKOUT) -> Path:
    """Where `uketsuke-models` keeps the models: below a checkout's `build`, or in the device's state directory."""
    return checkout / "build" / "models" if (checkout / "setup.cfg").is_file() else Path("/var/lib/uketsuke/models")


class ModelStore:
    """One directory with a manifest and the files that it lists."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def manifest(self) -> Manifest:
        """What is listed. Raises ModelMissing where there is no manifest, ManifestInvalid."""
        path = self.directory / MANIFEST
        return read_manifest(_read(path, MAX_MANIFEST_BYTES + 1))

    def load(self, model: Model) -> bytes:
        """The checked bytes of one model. Raises ModelMissing, ModelMismatch."""
        path = self.directory / model.file
        data = _read(path, model.bytes + 1)
        if len(data) != model.bytes:
            raise ModelMismatch(path, f"not {model.bytes} bytes long")
        if hashlib.sha256(data).hexdigest() != model.sha256:
            raise ModelMismatch(path, "other bytes than the manifest says")
        return data


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError as error:
        raise ModelMissing(path) from error
    except OSError as error:
        if path.name == MANIFEST:
            raise ManifestInvalid(str(path), error.strerror or "cannot be read") from error
        raise ModelMismatch(path, error.strerror or "cannot be read") from error
