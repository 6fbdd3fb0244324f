import json

import pytest

from hal.virtual.bench import Snapshot
from hal.virtual.parts import Signal
from tests.tools.panel.stage import picture
from tools.panel.hub import MAX_WAITING, Hub, Page
from tools.panel.picture import patch_between
from tools.panel.watcher import Away, Looked
from tools.panel.wire import Cameras, CardTile, Journal

WORDS = {("pin.enter", "ja"): "暗証番号を入れてください"}


@pytest.fixture
def hub() -> Hub:
    return Hub(lambda prompt, language: WORDS.get((prompt, language), ""))


def look(*signals: Signal, present: bool = False, counter: int = 0, fresh: bool = True, frame=None) -> Looked:
    snapshot = Snapshot(1, 0, "ready", signals, present, counter, 0, camera_running=False)
    return Looked(snapshot, frame, patch_between(None, frame) if frame else None, fresh, 0)


def told(page: Page) -> list[dict[str, object] | bytes]:
    found = []
    while not page.waiting.empty():
        parcel = page.waiting.get_nowait()
        found.append(json.loads(parcel) if isinstance(parcel, str) else parcel)
    return found


def test_a_page_is_told_everything_when_it_opens(hub: Hub) -> None:
    hub.set_cards((CardTile("asagao", "my-number", "ふつうの受診", "ordinary"),))
    hub.set_journal(Journal(place="idle"))
    hub.saw(look(Signal(1, "speech", "pin.enter", "ja"), frame=picture("white")))
    cards, scene, cameras, journal, speech, patch = told(hub.open())
    assert cards["cards"][0]["id"] == "asagao"
    assert (scene["reader"], scene["lamp"], journal["place"]) == ("here", "ready", "idle")
    assert (speech["text"], speech["fresh"]) == ("暗証番号を入れてください", False)
    assert (cameras["stand"], cameras["lent"]) == ("holder", False)
    assert isinstance(patch, bytes)


def test_only_changes_follow(hub: Hub) -> None:
    hub.saw(look())
    page = hub.open()
    told(page)
    hub.saw(look())
    hub.set_journal(Journal())
    hub.set_cards(())
    assert told(page) == []
    hub.saw(look(present=True, counter=1))
    assert [news["card_present"] for news in told(page)] == [True]


def test_tones_from_before_the_page_are_not_played(hub: Hub) -> None:
    page = hub.open()
    told(page)
    hub.saw(look(Signal(1, "tone", "accepted"), Signal(2, "lamp", "ready"), fresh=False))
    assert [news["news"] for news in told(page)] == ["scene"]
    hub.saw(look(Signal(3, "tone", "accepted")))
    assert [(news["kind"], news["value"]) for news in told(page)] == [("tone", "accepted")]


def test_a_prompt_without_words_keeps_its_name(hub: Hub) -> None:
    page = hub.open()
    told(page)
    hub.saw(look(Signal(1, "speech", "something.new", "ja")))
    assert [(news["value"], news["text"]) for news in told(page) if news["news"] == "heard"] == [("something.new", "")]


def test_a_reader_that_goes_away_takes_everything_along(hub: Hub) -> None:
    hub.saw(look(frame=picture("white"), present=True, counter=1))
    hub.laid("asagao", 1)
    hub.saw(Away())
    parcels = told(hub.open())
    assert parcels[1] == {
        "news": "scene",
        "reader": "away",
        "lamp": "off",
        "card_present": False,
        "card": "",
        "camera": False,
        "card_camera": False,
        "torn_at": None,
    }
    assert not any(isinstance(parcel, bytes) for parcel in parcels)


def test_a_tray_of_its_own_outlives_the_reader() -> None:
    hub = Hub(lambda prompt, language: "", own_tray=False)
    page = hub.open()
    hub.saw_tray(look(present=True, counter=1))
    hub.laid("asagao", 1)
    hub.armed(2)
    hub.saw(look(present=False, counter=0))
    hub.saw(Away())
    last = told(page)[-1]
    assert (last["reader"], last["card"], last["torn_at"]) == ("away", "asagao", 2)
    hub.saw_tray(Away())
    assert told(page)[-1]["card_present"] is False


def test_a_page_that_does_not_read_is_lost_and_the_others_are_not(hub: Hub) -> None:
    slow, quick = hub.open(), hub.open()
    for number in range(MAX_WAITING + 1):
        hub.saw(look(Signal(number, "tone", "key")))
        told(quick)
    assert slow.lost
    assert not quick.lost
    hub.close(slow)
    hub.saw(look(Signal(0, "tone", "key")))
    assert len(told(quick)) == 1


def test_pictures_of_the_cameras_are_for_pages_that_can_be_seen(hub: Hub) -> None:
    seen, hidden = hub.open(), hub.open()
    assert not hub.looked_at, "without a reader there is nothing to see"
    hub.saw(look())
    hub.look(hidden, looking=False)
    told(seen), told(hidden)
    hub.seen(b"picture")
    assert (told(seen), told(hidden)) == ([b"picture"], [])
    hub.look(seen, looking=False)
    assert not hub.looked_at
    arrivals = hub.arrivals
    hub.look(hidden, looking=True)
    assert (hub.looked_at, hub.arrivals) == (True, arrivals + 1), "it has to be shown everything anew"


def test_what_stands_before_the_cameras_is_told_once(hub: Hub) -> None:
    page = hub.open()
    told(page)
    for _ in range(2):
        hub.set_cameras(Cameras(stand="print"))
    assert [news["stand"] for news in told(page)] == ["print"]


def test_which_cameras_run(hub: Hub) -> None:
    hub.saw(Looked(Snapshot(7, 0, "ready", (), False, 0, 0, True, True), None, None, fresh=True, heard=0))
    assert hub.running == {"camera", "card_camera"}
    assert hub.changes == 7
    hub.saw(look())
    assert hub.running == frozenset()
