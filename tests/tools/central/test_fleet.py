import msgspec
import pytest

from tests.tools.central.world import World
from tools.central.listing import as_json, as_table, rows


def say(world: World, kind: str, retained: bool = False, **body: object) -> None:
    world.clock.advance(1)
    assert world.centre.handle(world.reader.topic(kind), msgspec.json.encode(body), retained) is None


def state(world: World) -> object:
    with world.repository.transaction() as work:
        found = rows(work)[0].state
    return found and found.body["state"]


def test_the_last_words_of_a_device_are_listed(world: World) -> None:
    say(world, "state", state="online", boot="b1", sequence=1)
    say(world, "info", version="0.1.0", nfc="virtual")
    say(world, "tel", outbox=0, temperature_c=41.5)
    say(world, "tel", outbox=2, temperature_c=None)
    with world.repository.transaction() as work:
        found = rows(work)
    assert [row.device for row in found] == ["demo-reader-1", "demo-reader-2"]
    first, silent = msgspec.json.decode(as_json(found))
    assert first["tel"] == {"at": "2026-11-21T03:00:04+00:00", "body": {"outbox": 2, "temperature_c": None}}
    assert first["info"]["body"]["version"] == "0.1.0"
    assert (silent["state"], silent["info"], silent["tel"]) == (None, None, None)
    table = as_table(found)
    assert "demo-reader-1  13      good      online" in table
    assert "outbox=2" in table
    assert "never heard" in table


def test_a_state_said_again_keeps_its_time(world: World) -> None:
    for _ in range(2):
        say(world, "state", state="online", boot="b1", sequence=1)
        say(world, "tel", outbox=0)
    with world.repository.transaction() as work:
        row = rows(work)[0]
    assert row.state is not None
    assert row.tel is not None
    assert (row.state.at, row.tel.at) == ("2026-11-21T03:00:01+00:00", "2026-11-21T03:00:04+00:00")


@pytest.mark.parametrize(
    ("said", "late", "after"),
    [
        ({"state": "online", "boot": "b1", "sequence": 2}, {"state": "offline", "boot": "b1", "sequence": 1}, "online"),
        (
            {"state": "online", "boot": "b1", "sequence": 2},
            {"state": "offline", "boot": "b1", "sequence": 2},
            "offline",
        ),
        ({"state": "online", "boot": "b2", "sequence": 1}, {"state": "offline", "boot": "b1", "sequence": 7}, "online"),
        ({"state": "offline", "boot": "b1", "sequence": 7}, {"state": "online", "boot": "b2", "sequence": 1}, "online"),
    ],
)
def test_a_late_will_of_an_older_connection_changes_nothing(
    world: World, said: dict[str, object], late: dict[str, object], after: str
) -> None:
    say(world, "state", **said)
    say(world, "state", **late)
    assert state(world) == after


@pytest.mark.parametrize(
    ("known", "kept", "after"),
    [
        # link restarted and was lost while the centre was away
        (("online", "b1", 3), ("offline", "b2", 1), "offline b2"),
        (("online", "b1", 3), ("offline", "b1", 3), "offline b1"),
        (("offline", "b1", 3), ("online", "b2", 1), "online b2"),
        (("offline", "b1", 3), ("online", "b1", 4), "online b1"),
        # the broker came back with what it had written down long ago
        (("offline", "b1", 3), ("online", "b1", 3), "offline b1"),
        (("online", "b1", 3), ("offline", "b1", 2), "online b1"),
    ],
)
def test_what_the_broker_kept_is_its_last_word_unless_boot_and_sequence_say_otherwise(
    world: World, known: tuple[str, str, int], kept: tuple[str, str, int], after: str
) -> None:
    names = ("state", "boot", "sequence")
    say(world, "state", **dict(zip(names, known, strict=True)))
    say(world, "state", retained=True, **dict(zip(names, kept, strict=True)))
    with world.repository.transaction() as work:
        found = rows(work)[0].state
    assert found is not None
    assert f"{found.body['state']} {found.body['boot']}" == after


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"1",
        b'{"a":{"b":1}}',
        b'{"a":[1]}',
        b"\xff",
        b'{"state":1}',
        b'{"sequence":"1"}',
        b'{"a":"\xff"}',
        b'{"\xff":1}',
        b'{"a":' + b"9" * 4000 + b"}",
        b'{"a":' + b"[" * 8000,
    ],
)
def test_what_is_not_flat_is_dropped(world: World, body: bytes) -> None:
    assert world.centre.handle(world.reader.topic("state"), body) is None
    assert world.centre.counts["dropped.clear_malformed"] == 1
    say(world, "state", state="online", boot="b1", sequence=1)
    assert state(world) == "online"


def test_a_device_cannot_steer_the_terminal_of_who_lists_it(world: World) -> None:
    say(world, "state", state="\x1b[2Jonline\u202e", boot="b1", sequence=1)
    say(world, "info", version="1\ndemo-reader-9  13  good  online")
    with world.repository.transaction() as work:
        table = as_table(rows(work))
    assert table.replace("\n", "").isprintable()
    assert not any(line.startswith("demo-reader-9") for line in table.splitlines())
