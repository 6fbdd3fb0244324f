import hashlib
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware.face.models.store import ModelStore
from tests.tools.models import dlib_writer
from tools.models.catalogue import read_catalogue
from tools.models.main import main

pytest.importorskip("onnx", reason="converting needs the extra `models`: onnx is not installed")

DETECTOR = dlib_writer.detector()
SHAPES = dlib_writer.shapes()
AS_IT_IS = b"a model that is used as it came"


def entry(name: str, kind: str, file: str, data: bytes, extra: str = "") -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    return f"""
[[model]]
name = "{name}"
kind = "{kind}"
file = "{name}.model"
licence = "CC0-1.0"
source = "a test"
from = {{ file = "{file}", bytes = {len(data)}, sha256 = "{sha256}" }}
{extra}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.toml"
    text = entry("first", "yunet", "y.onnx", AS_IT_IS, "thresholds = { score = 0.7 }")
    text += entry("second", "mmod", "m.dat", DETECTOR) + entry("third", "points-5", "p.dat", SHAPES)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    place = tmp_path / "sources"
    (place / "deeper").mkdir(parents=True)
    (place / "deeper" / "m.dat").write_bytes(DETECTOR)
    (place / "any name").write_bytes(SHAPES)
    (place / "notes.txt").write_text("not a model", encoding="utf-8")
    return place


def run(command: str, models: Path, *more: object) -> int:
    return main([command, "--models", str(models), *map(str, more)])


def test_what_is_known_is_converted_and_pinned(
    tmp_path: Path, catalogue: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    assert "2/2 third" in capsys.readouterr().out
    store = ModelStore(models)
    listed = store.manifest().models
    assert [(one.name, one.role, one.converter) for one in listed] == [
        ("second", "detector", 1),
        ("third", "aligner", 1),
    ]
    before = [store.load(one) for one in listed]
    assert run("verify", models) == 0
    (sources / "y.onnx").write_bytes(AS_IT_IS)
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    assert "is there already" in capsys.readouterr().out
    listed = store.manifest().models
    assert [one.name for one in listed] == ["first", "second", "third"], "the catalogue's order is the preference"
    assert [store.load(one) for one in listed] == [AS_IT_IS, *before]
    assert run("list", models) == 0
    assert "detector  first            used" in capsys.readouterr().out


def test_the_same_source_gives_the_same_files(tmp_path: Path, catalogue: Path, sources: Path) -> None:
    for name in ("one", "two"):
        assert run("install", tmp_path / name, "--from", sources, "--catalogue", catalogue) == 0
    one, two = (ModelStore(tmp_path / name).manifest() for name in ("one", "two"))
    assert one == two


def test_a_converted_network_computes_what_the_file_says(tmp_path: Path, catalogue: Path, sources: Path) -> None:
    models = tmp_path / "models"
    assert run("install", models, "--from", sources / "deeper" / "m.dat", "--catalogue", catalogue) == 0
    store = ModelStore(models)
    net = cv2.dnn.readNetFromONNX(np.frombuffer(store.load(store.manifest().models[0]), np.uint8))
    shapes = []
    for height, width in ((320, 427), (80, 80)):
        net.setInput(np.full((1, 3, height, width), 100, np.float32))
        shapes.append(np.asarray(net.forward()).shape)
    assert shapes == [(1, 1, 37, 50), (1, 1, 7, 7)]


def test_a_spoilt_model_is_found_and_made_anew(
    tmp_path: Path, catalogue: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    path = models / "third.model"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert run("verify", models) == 1
    assert "other bytes" in capsys.readouterr().out
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    assert run("verify", models) == 0


def test_without_the_converters_library_only_converting_fails(
    tmp_path: Path,
    catalogue: Path,
    sources: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    models = tmp_path / "models"
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    for name in ("tools.models.convert", "tools.models.onnx_graph"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "onnx", None)
    (sources / "y.onnx").write_bytes(AS_IT_IS)
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    assert len(ModelStore(models).manifest().models) == 3
    assert run("install", tmp_path / "other", "--from", sources, "--catalogue", catalogue) == 1
    assert "extra `models`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/nowhere/at/all", "neither a file nor a directory"),
        ("a_package_that_nobody_has", "nor an installed package"),
        ("json", "no model in it"),
    ],
)
def test_places_without_models(tmp_path: Path, place: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("install", tmp_path, "--from", place) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("wrong", [DETECTOR[:-1] + b"!", DETECTOR[:-1]])
def test_a_known_name_with_other_bytes_is_refused(
    tmp_path: Path, catalogue: Path, wrong: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "m.dat"
    path.write_bytes(wrong)
    assert run("install", tmp_path / "models", "--from", path, "--catalogue", catalogue) == 1
    assert "not the file that the catalogue describes" in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


def test_a_catalogue_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.toml"
    for text in ("[[model]]\nname = 1\n", "not toml"):
        path.write_text(text, encoding="utf-8")
        assert run("install", tmp_path, "--catalogue", path) == 1
    assert run("install", tmp_path, "--catalogue", tmp_path / "none.toml") == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (entry("one", "yunet", "y.onnx", AS_IT_IS) * 2, "a name is there twice"),
        (
            entry("one", "yunet", "y.onnx", AS_IT_IS)
            + entry("two", "yunet", "z.onnx", b"z").replace("two.model", "one.model"),
            "a file is there twice",
        ),
        (entry("one", "sface", "y.onnx", AS_IT_IS), "embedders, and only they, have a metric"),
        (entry("one", "yunet", "y.onnx", AS_IT_IS, 'metric = "cosine"'), "embedders, and only they, have a metric"),
        (entry("one", "yunet", "y.onnx", AS_IT_IS).replace("one.model", "manifest.json"), "the list of models"),
    ],
)
def test_a_catalogue_that_the_reader_would_refuse_installs_nothing(
    tmp_path: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.toml").write_text(text, encoding="utf-8")
    (tmp_path / "y.onnx").write_bytes(AS_IT_IS)
    models = tmp_path / "models"
    assert run("install", models, "--from", tmp_path / "y.onnx", "--catalogue", tmp_path / "list.toml") == 1
    said = capsys.readouterr().err
    assert says in said
    assert "list.toml" in said
    assert not models.exists()


def test_no_model_is_written_over_one_of_another_catalogue(
    tmp_path: Path, catalogue: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    assert run("install", models, "--from", sources, "--catalogue", catalogue) == 0
    (tmp_path / "y.onnx").write_bytes(AS_IT_IS)
    text = entry("new", "yunet", "y.onnx", AS_IT_IS).replace("new.model", "second.model")
    catalogue.write_text(text, encoding="utf-8")
    assert run("install", models, "--from", tmp_path / "y.onnx", "--catalogue", catalogue) == 1
    assert "a file is there twice" in capsys.readouterr().err
    assert run("verify", models) == 0


def test_the_products_own_catalogue_is_complete() -> None:
    entries = {entry.name: entry for entry in read_catalogue().model}
    assert next(iter(entries)) == "yunet-2023mar", "the preferred detector comes first"
    for one in entries.values():
        installed = one.installed(1, "0" * 64, 0)
        if installed.role == "embedder":
            # The turn's two bounds come together, or the turn is held to `session`.
            assert set(one.thresholds) - {"single", "fused", "session"} in (set(), {"turned", "leap"})
            assert {"single", "fused", "session"} <= set(one.thresholds)
            assert one.thresholds["fused"] < one.thresholds["single"]
    assert not any("68" in one.made_from.file for one in entries.values()), "trained on pictures not for commerce"
