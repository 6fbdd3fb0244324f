"""`uketsuke-face attack`: presentations of several kinds before the reader's own checks."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from firmware.face.attempt import Rules
from firmware.face.child.attempt import APART_SECONDS
from firmware.face.child.eye import SEARCH_SIDE
from firmware.face.compare import Embedding
from firmware.face.decision import Bounds
from firmware.face.engine.engine import Engine
from firmware.face.engine.measure import sight
from firmware.face.errors import ImageUnusable
from firmware.face.quality import Limits
from firmware.face.reasons import lacks_liveness
from tools.face.bounds import CONFIDENCE
from tools.face.errors import EngineUnavailable, PictureUnreadable
from tools.face.evaluate import open_models, progress
from tools.face.looking import largest
from tools.face.pictures import CHIP_WIDTH, read_bytes, read_picture
from tools.face.presentations import BONA_FIDE, FASTEST, SLOWEST, Kind, Presentation, frames_of, kinds_in
from tools.face.trial import Outcome, Trial, outcome, tried

ABOUT = f"""\
DIR has one folder a kind of presentation: bona-fide for people who present themselves, and one for each kind of attack,
as in print, phone, mask. In it each presentation is a folder of frames (JPEG, PNG, in the order of their names) or a
film file (.film of this product, .avi, .mp4, .mov, .mkv). It begins with somebody, or something, straight before the
camera; then come the turn of the head and the way back, to their end.

A name that ends in -left or -right says to which side the person was asked to turn, as the person sees it; so end the
names of all people. An attack without a side is tried with both, and counts as passed if it passes either.

A picture reference.* in a folder of frames (for a film: of the film's own name) shows whom the presentation shows. It
is made as poor as a chip's photo, and then the whole decision is tried too: the share of attacks that are accepted.

Frames are judged by the reader's own quality gate, comparison and turn challenge, with the thresholds of the installed
models. A reader differs in how it looks at frames before the comparison: it looks for somebody in a copy of
{SEARCH_SIDE} pixels, and in the frame itself only once somebody is found there; of good frames it takes those that are
{APART_SECONDS} s apart; and it begins anew as long as nobody was compared. Here each frame is looked at whole, and each
counts. From the comparison on both do the same.

Rates are as in ISO/IEC 30107-3; a presentation that never gave enough good frames is counted as no response."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", models: Path) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "attack",
        help="how well prints, phones and whatever else are told from persons",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="one folder a kind of presentation")
    parser.add_argument("--models", type=Path, default=models, metavar="DIR", help="the models directory")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="where attack.txt and attack.json go")
    parser.add_argument("--rate", type=_rate, default=10.0, metavar="N", help="frames a second of folders; 10")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Try all, print, write. Raises FaceToolError, FaceError, OSError."""
    kinds = kinds_in(chosen.folder)
    engine = open_models(chosen.models)
    rules = rules_of(engine)
    say = progress("attack")
    outcomes = [_tried(kind, engine, rules, chosen.rate, say) for kind in kinds]
    text = "\n".join(lines(outcomes)) + "\n"
    print(text, end="")
    if chosen.out is not None:
        out: Path = chosen.out
        out.mkdir(parents=True, exist_ok=True)
        (out / "attack.txt").write_text(text, encoding="utf-8")
        models = {"detector": engine.detector_sha256, "embedder": engine.model_sha256}
        data = {**models, "confidence": CONFIDENCE, "kinds": [_numbers(one) for one in outcomes]}
        (out / "attack.json").write_bytes(msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n")
    return 0


def rules_of(engine: Engine) -> Rules:
    """The bounds of an attempt with this engine. Raises EngineUnavailable for one that knows no turn."""
    thresholds = engine.thresholds
    if thresholds.turn is None:
        raise EngineUnavailable(lacks_liveness(engine.models[0].name))
    bounds = Bounds(thresholds.fused, thresholds.session)
    return Rules(Limits(frontal=thresholds.frontal), bounds, thresholds.turn)


def lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The report, line by line."""
    for one in outcomes:
        name, short = (BONA_FIDE, "BPCER") if one.bona_fide else (f"attack {one.kind}", "APCER")
        low, high = one.rate_interval
        yield (
            f"{name}: {one.tried} presentations; {short} {one.rate:.2%} ({one.errors}; {low:.2%} to {high:.2%}, at most"
            f" {one.rate_upper:.2%}); no response {one.silent}; unreadable, left out {one.unreadable}"
        )
        if one.compared:
            yield f"  whole decision: {one.accepted} of {one.compared} accepted"
        yield "  " + (", ".join(f"{word} {count}" for word, count in one.why) or "nothing was tried")
    attacks = [one for one in outcomes if not one.bona_fide and one.tried]
    if attacks:
        worst = max(attacks, key=lambda one: (one.rate, one.rate_upper))
        yield (
            f"worst kind: {worst.kind}, APCER {worst.rate:.2%}, with {CONFIDENCE:.0%} confidence at most"
            f" {worst.rate_upper:.2%}"
        )
    else:
        yield "no attack was tried: nothing can be said of attacks"
    if not any(one.bona_fide and one.tried for one in outcomes):
        yield f"no person was tried (folder {BONA_FIDE}): a check that refuses everybody would look as good"


def _tried(kind: Kind, engine: Engine, rules: Rules, rate: float, say: Callable[[str], None]) -> Outcome:
    trials: list[Trial] = []
    unreadable = 0
    for one in kind.presentations:
        say(f"{kind.name} {one.number}/{len(kind.presentations)}")
        try:
            seen = [(now, sight(image, engine)) for now, image in frames_of(one, rate)]
            trials.append(tried(seen, one.sides, _photo(one, engine), engine, rules))
        except (PictureUnreadable, ImageUnusable):
            unreadable += 1
    return outcome(kind.name, bona_fide=kind.bona_fide, trials=trials, unreadable=unreadable)


def _photo(presentation: Presentation, engine: Engine) -> Embedding | None:
    """The reference as a chip would have it; None where there is none. Raises PictureUnreadable."""
    if presentation.reference is None:
        return None
    image = read_picture(read_bytes(presentation.reference))
    embedding = largest(engine, image, engine.find(image), CHIP_WIDTH)
    if embedding is None:
        raise PictureUnreadable("its reference shows no face")
    return embedding


def _rate(text: str) -> float:
    rate = float(text)
    if not SLOWEST <= rate <= FASTEST:
        raise argparse.ArgumentTypeError(f"{SLOWEST:.0f} to {FASTEST:.0f} frames a second")
    return rate


def _numbers(one: Outcome) -> Mapping[str, object]:
    return {
        "kind": one.kind,
        "bona_fide": one.bona_fide,
        "tried": one.tried,
        "unreadable": one.unreadable,
        "errors": one.errors,
        "rate": one.rate,
        "rate_interval": one.rate_interval,
        "rate_upper": one.rate_upper,
        "no_response": one.silent,
        "compared": one.compared,
        "accepted": one.accepted,
        "why": dict(one.why),
    }
