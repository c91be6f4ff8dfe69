"""``python -m shipby.cli`` is ``shipby``."""

import sys

from shipby.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
