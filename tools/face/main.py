"""uketsuke-face: judges the face models on a site's own people, and on prints and phones held up to them."""

import argparse
import sys
from collections.abc import Callable, Sequence

from firmware.face.errors import FaceError
from firmware.face.models.store import default_models
from firmware.face.reasons import lacks_library
from tools.face.errors import FaceToolError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 1 with one line on stderr when it could not."""
    try:
        # Only here: without the extra `face` the command says so.
        from tools.face import attack, evaluate
    except ImportError as error:
        print(f"uketsuke-face: {lacks_library(error.name)}", file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(prog="uketsuke-face", description="Judges the face models on people.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    evaluate.add(commands, default_models())
    attack.add(commands, default_models())
    chosen = parser.parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = chosen.run
        return run(chosen)
    except (FaceToolError, FaceError) as error:
        print(f"uketsuke-face: {error}", file=sys.stderr)
    except OSError as error:
        print(f"uketsuke-face: {error.filename}: {error.strerror}", file=sys.stderr)
    except KeyboardInterrupt:
        print("uketsuke-face: stopped", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
