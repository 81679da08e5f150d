"""What the command line of every benchmark of zones asks: where the instances are, how long, which seed, which of them."""

import argparse
from pathlib import Path

from benchmarks.instances import InstanceError


def reader(description: str, *, seconds: float, each: str) -> argparse.ArgumentParser:
    """Return a reader of command lines; `each` says what the seconds, so many unless told, are for."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("instances", type=Path, help="folder of instance folders")
    made.add_argument("--seconds", type=float, default=seconds, help=each)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument(
        "--only", nargs="+", metavar="NAME", help="instances to take; all of the folder unless told"
    )
    return made


def sound(asked: argparse.Namespace) -> None:
    """Raise `InstanceError` where what was asked makes no sense."""
    if not asked.seconds > 0:
        raise InstanceError(f"--seconds is {asked.seconds:g}, must be more than 0")
