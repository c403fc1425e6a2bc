"""Starts the program, and ends it quietly where it is interrupted."""

import gc
import sys

INTERRUPTED = 130


def main() -> None:
    """Runs the command line; the console script `briefing` calls this."""
    # A run is over before it leaves anything worth collecting; looking for it costs milliseconds.
    gc.disable()
    try:
        # Inside, so that an interrupt while this is imported is quiet too.
        from briefing import cli

        status = cli.main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


if __name__ == "__main__":
    main()
