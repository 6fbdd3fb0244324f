"""The catalogue: the models that the tool knows how to install (`config/models.toml`, or a site's own list)."""

import sysconfig
from pathlib import Path

import msgspec

from firmware.face.errors import ManifestInvalid
from firmware.face.models.manifest import (
    MANIFEST,
    ROLES,
    FileName,
    Kind,
    Manifest,
    Metric,
    Model,
    Name,
    Sha256,
    Size,
    Threshold,
    read_manifest,
    write_manifest,
)
from tools.models.errors import CatalogueUnusable

CONVERTER = 1
"""Version of the conversion; raised whenever the same source gives another file."""

_CHECKOUT = Path(__file__).resolve().parents[2]
_NAME = "models.toml"


class SourceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file that a model comes from, as its makers gave it out."""

    file: FileName
    bytes: Size
    sha256: Sha256


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model that may be installed; the names are those of `firmware.face.models.manifest.Model`."""

    name: Name
    kind: Kind
    file: FileName
    licence: str
    source: str
    made_from: SourceFile = msgspec.field(name="from")
    metric: Metric | None = None
    thresholds: dict[str, Threshold] = {}

    def installed(self, size: int, sha256: str, converter: int) -> Model:
        """Its line in the manifest; `converter` 0 where the file is used as it came."""
        return Model(
            name=self.name,
            role=ROLES[self.kind],
            kind=self.kind,
            file=self.file,
            bytes=size,
            sha256=sha256,
            licence=self.licence,
            source=self.source,
            source_sha256=self.made_from.sha256,
            converter=converter,
            metric=self.metric,
            thresholds=self.thresholds,
        )

    def from_source(self) -> Model:
        """Its line in the manifest if its source were used as it came."""
        return self.installed(self.made_from.bytes, self.made_from.sha256, 0)


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All known models, the preferred ones of a role first."""

    model: tuple[Entry, ...]

    def in_order(self, models: dict[str, Model]) -> Manifest:
        """A manifest of these models by name, in the order of the catalogue, unknown ones last."""
        names = [entry.name for entry in self.model]
        known = [models[name] for name in names if name in models]
        return Manifest((*known, *(model for name, model in models.items() if name not in names)))


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The product's own list, or that of a site. Raises CatalogueUnusable."""
    places = (_CHECKOUT / "config" / _NAME, Path(sysconfig.get_path("data")) / "share" / "uketsuke" / _NAME)
    chosen = path or next((place for place in places if place.is_file()), places[0])
    try:
        catalogue = msgspec.toml.decode(chosen.read_text(encoding="utf-8"), type=Catalogue)
        _check(catalogue)
    except OSError as error:
        raise CatalogueUnusable(str(chosen), error.strerror or "cannot be read") from error
    except (msgspec.DecodeError, UnicodeDecodeError, ManifestInvalid) as error:
        raise CatalogueUnusable(str(chosen), str(error)) from error
    return catalogue


def pinned(manifest: Manifest) -> bytes:
    """The manifest as it is kept, once the reader's own check has passed it. Raises ManifestInvalid."""
    data = write_manifest(manifest)
    read_manifest(data)
    return data


def _check(catalogue: Catalogue) -> None:
    """Raises ManifestInvalid for models that no manifest could list together: found out before one is converted."""
    pinned(Manifest(tuple(entry.from_source() for entry in catalogue.model)))
    for entry in catalogue.model:
        if entry.file == MANIFEST:
            raise ManifestInvalid(entry.name, f"{MANIFEST} is the name of the list of models")
