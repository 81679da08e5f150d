"""What a question may mean, and what is made of it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Rule = Literal[
    "name", "former", "community", "school", "number", "span", "between", "both", "street", "begins", "longer", "inside", "beside", "chosen",
]  # fmt: skip
Slip = Literal["", "sound", "order", "lost", "letters", "stem"]
Doubt = Literal["", "zones", "number", "street", "part", "elsewhere", "vague", "unzoned", "outside", "far"]
Status = Literal["found", "ask", "unknown"]


class Hit(NamedTuple):
    """One thing that a question may mean."""

    rule: Rule
    name: str
    blocks: tuple[int, ...]
    zone: int = -1
    """Of a school; the zones of the others are those of their blocks."""
    said: tuple[str, ...] = ()
    """What the sentence of the rule needs besides the name."""
    slip: Slip = ""
    score: float = 1.0
    doubt: Doubt = ""


class Candidate(NamedTuple):
    """One of several that a question may mean."""

    name: str
    under: str
    """Its address."""
    blocks: tuple[int, ...]
    """Several where there are too many to be told one by one: the name is that of the first three."""
    zone: int


@dataclass(frozen=True)
class Match:
    """What a question means: found in one zone; to be asked, with the candidates; or unknown."""

    status: Status
    hits: tuple[Hit, ...] = ()
    zone: int = -1
    blocks: tuple[int, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    doubt: Doubt = ""


UNKNOWN = Match("unknown")
