from pathlib import Path

from firmware.reader.face.forgetting import FORGETFUL
from tools.demo.plan import CardPlace, ProcessPlan, processes, started

from .makers import PROGRAMS, make_layout

ROOT = Path("/somewhere")
LAYOUT = make_layout(ROOT)


def plans(card: CardPlace | None = None) -> dict[str, ProcessPlan]:
    place = card or CardPlace(LAYOUT.bench_socket)
    return {plan.name: plan for plan in processes(LAYOUT, PROGRAMS, place, 8765)}


def test_all_five_in_the_order_of_who_is_needed_first() -> None:
    assert list(plans()) == ["broker", "central", "link", "reader", "panel"]


def test_only_the_reader_has_no_network() -> None:
    alone = {name for name, plan in plans().items() if plan.argv[: len(PROGRAMS.alone)] == PROGRAMS.alone}
    assert alone == {"reader"}


def test_the_kernel_ends_every_child_with_its_supervisor() -> None:
    for plan in plans().values():
        assert started(plan, LAYOUT).argv[:4] == ("setpriv", "--pdeathsig", "KILL", "--")


def test_each_child_says_on_its_own_socket_that_it_is_ready() -> None:
    sockets = [dict(started(plan, LAYOUT).environment)["NOTIFY_SOCKET"] for plan in plans().values()]
    assert len(set(sockets)) == len(sockets)


def test_a_child_that_is_ready_when_a_path_appears_gets_no_socket() -> None:
    plan = ProcessPlan("other", ("true",), ready=ROOT / "there")
    assert started(plan, LAYOUT).environment == ()


def test_the_panel_puts_cards_where_the_reader_looks_for_them() -> None:
    tray = ROOT / "tray"
    changed = plans(CardPlace(tray, (("PCSCLITE_CSOCK_NAME", "x"),)))
    assert str(tray) in changed["panel"].argv
    assert dict(changed["reader"].environment) == {"PCSCLITE_CSOCK_NAME": "x", **FORGETFUL}
    assert str(LAYOUT.bench_socket) in changed["panel"].argv
    assert str(LAYOUT.props) in changed["panel"].argv
