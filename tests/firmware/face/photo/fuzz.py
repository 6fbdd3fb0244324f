"""Decodes mutants in a process of its own, so that a crash of the decoder is a result: python -m … COUNT SEED."""

import json
import random
import resource
import sys
import time

from firmware.face.errors import PhotoMissing, PhotoUnreadable
from firmware.face.photo.decode import decode_photo

from .photos import mutant, photo

KIB = 1024


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB


def attempt(data: bytes) -> str:
    try:
        decode_photo(data)
    except PhotoMissing:
        return "missing"
    except PhotoUnreadable as error:
        return "decoder" if error.reason.startswith("the decoder") else "header"
    return "decoded"


def main() -> None:
    count, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    decode_photo(photo())
    before, slowest = peak_bytes(), 0.0
    ends = {"missing": 0, "header": 0, "decoder": 0, "decoded": 0}
    for _ in range(count):
        data = mutant(chance)
        began = time.process_time()
        ends[attempt(data)] += 1
        slowest = max(slowest, time.process_time() - began)
    json.dump({**ends, "slowest_ms": round(slowest * 1000), "grown": peak_bytes() - before}, sys.stdout)


if __name__ == "__main__":
    main()
