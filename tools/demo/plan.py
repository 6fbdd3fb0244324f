"""What is started, in which order and how. Pure: nothing here looks at the machine."""

from dataclasses import dataclass, replace
from pathlib import Path

from firmware.reader.face.forgetting import FORGETFUL
from tools.demo.layout import Layout

# The kernel ends a child whose supervisor is gone, however that went (prctl(2), PR_SET_PDEATHSIG).
DIES_WITH_SUPERVISOR = ("setpriv", "--pdeathsig", "KILL", "--")

AS_ROOT = ("unshare", "--net", "--")
AS_USER = ("unshare", "--user", "--map-current-user", "--net", "--")
"""Two ways into a network namespace of its own; the second where the kernel lets a user have one."""


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """One child. It is ready when it says so (sd_notify), or when the path `ready` is there."""

    name: str
    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    ready: Path | None = None


@dataclass(frozen=True, slots=True)
class Programs:
    """What this machine has: absolute paths, and the way into a network namespace (empty: there is none).

    Only the reader takes that way: it sees PINs and answers, so it has no network.
    """

    python: str
    broker: str
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where cards are laid: a bench socket, and what the reader needs in its environment to see them."""

    tray: Path
    environment: tuple[tuple[str, str], ...] = ()


def processes(layout: Layout, programs: Programs, card: CardPlace, panel_port: int) -> tuple[ProcessPlan, ...]:
    """The five processes of a demo, in the order in which they are started."""
    files = layout.files
    central = layout.state / "central" / "central.toml"
    reader = _module(programs, "firmware.reader.main", "--config", files / "reader.toml")
    panel = _module(
        programs,
        "tools.panel.main",
        *("--bench", layout.bench_socket),
        *("--tray", card.tray),
        *("--state", layout.reader_state),
        *("--cards", layout.cards),
        *("--props", layout.props),
        *("--texts", layout.config / "texts"),
        *("--port", panel_port),
    )
    return (
        ProcessPlan("broker", (programs.broker, "-c", str(files / "mosquitto.conf"))),
        ProcessPlan("central", _module(programs, "tools.central.main", "serve", "--config", central)),
        ProcessPlan("link", _module(programs, "firmware.link.main", "--config", files / "link.toml")),
        # With it from the start, so that the reader need not begin anew.
        ProcessPlan("reader", (*programs.alone, *reader), (*card.environment, *FORGETFUL.items())),
        ProcessPlan("panel", panel),
    )


def started(plan: ProcessPlan, layout: Layout) -> ProcessPlan:
    """The plan as it is handed to the system: ends with its supervisor, knows where to say that it is ready."""
    notify = ("NOTIFY_SOCKET", str(layout.notify_socket(plan.name)))
    environment = (*plan.environment, *((notify,) if plan.ready is None else ()))
    return replace(plan, argv=(*DIES_WITH_SUPERVISOR, *plan.argv), environment=environment)


def _module(programs: Programs, module: str, *arguments: object) -> tuple[str, ...]:
    return (programs.python, "-m", module, *(str(argument) for argument in arguments))
