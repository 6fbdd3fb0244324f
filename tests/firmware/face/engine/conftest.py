"""Engines for tests, from the models that `uketsuke-models install` put into the checkout."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.face.engine.engine import Engine
from firmware.face.errors import FaceError
from firmware.face.models.manifest import MANIFEST, Manifest, write_manifest
from firmware.face.models.store import ModelStore
from tests.support.issued import ROOT

# Another place for trying other models, without changing what the demo uses.
INSTALLED = Path(os.environ.get("UKETSUKE_TEST_MODELS", ROOT / "build" / "models"))
OpenEngine = Callable[[str], Engine]


@pytest.fixture(scope="session")
def engine_with(tmp_path_factory: pytest.TempPathFactory) -> OpenEngine:
    """The engine with a detector of this kind; the test is skipped where that one is not installed."""
    opened: dict[str, Engine] = {}

    def opened_once(kind: str) -> Engine:
        if kind not in opened:
            opened[kind] = _open(kind, tmp_path_factory.mktemp(kind))
        return opened[kind]

    return opened_once


def _open(kind: str, place: Path) -> Engine:
    store = ModelStore(INSTALLED)
    try:
        listed = store.manifest().models
    except FaceError as error:
        pytest.skip(f"no face models: {error}")
    wanted = tuple(one for one in listed if one.role != "detector" or one.kind == kind)
    if not any(one.kind == kind for one in wanted):
        pytest.skip(f"no {kind} detector in {INSTALLED.name}; uketsuke-models install --from PATH puts it there")
    for one in wanted:
        (place / one.file).symlink_to(INSTALLED / one.file)
    (place / MANIFEST).write_bytes(write_manifest(Manifest(wanted)))
    engine = Engine.open(ModelStore(place))
    assert isinstance(engine, Engine), engine
    return engine
