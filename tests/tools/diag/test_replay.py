from tests.tools.diag.place import VISIT, Place
from tools.diag import replaying


def test_a_visit_again(place: Place) -> None:
    spoken = place.diag("replay", str(place.write_recording()), "--json")
    assert spoken.status == 0
    assert len(spoken.data) == len(VISIT)
    first, last = spoken.data[0], spoken.data[-1]
    assert (first["number"], first["event"], first["place"]) == (1, "card_placed", "reading/detecting")
    assert (last["event"], last["place"], last["refusal"]) == ("card_left", "idle", "")


def test_for_a_person_and_by_number(place: Place) -> None:
    place.write_recording(7)
    spoken = place.diag("replay", "7")
    assert spoken.status == 0
    assert "pin/entering" in spoken.out
    assert "consenting/all" in spoken.out


def test_a_refused_event_is_marked(place: Place) -> None:
    path = place.write_recording(1, b'{"event":"signed","operation":5}')
    assert "refused" in place.diag("replay", str(path)).out


def test_files_that_are_no_recordings(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(replaying, "MAX_BYTES", 5_000)
    good = place.write_recording().read_bytes()
    for content in (b"", b"nonsense\n", b"{}\n", good + b'{"event":"unheard_of"}\n', b"x" * 5_001):
        path = place.root / "file.jsonl"
        path.write_bytes(content)
        spoken = place.diag("replay", str(path))
        assert (spoken.status, spoken.out, spoken.err.count("\n")) == (2, "", 1)
        assert str(path) in spoken.err


def test_files_that_are_not_there(place: Place) -> None:
    for name in ("nowhere.jsonl", "99", "9" * 300, str(place.root)):
        spoken = place.diag("replay", name)
        assert (spoken.status, spoken.out, spoken.err.count("\n")) == (2, "", 1)
