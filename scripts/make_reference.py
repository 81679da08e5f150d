"""Write docs/reference.md from the code, so that it cannot say anything else.

python scripts/make_reference.py            writes the page
python scripts/make_reference.py --check    exits 1 when the page on disk is stale
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reference import balance, commands, keys, norms, results, words

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
HEAD = """\
# Reference

Written by `python scripts/make_reference.py` from the code. Do not edit by hand: change the code, then run the script.

[Commands](#commands) · [Exit codes](#exit-codes) · [Scenario file](#scenario-file) · [Input tables](#input-tables) ·
[Result files](#result-files) · [Rules profiles](#rules-profiles)
"""


def page() -> str:
    """Return the reference page."""
    parts = (
        commands.commands(),
        commands.exit_codes(),
        keys.scenario(),
        words.tables(),
        results.files(),
        balance.files(),
        norms.profiles(),
    )
    return "\n".join([HEAD, *(line for part in parts for line in part)]).rstrip("\n") + "\n"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is stale")
    wanted = page()
    if not parser.parse_args(arguments).check:
        PAGE.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print("docs/reference.md is stale: run python scripts/make_reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
