"""Installing: each known file is converted where needed and written beside a manifest that pins what came out."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware.face.errors import ManifestInvalid, ModelMismatch, ModelMissing
from firmware.face.models.manifest import MANIFEST, Kind, Model
from firmware.face.models.store import ModelStore
from tools.models.catalogue import CONVERTER, Catalogue, Entry, pinned
from tools.models.sources import Found

Say = Callable[[str], None]
Convert = Callable[[bytes, Callable[[float], None]], bytes]

_AS_IT_IS: tuple[Kind, ...] = ("yunet", "sface")


def install(found: Sequence[Found], catalogue: Catalogue, directory: Path, say: Say) -> tuple[Model, ...]:
    """Make every model of `found` that is not there yet; all that the directory then holds.

    What an earlier run installed stays, if it is still what it was. Raises ModelToolError, ManifestInvalid, OSError.
    """
    models = _kept(directory, catalogue, say)
    # Before anything is written: a new model may want the file of one that another catalogue installed.
    pinned(catalogue.in_order({one.entry.name: one.entry.from_source() for one in found} | models))
    directory.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(found, 1):
        title = f"{number}/{len(found)} {one.entry.name}"
        if one.entry.name in models:
            say(f"{title}: is there already")
            continue
        data, converter = _made(one, _progress(say, title))
        _write(directory / one.entry.file, data)
        models[one.entry.name] = one.entry.installed(len(data), hashlib.sha256(data).hexdigest(), converter)
        say(f"{title}: {one.entry.file}, {len(data):,} bytes")
    manifest = catalogue.in_order(models)
    # Last: whoever finds a model in the manifest finds its file.
    _write(directory / MANIFEST, pinned(manifest))
    return manifest.models


def _kept(directory: Path, catalogue: Catalogue, say: Say) -> dict[str, Model]:
    store = ModelStore(directory)
    try:
        listed = store.manifest().models
    except ModelMissing:
        return {}
    except ManifestInvalid as error:
        say(f"made anew: {error}")
        return {}
    entries = {entry.name: entry for entry in catalogue.model}
    kept: dict[str, Model] = {}
    for model in listed:
        try:
            store.load(model)
        except (ModelMissing, ModelMismatch) as error:
            say(f"left out: {error}")
            continue
        entry = entries.get(model.name)
        if entry is None:
            kept[model.name] = model
        elif model.source_sha256 == entry.made_from.sha256 and model.converter == _converter(entry):
            # The words and thresholds of today's catalogue, for the same bytes.
            kept[model.name] = entry.installed(model.bytes, model.sha256, model.converter)
    return kept


def _converter(entry: Entry) -> int:
    return 0 if entry.kind in _AS_IT_IS else CONVERTER


def _made(one: Found, progress: Callable[[float], None]) -> tuple[bytes, int]:
    if one.entry.kind in _AS_IT_IS:
        return one.data, 0
    # Only here: what is used as it came needs no library to be converted with.
    from tools.models.convert import convert_detector, convert_embedder, convert_shapes

    ways: dict[Kind, Convert] = {
        "mmod": convert_detector,
        "points-5": convert_shapes,
        "dlib-resnet": convert_embedder,
    }
    return ways[one.entry.kind](one.data, progress), CONVERTER


def _progress(say: Say, title: str) -> Callable[[float], None]:
    return lambda done: say(f"{title}: {done:4.0%}")


def _write(path: Path, data: bytes) -> None:
    """Replace the file in one step, so that a torn run leaves no half model under its name."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
