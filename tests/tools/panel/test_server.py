import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from hal.keypad import Key, Touch
from hal.sound import Tone
from tests.support.leftovers import running
from tests.tools.panel.stage import Stage, picture, stage, until
from tests.tools.panel.talks import news_of, talk
from tools.panel.guard import HEADERS
from tools.panel.server import FILES, STATIC


def browse(stage: Stage, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    async def run() -> tuple[int, dict[str, str], bytes]:
        async with ClientSession() as client, client.request(method, stage.origin + path, headers=headers) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    return asyncio.run(run())


def test_the_page_and_its_files(standing: Stage) -> None:
    for name, (file, kind) in FILES.items():
        status, headers, body = browse(standing, f"/{name}")
        assert (status, headers["Content-Type"].split(";")[0]) == (200, kind)
        assert body == (STATIC / file).read_bytes()
        assert {key: headers[key] for key in HEADERS} == HEADERS


def test_a_stage_has_all_its_threads_from_the_beginning(tmp_path: Path, free_port: int) -> None:
    """Or the first test that uses a stage of several is blamed for what the stage starts late."""
    with stage(tmp_path, free_port) as ready:
        before = running()
        browse(ready, "/")
        talk(ready, lambda socket: news_of(socket, "scene", reader="here"))
        until(lambda: not running().without(before))


def test_every_file_of_the_directory_is_served() -> None:
    assert {file for file, _ in FILES.values()} == {path.name for path in STATIC.iterdir()}


@pytest.mark.parametrize("path", ["/index.html", "/server.py", "/../server.py", "/%2e%2e/server.py", "/static/"])
def test_nothing_else_is_served(standing: Stage, path: str) -> None:
    assert browse(standing, path)[0] == 404


def test_other_methods_do_nothing(standing: Stage) -> None:
    assert browse(standing, "/", "POST")[0] == 405


def test_strangers_are_refused(standing: Stage) -> None:
    assert browse(standing, "/", Host=f"evil.example:{standing.port}")[0] == 403
    assert browse(standing, "/", Origin="http://evil.example")[0] == 403
    assert browse(standing, "/", Origin=standing.origin)[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_pages_from_elsewhere_get_no_socket(standing: Stage, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        talk(standing, lambda socket: socket.receive(), Origin=origin)
    assert refused.value.status == 403


def test_a_socket_without_an_origin_is_refused(standing: Stage) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        talk(standing, lambda socket: socket.receive(), Accept="*/*")
    assert refused.value.status == 403


def test_what_the_page_asks_for_is_done(on_stage: Stage) -> None:
    async def script(socket: ClientWebSocketResponse) -> None:
        await socket.send_json({"do": "press", "key": "7"})
        await socket.send_json({"do": "touch", "x": 799, "y": 3})
        await socket.send_json({"do": "tear", "commands": 5, "when": "half"})
        await news_of(socket, "scene", torn_at=5)
        await socket.send_json({"do": "insert", "card": "asagao"})
        await news_of(socket, "scene", card="asagao", torn_at=5)
        await socket.send_json({"do": "remove"})
        await news_of(socket, "scene", card_present=False, torn_at=None)

    talk(on_stage, script)
    assert (on_stage.bench.keys.take(), on_stage.bench.keys.take()) == (Key.DIGIT_7, Touch(799, 3))


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        ({"do": "remove"}, "no card lies on the tray"),
        ({"do": "insert", "card": "nobody"}, "not there any more"),
        ({"do": "insert", "card": "../asagao"}, "does not know"),
        ({"do": "press", "key": "A"}, "does not know"),
        ({"do": "touch", "x": -1, "y": 0}, "does not know"),
        ({"do": "tear", "commands": 10**9, "when": "half"}, "does not know"),
        ({"do": "format"}, "does not know"),
        ({"do": "press", "key": "1", "extra": 1}, "does not know"),
        ("nonsense", "does not know"),
    ],
)
def test_what_cannot_be_done_is_said(standing: Stage, wish: object, answer: str) -> None:
    async def script(socket: ClientWebSocketResponse) -> dict[str, object]:
        await socket.send_json(wish)
        return await news_of(socket, "refused")

    assert answer in str(talk(standing, script)["text_en"])


def test_too_long_or_binary_ends_the_talk(standing: Stage) -> None:
    async def long(socket: ClientWebSocketResponse) -> int | None:
        await socket.send_str("x" * 5000)
        return await ended(socket)

    async def binary(socket: ClientWebSocketResponse) -> int | None:
        await socket.send_bytes(b"x")
        return await ended(socket)

    async def ended(socket: ClientWebSocketResponse) -> int | None:
        while (await socket.receive()).type in {WSMsgType.TEXT, WSMsgType.BINARY}:
            pass
        return socket.close_code

    assert talk(standing, long) == 1009
    assert talk(standing, binary) == 1003


def test_frames_signals_and_journal_reach_the_page(on_stage: Stage) -> None:
    async def script(socket: ClientWebSocketResponse) -> bytes:
        await news_of(socket, "scene", reader="here")
        on_stage.bench.signals.speak("pin.enter", "ja")
        assert (await news_of(socket, "heard", kind="speech"))["text"] == "暗証番号を入れてください"
        on_stage.bench.signals.tone(Tone.ACCEPTED)
        await news_of(socket, "heard", value="accepted")
        on_stage.reader.journal(kind="step", visit=3, name="card_seen", since_card_ms=0.0)
        await news_of(socket, "journal", visit=3)
        on_stage.reader.finished(3, "completed")
        await news_of(socket, "journal", outcome="completed")
        on_stage.bench.screen.show(picture("white"))
        while (message := await socket.receive()).type is not WSMsgType.BINARY or message.data[1] != 0:
            pass  # of what the cameras see
        data: bytes = message.data
        return data

    assert b"PNG" in talk(on_stage, script)


def test_a_reader_that_restarts(on_stage: Stage) -> None:
    async def script(socket: ClientWebSocketResponse) -> None:
        await news_of(socket, "scene", reader="here")
        await asyncio.to_thread(on_stage.reader.stop)
        await news_of(socket, "scene", reader="away")
        await socket.send_json({"do": "press", "key": "1"})
        await news_of(socket, "refused")
        on_stage.reader.start()
        await news_of(socket, "scene", reader="here")
        await socket.send_json({"do": "press", "key": "2"})

    talk(on_stage, script)
    until(lambda: len(on_stage.bench.keys) == 1)


def test_new_cards_turn_up_by_themselves(on_stage: Stage) -> None:
    async def script(socket: ClientWebSocketResponse) -> dict[str, object]:
        await news_of(socket, "cards")
        (on_stage.cards / "fresh.card").write_text("{}")
        return await news_of(socket, "cards")

    cards = talk(on_stage, script)["cards"]
    assert [card["id"] for card in cards] == ["asagao", "menkyo", "fresh"]
