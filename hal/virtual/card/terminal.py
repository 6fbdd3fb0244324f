"""Terminal authentication (特定機関認証) on a virtual card: EMULATED, see `hal.card.terminal`.

The card holds the root key of the terminal authority in EF 0016. A terminal shows a certificate of that root, answers
the card's challenge with the certified key, and may then have the authentication key used without the PIN, until
another application is selected or the power is gone.
"""

from hal.card.apdu import Command
from hal.card.cv import CvError, verified, with_signature
from hal.card.status import SW
from hal.card.terminal import CHALLENGE_BYTES, body_from_terminal, signature_from_terminal, to_be_signed
from hal.virtual.card.layout import TerminalAuthorityFile
from hal.virtual.card.signing import Refused
from hal.virtual.card.state import CardState

FIRST_PART = 0x06C1
SECOND_PART = 0x00C1


def load_certificate(state: CardState, command: Command) -> bytes:
    """`80 A2 06 C1` with the body, then `80 A2 00 C1` with the signature; EF 0016 is the current file."""
    authority = state.entry(None)
    if not isinstance(authority, TerminalAuthorityFile):
        raise Refused(SW.WRONG_FILE_TYPE)
    part = command.p1 << 8 | command.p2
    try:
        if part == FIRST_PART:
            state.terminal.body = body_from_terminal(command.data)
        elif part == SECOND_PART:
            _accept(state, authority, signature_from_terminal(command.data))
        else:
            raise Refused(SW.WRONG_P1_P2)
    except CvError as error:
        # what real cards say to data of a wrong form, as far as anybody has tried
        raise Refused(SW.WRONG_LENGTH) from error
    return b""


def _accept(state: CardState, authority: TerminalAuthorityFile, signature: bytes) -> None:
    body, state.terminal.body = state.terminal.body, None
    if body is None:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    certificate = with_signature(body, signature)
    if not certificate.signed_by(authority.key):
        raise Refused(SW.VERIFICATION_FAILED)
    state.terminal.key = certificate.key


def external_authenticate(state: CardState, command: Command) -> bytes:
    """EXTERNAL AUTHENTICATE `00 82 00 00`: the signature over the card's last challenge, which is good for one."""
    if command.p1 or command.p2:
        raise Refused(SW.WRONG_P1_P2)
    challenge, state.terminal.challenge = state.terminal.challenge, None
    state.terminal.proved = False
    if state.terminal.key is None or challenge is None or len(challenge) != CHALLENGE_BYTES:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    if not verified(state.terminal.key, command.data, to_be_signed(challenge)):
        raise Refused(SW.VERIFICATION_FAILED)
    state.terminal.proved = True
    return b""
