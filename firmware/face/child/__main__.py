"""The face child as a process: python -m firmware.face.child NUMBER, the number of the socket to the reader."""

import sys

from firmware.face.child.start import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
