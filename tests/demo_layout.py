"""The demo's layout scenario with lines changed, written elsewhere: its files are still those of the demo."""

import re
from collections.abc import Mapping
from pathlib import Path

from command_line import ROOT

DATA = ROOT / "data"
LAYOUT = DATA / "demo-layout.toml"


def changed(folder: Path, change: Mapping[str, str]) -> Path:
    """Write a copy of the scenario with each piece of text replaced, which has to be in it; return its path."""
    text = LAYOUT.read_text(encoding="utf-8")
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    file = folder / "layout.toml"
    file.write_text(re.sub(r'^(path|extends) = "([^"]+)"', _anchored, text, flags=re.M), encoding="utf-8")
    return file


def _anchored(found: re.Match[str]) -> str:
    """A path of the demo's as it is from anywhere; one that the test wrote stays beside the copy."""
    key, path = found.groups()
    return f"{key} = '{(DATA / path).as_posix()}'" if (DATA / path).is_file() else found.group()
