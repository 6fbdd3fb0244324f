"""Where randomness comes from: injected, so that a test can tell it what to be."""

from collections.abc import Callable

# Called with a number of bytes, gives as many fresh random ones; `os.urandom` outside of tests.
Chance = Callable[[int], bytes]
