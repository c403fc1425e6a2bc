"""Runs a fuzzer for some minutes, and keeps the smallest input of each fault that it meets."""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from fuzz import reader, whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say, and return 1 if there was a fault."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("what", choices=("reader", "guided", "whole"))
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    options = parser.parse_args(arguments)
    if options.what == "guided":
        reader.guided([f"-max_total_time={options.minutes * 60:.0f}", f"-seed={options.seed}"])
    if options.what == "whole":
        return whole.run(options.minutes, options.seed)
    return _run_reader(options.minutes, options.seed)


def _run_reader(minutes: float, seed: int) -> int:
    smallest: dict[str, reader.Input] = {}
    start = monotonic()
    count = 0
    for given in reader.mutations(seed):
        count += 1
        fault = _fault(given)
        if fault and len(given.content) < len(smallest.get(fault, _LARGEST).content):
            smallest[fault] = given
        if monotonic() - start > 60 * minutes:
            break
    rate = count / (monotonic() - start)
    print(f"{count:,} inputs from seed {seed}, {rate:,.0f} a second, {len(smallest)} faults")  # noqa: T201
    for fault, given in smallest.items():
        with tempfile.NamedTemporaryFile(prefix="fault-", delete=False) as file:
            file.write(given.packed())
        print(f"{fault}\n    {Path(file.name)}: {given.packed()[:100]!r}")  # noqa: T201
    return 1 if smallest else 0


_LARGEST = reader.Input("", bytes(2 * reader.MAX_SIZE))


def _fault(given: reader.Input) -> str:
    """Return where reading a file fails, empty if it does not."""
    try:
        reader.check(given)
    except Exception as error:  # noqa: BLE001 (any is a fault)
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else ""
        return f"{type(error).__name__} in {where}"
    return ""


if __name__ == "__main__":
    raise SystemExit(main())
