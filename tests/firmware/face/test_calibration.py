"""Which calibrations count, where, and what a production reader refuses."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.face.calibration import (
    DEMO,
    MAX_CALIBRATION_BYTES,
    Applied,
    Calibration,
    Site,
    apply,
    open_calibration,
    sign_calibration,
)
from firmware.face.calibration_store import CalibrationStore
from firmware.face.errors import (
    CalibrationError,
    CalibrationExpired,
    CalibrationInvalid,
    CalibrationMissing,
    CalibrationNotGoodEnough,
    CalibrationOfAnotherDevice,
    CalibrationOfAnotherModel,
    CalibrationOfDemo,
)
from firmware.messages.errors import MalformedMessage
from firmware.messages.jose import sign
from firmware.messages.tokens import CALIBRATION_TYPE, KEYSET_TYPE
from tests.firmware.face.calibrations import DETECTOR, EMBEDDER, GOOD, KEY, NOW, OF_DEMO, STRANGER, measured

PRODUCTION = Site(production=True, device="reader-1", now=NOW)
OF_GOOD = Applied("yamada-20261101", single=0.43, fused=0.39, session=0.41)
replaced: Callable[..., Calibration] = msgspec.structs.replace


def applied(calibration: Calibration | None, site: Site = PRODUCTION) -> Applied:
    return apply(calibration, site, DETECTOR, EMBEDDER)


def test_a_good_calibration_counts_in_production_and_in_a_demo() -> None:
    assert applied(GOOD) == OF_GOOD
    assert applied(GOOD, DEMO) == OF_GOOD


def test_without_one_production_is_refused_and_a_demo_is_called_so() -> None:
    with pytest.raises(CalibrationMissing):
        applied(None)
    assert applied(None, DEMO) == Applied("demo")


def test_that_of_a_demo_counts_in_a_demo_alone() -> None:
    assert applied(OF_DEMO, DEMO).fused == 0.41
    with pytest.raises(CalibrationOfDemo):
        applied(OF_DEMO)


@pytest.mark.parametrize("site", [PRODUCTION, DEMO], ids=["production", "demo"])
def test_it_is_for_these_very_models(site: Site) -> None:
    for role in ("detector", "embedder"):
        with pytest.raises(CalibrationOfAnotherModel) as raised:
            applied(replaced(GOOD, **{role: "0" * 64}), site)
        assert raised.value.role == role


def test_it_is_for_these_readers() -> None:
    assert applied(replaced(GOOD, devices=("reader-2", "reader-1"))) == OF_GOOD
    with pytest.raises(CalibrationOfAnotherDevice):
        applied(replaced(GOOD, devices=("reader-2",)))


def test_it_ends() -> None:
    last = Site(production=True, device="reader-1", now=GOOD.expires_at - timedelta(seconds=1))
    assert applied(GOOD, last) == OF_GOOD
    with pytest.raises(CalibrationExpired):
        applied(GOOD, Site(production=True, device="reader-1", now=GOOD.expires_at))
    assert applied(GOOD, Site(production=True, device="reader-1", now=None)) == OF_GOOD, "no clock, no end"


@pytest.mark.parametrize(
    ("changes", "measure"),
    [
        ({"persons": 99}, "persons"),
        ({"confidence": 0.9}, "confidence"),
        ({"reference": "better"}, "references"),
        ({"single": measured(0.43, far_upper=1.01e-4)}, "single"),
        ({"fused": measured(0.39, far_upper=2e-4)}, "fused"),
        ({"session": measured(0.41, far_upper=1.0, impostor=0, false_accepts=0)}, "session"),
    ],
)
@pytest.mark.parametrize("site", [PRODUCTION, DEMO], ids=["production", "demo"])
def test_what_shows_too_little_is_refused_unless_it_says_that_it_is_a_demos(
    changes: dict[str, object], measure: str, site: Site
) -> None:
    with pytest.raises(CalibrationNotGoodEnough) as raised:
        applied(replaced(GOOD, **changes), site)
    assert measure in raised.value.measure
    assert applied(replaced(GOOD, id="demo", demo=True, **changes), DEMO).id == "demo"


def test_what_was_signed_is_what_is_read() -> None:
    for one in (GOOD, OF_DEMO):
        token = sign_calibration(one, KEY)
        assert len(token) < MAX_CALIBRATION_BYTES / 2
        assert open_calibration(token, KEY.public()) == one


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "demo"},
        {"demo": True},
        {"id": "山田"},
        {"site": "Yamada Clinic"},
        {"devices": ("reader 1",)},
        {"embedder": "short"},
        {"persons": 1},
        {"expires_at": GOOD.made_at},
        {"fused": measured(-0.1)},
        {"fused": measured(0.4, false_accepts=60_001)},
        {"fused": measured(0.4, false_rejects=901)},
        {"fused": measured(0.4, false_accepts=60)},
    ],
)
def test_what_contradicts_itself_is_neither_signed_nor_read(changes: dict[str, object]) -> None:
    wrong = replaced(GOOD, **changes)
    with pytest.raises((CalibrationInvalid, MalformedMessage)):
        sign_calibration(wrong, KEY)
    with pytest.raises(CalibrationInvalid):
        open_calibration(sign(msgspec.json.encode(wrong), KEY, CALIBRATION_TYPE), KEY.public())


def test_what_another_key_signed_or_for_another_purpose_is_refused() -> None:
    encoded = msgspec.json.encode(GOOD)
    token = sign_calibration(GOOD, KEY)
    wrong = [
        sign_calibration(GOOD, STRANGER),
        sign(encoded, KEY, KEYSET_TYPE),
        sign(encoded[:-1] + b',"more":1}', KEY, CALIBRATION_TYPE),
        sign(b"{}", KEY, CALIBRATION_TYPE),
        sign(b"[" * 3000, KEY, CALIBRATION_TYPE),
        token[:-4],
        token + b"A",
        b"",
        b"." * 2,
        token + b" " * MAX_CALIBRATION_BYTES,
    ]
    for place in range(0, len(token), 7):
        changed = bytearray(token)
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        wrong.append(bytes(changed))
    for one in wrong:
        with pytest.raises(CalibrationInvalid):
            open_calibration(one, KEY.public())


def test_the_files_of_a_reader(tmp_path: Path) -> None:
    path, key = tmp_path / "calibration.jws", tmp_path / "key.pem"
    assert CalibrationStore(None, None).load() is None
    store = CalibrationStore(path, key)
    with pytest.raises(CalibrationMissing):
        store.load()
    path.write_bytes(sign_calibration(GOOD, KEY) + b"\n")
    for wrong in (
        CalibrationStore(path, None),
        store,
        CalibrationStore(path, tmp_path),
        CalibrationStore(tmp_path, key),
    ):
        with pytest.raises(CalibrationInvalid):
            wrong.load()
    key.write_bytes(KEY.to_pem())
    with pytest.raises(CalibrationInvalid):
        store.load()
    key.write_bytes(KEY.public().to_pem())
    assert store.load() == GOOD
    path.write_bytes(bytes(10_000_000))
    with pytest.raises(CalibrationInvalid, match="too long"):
        store.load()


def test_every_refusal_is_one_line_that_says_what_to_do() -> None:
    for error in (
        CalibrationMissing(),
        CalibrationMissing(Path("a.jws")),
        CalibrationExpired(NOW),
        CalibrationOfDemo(),
        CalibrationOfAnotherModel("embedder"),
        CalibrationOfAnotherDevice("reader-1"),
        CalibrationNotGoodEnough("persons", 3, 100),
    ):
        assert isinstance(error, CalibrationError)
        assert "\n" not in str(error)
        assert "calibration" in str(error)
