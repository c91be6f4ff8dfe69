"""``python -m shipby_simulator``."""

import sys

from shipby_simulator.cli import main

if __name__ == "__main__":
    sys.exit(main())
