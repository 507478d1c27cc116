"""`python -m bench.faults [NAME]… [--kills N] [--database sqlite|postgis]`.

Exits 1 if a promise is broken.
"""

import argparse
import signal
import sys
import time

from bench.faults.findings import table
from bench.faults.runs import DATABASES, RUNS, rehearse


def main() -> int:
    """Runs what was asked for, and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RUNS))
    parser.add_argument("--kills", type=int, default=100, metavar="N")
    parser.add_argument("--database", choices=DATABASES, help="only this one")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(RUNS)
    if unknown:
        parser.error(f"no such run: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left running
    rows, broken = [], 0
    for name in asked.names or RUNS:
        for database in [asked.database] if asked.database else DATABASES:
            begun = time.monotonic()
            found = rehearse(name, database, asked.kills)
            print(f"{name}, {database}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
            rows += [one.cells(name, database) for one in found]
            broken += sum(one.kept is False for one in found)
    print(table(rows))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
