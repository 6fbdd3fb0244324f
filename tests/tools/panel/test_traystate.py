from hal.virtual.bench import Snapshot
from tools.panel.traystate import TrayState, after_arming, after_laying, after_look


def look(present: bool, counter: int) -> Snapshot:
    return Snapshot(1, 0, "off", (), present, counter, 0, camera_running=False)


def test_a_card_that_a_page_laid_has_a_name() -> None:
    laid = after_laying(TrayState(), "asagao", 1)
    assert laid.card == ""
    assert after_look(laid, look(True, 1)).card == "asagao"


def test_the_order_of_look_and_laying_does_not_matter() -> None:
    seen = after_look(TrayState(), look(True, 1))
    assert seen.card == ""
    assert after_laying(seen, "asagao", 1).card == "asagao"


def test_an_old_look_does_not_forget_the_card() -> None:
    laid = after_laying(after_look(TrayState(), look(False, 4)), "asagao", 5)
    assert after_look(after_look(laid, look(False, 4)), look(True, 5)).card == "asagao"


def test_a_card_that_somebody_else_laid_has_no_name() -> None:
    laid = after_look(after_laying(TrayState(), "asagao", 1), look(True, 1))
    assert after_look(laid, look(False, 2)).card == ""
    assert after_look(laid, look(True, 3)).card == ""


def test_arming_lasts_until_a_card_was_removed() -> None:
    armed = after_arming(TrayState(), 3)
    lying = after_look(armed, look(True, 1))
    assert (armed.torn_at, lying.torn_at) == (3, 3)
    assert after_look(lying, look(True, 1)).torn_at == 3
    assert after_look(lying, look(False, 2)).torn_at is None
    assert after_look(lying, look(True, 3)).torn_at is None, "removed and laid again between two looks"
    assert after_look(armed, look(False, 2)).torn_at is None, "laid and removed between two looks"
