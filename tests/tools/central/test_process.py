"""The centre as a process of its own, beside a real Mosquitto, killed and started again."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from firmware.messages.codec import decode_data
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey, VerifyingKey
from firmware.messages.keyset import open_keyset
from firmware.messages.schema import (
    Acknowledgement,
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    ConsentAnswer,
    Identified,
    InquireRequest,
    Message,
    ReaderAnswer,
    UsageRecord,
    Validity,
)
from firmware.messages.sealing import open_sealed
from hal.virtual.card.files import read_card_file
from tests.support.broker import LIMIT_S, Broker, Party, environment, until
from tests.support.certificates import Authority
from tests.support.issued import issued
from tests.tools.central.world import Card, Dice, HandClock, Reader
from tools.issue import canaries, place
from tools.issue.main import main as issue

pytestmark = pytest.mark.process

DEVICE = "demo-reader-1"
PREFIX = f"uketsuke/v1/13/{DEVICE}"
TODAY = datetime.now(UTC).astimezone(timezone(timedelta(hours=9))).date()


class RealReader(Reader):
    """A reader with the keys that were issued for it, speaking through the broker."""

    def __init__(self, state: Path, party: Party) -> None:
        root = VerifyingKey.from_pem((state / "ca/keyset-root.pem").read_bytes(), "keyset-root")
        keyset = open_keyset((state / "ca/keyset.jws").read_bytes(), root, 0)
        self._verifying = keyset.verifying(None)
        own = state / "readers" / DEVICE
        self.device, self.region = DEVICE, "13"
        self.centre_encryption: EncryptionKey = keyset.encryption(None)
        self.clock, self.dice = HandClock(datetime.now(UTC)), Dice()
        self.dice.thrown = int(self.clock.now().timestamp() * 1000) % 2**31
        self.signing = SigningKey.from_pem((own / "signing.pem").read_bytes(), DEVICE)
        self.decryption = DecryptionKey.from_pem((own / "decryption.pem").read_bytes(), DEVICE)
        self.party = party

    def answer(self, body: bytes, branch: str = "elig") -> bytes:
        """Send sealed bytes and give the sealed answer to them."""
        up = {"elig": "up/elig", "ack": "up/evt"}[branch]
        assert self.party.say(self.topic(up), body) == 0
        return self.party.next(f"/dn/{branch}").body

    def open(self, body: bytes) -> Message:
        own = {self.decryption.kid: self.decryption}
        return decode_data(open_sealed(body, own=own, signers=self._verifying, audience=DEVICE, now=None))[0]

    def say(self, message: Message, visit: str) -> Message:
        return self.open(self.answer(self.sealed(message, visit)))

    def identify(self, card: Card, visit: str) -> Message:
        given = self.say(ChallengeRequest(), visit)
        assert isinstance(given, ChallengeGiven)
        return self.say(card.identify(DEVICE, given.nonce, visit), visit)


class Process:
    """`uketsuke-central serve` with a notify socket of its own."""

    def __init__(self, config: Path, directory: Path) -> None:
        self.config, self.log = config, directory / "central.log"
        self._channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._channel.bind(str(directory / "notify"))
        self._channel.settimeout(LIMIT_S)
        self._environment = {**environment(), "NOTIFY_SOCKET": str(directory / "notify")}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tools.central.main", "serve", "--config", str(self.config)],
                stdout=log,
                stderr=log,
                env=self._environment,
            )
        self.hear("READY=1")

    def hear(self, word: str) -> None:
        while self._channel.recv(1000).decode() != word:
            pass

    def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        status = self._process.wait(LIMIT_S)
        self._process = None
        return status

    def close(self) -> None:
        if self._process is not None:
            self.end(signal.SIGKILL)
        self._channel.close()


class Stage:
    """Broker, centre and one reader on a copy of the issued demo."""

    def __init__(self, directory: Path) -> None:
        self.state = directory / "state"
        shutil.copytree(issued(TODAY), self.state)
        authority = Authority(directory)
        self.broker = Broker(directory, authority)
        self.broker.start()
        pair = authority.issue("central")
        text = (self.state / "central/central.toml").read_text()
        head = text[: text.index("[central.broker]")]
        self.config = self.state / "central/central.toml"
        self.config.write_text(
            head + f'[central.broker]\nhost = "127.0.0.1"\nport = {self.broker.port}\n'
            f'ca = "{authority.certificate}"\ncertificate = "{pair.certificate}"\nkey = "{pair.key}"\n'
        )
        self.centre = Process(self.config, directory)
        self.centre.start()
        party = Party(self.broker.port, authority, authority.issue(DEVICE), DEVICE).join(f"{PREFIX}/dn/+")
        self.reader = RealReader(self.state, party)

    def card(self, person: str) -> Card:
        contents = read_card_file(self.state / f"cards/{person}.card").contents
        key = load_pem_private_key(contents.auth_key.encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return Card(contents.auth_certificate, key)

    def count(self, table: str) -> int:
        connection = sqlite3.connect(self.state / "central/register.sqlite")
        (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  a test's own word
        connection.close()
        return int(found)

    def listed(self) -> Any:
        """What `devices` says of the one reader."""
        command = [sys.executable, "-m", "tools.central.main", "devices", "--json", "--config", str(self.config)]
        done = subprocess.run(command, check=True, capture_output=True, env=environment(), timeout=LIMIT_S)
        (row,) = msgspec.json.decode(done.stdout)
        return row

    def close(self) -> None:
        self.reader.party.leave()
        self.centre.close()
        self.broker.stop()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.close()


def answers(identified: Message) -> InquireRequest:
    assert isinstance(identified, Identified)
    return InquireRequest(tuple(ConsentAnswer(item, Consent.YES) for item in identified.items))


def test_visits_through_a_real_broker(stage: Stage) -> None:
    reader = stage.reader
    identified = reader.identify(stage.card("asagao"), "visit-1")
    request = reader.sealed(answers(identified), "visit-1")
    answer = reader.answer(request)
    assert reader.open(answer) == ReaderAnswer(Validity.VALID, ratio=30)

    # Killed after its commit, started again: the same request, the same bytes, one consent.
    stage.centre.end(signal.SIGKILL)
    stage.centre.start()
    assert reader.answer(request) == answer
    assert stage.count("consent") == 1

    # The broker dies under it; it comes back by itself.
    stage.broker.kill()
    stage.broker.start()
    stage.centre.hear("READY=1")
    until(lambda: reader.party.say(f"{PREFIX}/tel", b"{}") == 0, "the reader did not come back")
    second = reader.identify(stage.card("matsukaze"), "visit-2")
    assert reader.say(answers(second), "visit-2") == ReaderAnswer(Validity.VALID, ratio=10, limit="B10")

    # A person issued while it serves is known at once.
    assert issue(["person", "--out", str(stage.state), "--like", "asagao", "--as", "asagao-2"]) == 0
    third = reader.identify(stage.card("asagao-2"), "visit-3")
    assert reader.say(answers(third), "visit-3") == ReaderAnswer(Validity.VALID, ratio=30)

    usage = reader.sealed(UsageRecord("done"), "visit-1")
    for _ in range(2):
        assert reader.open(reader.answer(usage, "ack")) == Acknowledgement()
    assert stage.count("usage") == 1

    reader.party.say(f"{PREFIX}/state", b'{"state":"online","boot":"b","sequence":1}', retain=True)
    reader.party.say(f"{PREFIX}/info", b'{"version":"0.1.0"}', retain=True)
    until(lambda: stage.count("fleet") == 3, "the centre did not keep what the reader said")
    row = stage.listed()
    assert (row["state"]["body"]["state"], row["info"]["body"]["version"]) == ("online", "0.1.0")

    # link restarted and was lost while the centre was away: only what the broker kept tells.
    stage.centre.end(signal.SIGKILL)
    reader.party.say(f"{PREFIX}/state", b'{"state":"offline","boot":"c","sequence":1}', retain=True)
    stage.centre.start()
    until(lambda: stage.listed()["state"]["body"]["state"] == "offline", "the centre believes an old state")

    assert stage.centre.end(signal.SIGTERM) == 0
    stage.centre.hear("STOPPING=1")
    log = stage.centre.log.read_text()
    assert "Traceback" not in log
    assert "IdentifyRequest.Identified" in log
    for canary in canaries.canaries(place.Place(stage.state)):
        assert not canary.text or canary.text not in log


def test_a_burst_is_answered_whole(stage: Stage) -> None:
    """More at once than the broker lets us have under way (Mosquitto: 20)."""
    reader = stage.reader
    for number in range(120):
        reader.party.whisper(f"{PREFIX}/up/elig", reader.sealed(ChallengeRequest(), f"visit-{number}"))
    answers = [reader.open(reader.party.next("/dn/elig").body) for _ in range(120)]
    assert len({answer.nonce for answer in answers if isinstance(answer, ChallengeGiven)}) == 120
    assert "Traceback" not in stage.centre.log.read_text()


def test_hostile_messages_do_not_stop_it(stage: Stage) -> None:
    reader = stage.reader
    hostile = [b"", b"x", b"{}", b"a.b.c.d.e", bytes(range(256)), b"." * 60000]
    for body in hostile:
        for branch in ("up/elig", "up/evt", "up/cmd", "state", "tel"):
            reader.party.say(f"{PREFIX}/{branch}", body)
    assert isinstance(reader.identify(stage.card("asagao"), "visit-9"), Identified)
    assert stage.centre.end(signal.SIGTERM) == 0
    log = stage.centre.log.read_text()
    assert "Traceback" not in log
    assert "dropped." in log
