"""uketsuke-models: installs, checks and lists the models with which faces are found and compared."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware.face.errors import FaceError, ModelMismatch, ModelMissing
from firmware.face.models.store import ModelStore, default_models
from tools.models.catalogue import read_catalogue
from tools.models.errors import ModelToolError
from tools.models.install import install
from tools.models.sources import find

PACKAGE = "face_recognition_models"
"""The package of data from which a fresh machine gets its models."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 with one line on stderr when it is not."""
    chosen = _parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = chosen.run
        return run(chosen)
    except (ModelToolError, FaceError) as error:
        print(f"uketsuke-models: {error}", file=sys.stderr)
    except OSError as error:
        print(f"uketsuke-models: {error.filename}: {error.strerror}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="uketsuke-models", description="Installs and checks the face models.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    making = commands.add_parser("install", help="convert and pin every known model of a file, directory or package")
    making.add_argument(
        "--from",
        dest="places",
        action="append",
        metavar="PATH|PACKAGE",
        help=f"where the models come from, may be given again; {PACKAGE} if left out",
    )
    making.add_argument("--catalogue", type=Path, default=None, metavar="FILE", help="a site's own list of models")
    making.set_defaults(run=_install)
    checking = commands.add_parser("verify", help="compare every file with the manifest")
    checking.set_defaults(run=_verify)
    listing = commands.add_parser("list", help="what is installed, with licence and thresholds")
    listing.set_defaults(run=_list)
    for command in (making, checking, listing):
        command.add_argument(
            "--models", type=Path, default=default_models(), metavar="DIR", help="the models directory"
        )
    return parser


def _install(chosen: argparse.Namespace) -> int:
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"models {time.monotonic() - began:5.1f} s  {text}", flush=True)

    catalogue = read_catalogue(chosen.catalogue)
    found = [one for place in chosen.places or [PACKAGE] for one in find(place, catalogue)]
    install(found, catalogue, chosen.models, say)
    say(f"ready in {chosen.models}")
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    store = ModelStore(chosen.models)
    wrong = 0
    for model in store.manifest().models:
        try:
            store.load(model)
        except (ModelMissing, ModelMismatch) as error:
            wrong += 1
            print(f"{model.name}: {error}")
        else:
            print(f"{model.name}: as it should be")
    return 1 if wrong else 0


def _list(chosen: argparse.Namespace) -> int:
    manifest = ModelStore(chosen.models).manifest()
    for model in manifest.models:
        used = "used" if manifest.first(model.role) == model else "spare"
        print(f"{model.role:9} {model.name:16} {used:6} {model.bytes:>11,} bytes  {model.licence}")
        print(f"          {model.source}")
        if model.thresholds:
            print("          " + ", ".join(f"{name} {value:g}" for name, value in model.thresholds.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
