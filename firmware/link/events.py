"""What happens to the link's session, and what the session wants done. Plain data between the pure part and the edge.

`number` counts the connections of this process from 1; an event that names an older one is late and changes nothing.
"""

from dataclasses import dataclass

from firmware.link.ipc import FromLink, Publish, RecordClass, Report


@dataclass(frozen=True, slots=True)
class Started:
    """The process is up and may connect."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The moment that `next_wake` named has come (or any other)."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The process shall end."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The broker greeted us: at most `receive_maximum` unacknowledged messages, `retain` if it keeps any."""

    number: int
    receive_maximum: int = 65_535
    retain: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no connection: `reason` is one of `ipc.Reason`."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The broker answered the subscription."""

    number: int
    granted: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone: `reason` is one of `ipc.Reason`."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The broker's PUBACK for a `Send`; codes below 0x80 mean that it has the message (MQTT 5, 3.4.2.1)."""

    number: int
    token: int
    code: int


@dataclass(frozen=True, slots=True)
class Came:
    """A message came down."""

    number: int
    topic: str
    body: bytes
    retained: bool


@dataclass(frozen=True, slots=True)
class ReaderCame:
    """The reader connected to the local socket."""


@dataclass(frozen=True, slots=True)
class ReaderWent:
    """The reader is no longer there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The reader wants something published now."""

    message: Publish


@dataclass(frozen=True, slots=True)
class Reported:
    """The reader's part of the health topics."""

    report: Report


@dataclass(frozen=True, slots=True)
class Kept:
    """A record is in the outbox for good; `gone` had to make room for it."""

    id: str
    record_class: RecordClass
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotKept:
    """A record could not be stored."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A record is no longer in the outbox."""

    id: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that should be sent is no longer in the outbox."""

    token: int
    id: str


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of link's own for the state topic."""

    name: str
    value: str


BrokerEvent = Accepted | Refused | Subscribed | Lost | Acknowledged | Came
OutboxEvent = Kept | NotKept | Removed | Missing
OwnEvent = Started | TimePassed | StopAsked | ReaderCame | ReaderWent | Asked | Reported | Noted | OutboxEvent
Event = BrokerEvent | OwnEvent


@dataclass(frozen=True, slots=True)
class Connect:
    """Open connection `number`; `will` goes to the state topic, retained, when it breaks."""

    number: int
    will: bytes


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Ask for everything that comes down to this device."""

    number: int


@dataclass(frozen=True, slots=True)
class Send:
    """Publish on `branch`. With `token` at QoS 1, answered by Acknowledged; without at QoS 0. Expiry in seconds."""

    number: int
    branch: str
    body: bytes
    token: int | None = None
    retain: bool = False
    expiry_s: int | None = None


@dataclass(frozen=True, slots=True)
class SendRecord:
    """Read a record from the outbox and publish it at QoS 1; Missing when it is not there."""

    number: int
    token: int
    id: str


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Close connection `number`: in order (the will is dropped), or at once with everything unsent thrown away."""

    number: int
    in_order: bool


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this to the reader, if there is one."""

    message: FromLink


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over; the process may end."""


Effect = Connect | Subscribe | Send | SendRecord | Disconnect | Tell | Finish
