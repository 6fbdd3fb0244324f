"""Which evaluations are signed, and which are refused with a sentence that says why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.face.calibration import DEMO, Calibration, Site, apply, open_calibration, sign_calibration
from firmware.messages.keys import SigningKey
from tests.firmware.face.calibrations import KEY
from tests.tools.face.test_scoring import made
from tools.face.errors import SignatureRefused
from tools.face.judgement import judge
from tools.face.scoring import Compared
from tools.face.signing import MAX_DAYS, Models, Order, calibration, check_order, read_key
from tools.face.statistics import scores

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ORDER = Order("yamada-clinic", (), 365, demo=False)
OF_DEMO = Order("yamada-clinic", (), 365, demo=True)
MODELS = Models("d" * 64, "e" * 64)


def ordered(compared: Compared, order: Order = ORDER, chip_width: int | None = 240) -> Calibration:
    return calibration(order, MODELS, compared.persons, judge(compared), chip_width, NOW)


def test_what_is_good_enough_is_signed_and_taken_by_a_production_reader() -> None:
    signed = ordered(made(180, 1000, 100_000))
    assert ordered(made(180, 1000, 100_000), ORDER, 160).reference == "chip", "a poorer photo hides nothing"
    assert (signed.id, signed.site, signed.demo) == ("yamada-clinic-20261128", "yamada-clinic", False)
    assert signed.expires_at - signed.made_at == timedelta(days=365)
    read = open_calibration(sign_calibration(signed, KEY), KEY.public())
    assert read == signed
    applied = apply(read, Site(production=True, device="reader-1", now=NOW), "d" * 64, "e" * 64)
    assert applied.fused == signed.fused.threshold
    assert signed.fused.far_upper <= 1e-4


@pytest.mark.parametrize(
    ("compared", "chip_width", "why"),
    [
        (made(99, 1000, 100_000), 240, "persons 99 where 100"),
        (made(180, 1000, 29_955), 240, "false accepts"),
        (made(180, 1000, 100_000), None, "references"),
        (made(180, 1000, 100_000), 320, "references"),
    ],
)
def test_what_shows_too_little_is_signed_for_a_demo_alone(compared: Compared, chip_width: int | None, why: str) -> None:
    with pytest.raises(SignatureRefused, match=why) as raised:
        ordered(compared, ORDER, chip_width)
    assert "--demo" in str(raised.value)
    demo = ordered(compared, OF_DEMO, chip_width)
    assert (demo.id, demo.demo) == ("demo", True)
    assert apply(open_calibration(sign_calibration(demo, KEY), KEY.public()), DEMO, "d" * 64, "e" * 64).id == "demo"


def test_without_any_triple_nothing_is_signed() -> None:
    single = made(200, 1000, 100_000)
    alone = Compared(200, single.single, scores([], []), single.session, single.nearest)
    for order in (ORDER, OF_DEMO):
        with pytest.raises(SignatureRefused, match="no threshold fused"):
            ordered(alone, order)


@pytest.mark.parametrize(
    "order",
    [
        Order("", (), 365, demo=False),
        Order("Yamada", (), 365, demo=False),
        Order("山田医院", (), 365, demo=True),
        Order("yamada", ("reader 1",), 365, demo=False),
        Order("yamada", (), 0, demo=False),
        Order("yamada", (), MAX_DAYS + 1, demo=False),
    ],
)
def test_an_order_is_looked_at_before_the_pictures_are(order: Order) -> None:
    with pytest.raises(SignatureRefused):
        check_order(order)
    check_order(ORDER)


def test_keys_that_cannot_sign(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    with pytest.raises(SignatureRefused, match=r"key\.pem"):
        read_key(path)
    for wrong in (b"", KEY.public().to_pem()):
        path.write_bytes(wrong)
        with pytest.raises(SignatureRefused, match="private key"):
            read_key(path)
    path.write_bytes(KEY.to_pem())
    assert read_key(path).kid == KEY.kid
    assert isinstance(read_key(path), SigningKey)
