"""What the page knows of the card tray, folded from what the bench shows and what the pages did. Pure."""

from dataclasses import dataclass, replace

from hal.virtual.bench import Snapshot


@dataclass(frozen=True, slots=True)
class TrayState:
    """Whether a card lies there, under which presence counter, and which one it is if a page laid it.

    `laid` names the card that a page laid and the counter since then: another counter is another card.
    `torn_at` is the number of commands after which the card will be torn off, None for never.
    """

    present: bool = False
    counter: int = 0
    laid: tuple[int, str] | None = None
    torn_at: int | None = None

    @property
    def card(self) -> str:
        """The id of the card on the tray; empty where there is none or somebody else laid it."""
        if self.present and self.laid is not None and self.laid[0] == self.counter:
            return self.laid[1]
        return ""


def after_look(state: TrayState, snapshot: Snapshot) -> TrayState:
    """The tray after a look at the bench."""
    moves = snapshot.presence_counter - state.counter
    # Insertions and removals alternate, so the counter tells whether a removal was among the moves; it disarms.
    removed = (moves + state.present) // 2 > 0
    return replace(
        state,
        present=snapshot.card_present,
        counter=snapshot.presence_counter,
        torn_at=None if removed else state.torn_at,
    )


def after_laying(state: TrayState, card: str, counter: int) -> TrayState:
    """The tray after a page laid a card; the look that shows it may have come before or comes later."""
    return replace(state, laid=(counter, card))


def after_arming(state: TrayState, commands: int) -> TrayState:
    """The tray after a page asked for the card to be torn off."""
    return replace(state, torn_at=commands)
