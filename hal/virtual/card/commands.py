"""The commands of a virtual card, one function each: state and command in, data out, Refused with a status word."""

import hmac

from hal.card import names, tlv
from hal.card.apdu import SHORT_LE, Command
from hal.card.status import SW
from hal.virtual.card.layout import Application, DataFile, KeyFile, SecretFile
from hal.virtual.card.signing import Refused, sign
from hal.virtual.card.state import CardState

_SHORT_ID_FLAG = 0x80
_SHORT_ID = 0x1F
_ISO_CLASSES = (0x00, 0x80)


def check_class(command: Command) -> None:
    """Refuse logical channels and secure messaging as the card does. Raises Refused."""
    if command.cla in _ISO_CLASSES:
        return
    if command.cla & 0x7C == 0:
        raise Refused(SW.CHANNEL_NOT_SUPPORTED)
    if command.cla & 0xF3 == 0:
        select = command.ins == names.Ins.SELECT
        raise Refused(SW.SECURE_MESSAGING_NOT_SUPPORTED if select else SW.SECURE_MESSAGING_WRONG)
    raise Refused(SW.CLASS_NOT_SUPPORTED)


def select(state: CardState, command: Command) -> bytes:
    """SELECT by application id (a prefix is enough), of a file, or the empty one that does nothing."""
    if command.p1 == names.SELECT_BY_AID:
        return _select_application(state, command)
    if command.p1 == names.SELECT_FILE:
        return _select_file(state, command)
    if command.p1 == 0x00:
        return _select_root(state, command)
    raise Refused(SW.WRONG_P1_P2)


def _select_application(state: CardState, command: Command) -> bytes:
    if command.p2 not in (0x00, names.NO_RESPONSE_DATA):
        raise Refused(SW.WRONG_P1_P2)
    if names.ISSUER_DOMAIN_AID.startswith(command.data):
        state.enter(None)
        return _control_information(names.ISSUER_DOMAIN_AID, command)
    found = _application(state, command.data)
    state.enter(found)
    return _control_information(found.aid, command)


def _application(state: CardState, aid: bytes) -> Application:
    for application in state.applications:
        if application.aid.startswith(aid):
            return application
    raise Refused(SW.FILE_NOT_FOUND)


def _control_information(aid: bytes, command: Command) -> bytes:
    return tlv.encode(0x6F, tlv.encode(0x84, aid)) if command.p2 == 0x00 else b""


def _select_file(state: CardState, command: Command) -> bytes:
    if len(command.data) != 2:
        raise Refused(SW.WRONG_LENGTH)
    file_id = int.from_bytes(command.data, "big")
    if state.application is None or file_id not in state.application.entries:
        raise Refused(SW.FILE_NOT_FOUND)
    state.entry(file_id)
    return b""


def _select_root(state: CardState, command: Command) -> bytes:
    if command.data:
        raise Refused(SW.FILE_NOT_FOUND)
    if state.application is None:
        raise Refused(SW.WRONG_P1_P2)
    return b""


def read_binary(state: CardState, command: Command) -> bytes:
    """READ BINARY of the current file or by short id; at the end of the file fewer bytes than asked for."""
    if command.le is None or command.data or (command.le > SHORT_LE and not state.extended_read):
        raise Refused(SW.WRONG_LENGTH)
    by_short_id = command.p1 & _SHORT_ID_FLAG
    offset = command.p2 if by_short_id else command.p1 << 8 | command.p2
    file = state.entry(command.p1 & _SHORT_ID if by_short_id else None)
    if not isinstance(file, DataFile):
        raise Refused(SW.WRONG_FILE_TYPE)
    if not state.may_read(file):
        raise Refused(SW.SECURITY_NOT_SATISFIED)
    if offset >= len(file.data):
        raise Refused(SW.OFFSET_OUTSIDE_FILE)
    return file.data[offset : offset + command.le]


def verify(state: CardState, command: Command) -> bytes:
    """VERIFY; without data it asks for the tries left and costs nothing."""
    file = _secret(state, command)
    if not command.data:
        raise Refused(0x63C0 | state.tries(file))
    if hmac.compare_digest(file.secret, command.data) and state.tries(file):
        state.set_tries(file, file.tries)
        state.set_verified(True)
        return b""
    begin_verify(state, command)
    raise Refused(0x63C0 | state.tries(file))


def begin_verify(state: CardState, command: Command) -> None:
    """The first half of a VERIFY: take one try off before anything is compared. Raises Refused when blocked."""
    file = _secret(state, command)
    state.set_verified(False)
    left = state.tries(file)
    if left == 0:
        raise Refused(SW.BLOCKED)
    state.set_tries(file, left - 1)


def _secret(state: CardState, command: Command) -> SecretFile:
    if command.p1 != 0x00 or not command.p2 & _SHORT_ID_FLAG:
        raise Refused(SW.WRONG_P1_P2)
    file = state.entry(command.p2 & _SHORT_ID or None)
    if not isinstance(file, SecretFile):
        raise Refused(SW.WRONG_FILE_TYPE)
    return file


def get_challenge(state: CardState, command: Command) -> bytes:
    """GET CHALLENGE: random bytes, at most 256; kept for the one EXTERNAL AUTHENTICATE they are good for."""
    if command.p1 or command.p2:
        raise Refused(SW.WRONG_P1_P2)
    if command.le is None:
        raise Refused(SW.WRONG_LENGTH)
    if command.le > SHORT_LE:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    state.terminal.challenge = state.randomness(command.le)
    return state.terminal.challenge


def compute_signature(state: CardState, command: Command) -> bytes:
    """COMPUTE DIGITAL SIGNATURE; refused until the secret of the key is verified or, for some, a terminal is."""
    file = _key(state, command.p2)
    by_secret = file.opened_by is None or file.opened_by in state.verified
    if not by_secret and not (file.by_terminal and state.terminal.proved):
        raise Refused(SW.SECURITY_NOT_SATISFIED)
    if command.le is None:
        raise Refused(SW.WRONG_LENGTH)
    return sign(file, command.p1, command.data)


def _key(state: CardState, reference: int) -> KeyFile:
    if reference == 0x00:
        if state.application is None or state.application.own_key is None:
            raise Refused(SW.WRONG_P1_P2)
        return state.application.own_key
    if not reference & _SHORT_ID_FLAG:
        raise Refused(SW.WRONG_P1_P2)
    file = state.entry(reference & _SHORT_ID or None)
    if not isinstance(file, KeyFile):
        raise Refused(SW.WRONG_FILE_TYPE)
    return file
