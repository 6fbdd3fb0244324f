import json
import stat
import zipfile
from pathlib import Path

import msgspec

from tests.tools.diag.place import Place, StillClock, structs
from tools.diag.bundle import gathered
from tools.diag.errors import DiagError
from tools.diag.probes import Probe, SourceMissing
from tools.diag.words import Words

NAME, KANA, PIN, BORN, ROMAJI = "漏見沢 鳴子", "モレミザワ ナルコ", "7391", "1974-04-05", "Moremizawa Naruko"
CANARIES = (NAME, KANA, PIN, BORN, ROMAJI, "BEGIN PRIVATE KEY", "token-of-the-clinic", "secret-directory")


def inside(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def leaks(files: dict[str, bytes]) -> set[tuple[str, str]]:
    return {
        (name, canary)
        for name, data in files.items()
        for canary in CANARIES
        for form in (canary, json.dumps(canary)[1:-1])
        if form.encode() in data
    }


def plant(place: Place) -> None:
    """Canaries wherever a fault or a stranger could have put them."""
    for canary in (NAME, KANA, PIN, BORN, ROMAJI):
        place.append(
            "activity.jsonl",
            {"ms": 1.0, "kind": "state", "place": canary},
            {"ms": 1.0, "kind": "state", "place": "idle", "name": canary},
            {"ms": 1.0, "kind": "step", "visit": 1, "name": canary, "since_card_ms": 0.0},
            {"ms": 1.0, "kind": "message", "direction": "up", "name": "ChallengeRequest", "bytes": 1, "body": canary},
            {"ms": 1.0, "kind": "message", "direction": "up", "name": canary, "bytes": 1},
            {"ms": 1.0, "kind": "log", "text": canary},
            {"ms": 1.0, "kind": "refused", "what": f"{canary}!"},
            canary,
        )
        place.append("visits.jsonl", {"visit": 1, "outcome": canary}, {"visit": 1, "outcome": None, canary: canary})
        place.append("visits.jsonl", {"visit": 1, "outcome": None, "states": [canary], "steps": {canary: 1.0}})
        place.append("activity.jsonl.1", canary)
        (place.state / f"{canary}.txt").write_text(canary)
        place.write_recording(2, json.dumps({"event": "pressed", "action": canary}).encode(), canary.encode())
        (place.state / "recordings" / "000003.jsonl").write_text(json.dumps({"version": "1", "start": canary}))
    (place.state / "debug.log").write_text(" ".join(CANARIES))
    place.write_config(keys=f"{place.root}/secret-directory/token-of-the-clinic")


def test_it_is_listed_before_it_is_written(place: Place) -> None:
    place.write_journal()
    place.write_recording()
    path = place.root / "out.zip"
    spoken = place.diag("bundle", str(path), typed="no\n")
    assert (spoken.status, path.exists()) == (0, False)
    for name in ("status.json", "activity.jsonl", "visits.jsonl", "recordings/000001.jsonl", "machine.json"):
        assert name in spoken.out
    assert "nothing was written" in spoken.out
    assert place.diag("bundle", str(path), typed="y\n").status == 0
    assert set(inside(path)) <= {word for word in spoken.out.split()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_inside(place: Place) -> None:
    place.write_journal()
    place.write_recording()
    path = place.root / "out.zip"
    assert place.diag("bundle", str(path), "--yes").status == 0
    files = inside(path)
    assert "problems.json" not in files
    assert [entry["kind"] for entry in structs(files["activity.jsonl"])] == ["state", "step", "message", "refused"]
    assert structs(files["visits.jsonl"])[0]["apdus"] == 12
    assert files["recordings/000001.jsonl"] == (place.state / "recordings" / "000001.jsonl").read_bytes()
    assert msgspec.json.decode(files["certificates.json"])["certificate"]["days_left"] == 365
    config = msgspec.json.decode(files["config.json"])
    assert (config["link"]["broker_port"], config["drivers"]["nfc"]) == (8883, "virtual")
    assert msgspec.json.decode(files["status.json"])["link"] == "connected"


def test_no_canary_gets_in(place: Place) -> None:
    place.write_journal()
    place.write_recording()
    plant(place)
    path = place.root / "out.zip"
    spoken = place.diag("bundle", str(path), "--yes")
    files = inside(path)
    assert leaks(files) == set()
    assert leaks({"output": (spoken.out + spoken.err).encode()}) == set()
    dropped = structs(files["activity.jsonl"])[-1]
    assert (dropped["kind"], dropped["lines"]) == ("dropped", 30)
    assert structs(files["activity.jsonl"])[:4], "the good lines are still there"


def test_a_planted_leak_would_be_found() -> None:
    assert leaks({"a": json.dumps(NAME).encode(), "b": PIN.encode()}) == {("a", NAME), ("b", PIN)}


def test_a_reader_that_never_ran(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (place.state / "status.json").unlink()
    place.config.unlink()
    path = place.root / "out.zip"
    spoken = place.diag("bundle", str(path), "--yes", "--json")
    assert spoken.status == 0
    assert {"machine.json", "packages.json", "config.json"} <= set(inside(path))
    assert spoken.data["problems"] == []


class BrokenInAWayNobodyThoughtOf(Exception):
    pass


def test_one_probe_that_fails_hides_no_other(place: Place) -> None:
    def good(*_: object) -> bytes:
        return b"good"

    def missing(*_: object) -> bytes:
        raise SourceMissing

    def bad(*_: object) -> bytes:
        raise BrokenInAWayNobodyThoughtOf(f"read {PIN} and {NAME}")

    about = Words("試し", "a try")
    probes = (Probe("a", about, bad), Probe("b", about, missing), Probe("c", about, good))
    bundle = gathered(probes, place.site, StillClock())
    assert next((entry.name, entry.data) for entry in bundle.entries) == ("c", b"good")
    assert [(problem.name, problem.error) for problem in bundle.problems] == [("a", "BrokenInAWayNobodyThoughtOf")]
    assert leaks({entry.name: entry.data for entry in bundle.entries}) == set()


def test_a_broken_status_file_is_a_problem_and_no_more(place: Place) -> None:
    (place.state / "status.json").write_text(json.dumps({"version": NAME}))
    path = place.root / "out.zip"
    place.diag("bundle", str(path), "--yes")
    files = inside(path)
    assert msgspec.json.decode(files["problems.json"]) == [{"name": "status.json", "error": "ValidationError"}]
    assert leaks(files) == set()


def test_what_cannot_be_written(place: Place) -> None:
    there = place.root / "there.zip"
    there.write_text("mine")
    for path in (there, place.root / "nowhere" / "out.zip"):
        spoken = place.diag("bundle", str(path), "--yes")
        assert (spoken.status, spoken.err.count("\n")) == (2, 1)
    assert there.read_text() == "mine"


def test_nobody_to_ask(place: Place) -> None:
    path = place.root / "out.zip"
    spoken = place.diag("bundle", str(path))
    assert (spoken.status, path.exists()) == (2, False)
    assert "--yes" in spoken.err


def test_json_alone_writes_nothing(place: Place) -> None:
    path = place.root / "out.zip"
    spoken = place.diag("bundle", str(path), "--json")
    assert (spoken.status, spoken.data["written"], path.exists()) == (0, False, False)
    assert "status.json" in {entry["name"] for entry in spoken.data["entries"]}
    assert place.diag("bundle", str(path), "--json", "--yes").data["written"]
    assert path.exists()


def test_errors_have_one_root() -> None:
    assert not issubclass(SourceMissing, DiagError), "a missing source ends no command"
