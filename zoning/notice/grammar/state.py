"""What is known of a text while it is being read: its pieces so far, and what the last words said of the next."""

import unicodedata
from collections.abc import Callable

from zoning.clauses import Named, Piece, Scope
from zoning.notice.grammar.drafts import Drafts
from zoning.notice.grammar.shape import Shape
from zoning.notice.grammar.vocabulary import DASHES

TOLD_BY_SIGNS = ("L", "N", "M", "So", "Sc")
"""Classes of signs that say something; the others are punctuation."""


class State:
    """One text, or what stands in one pair of brackets, as far as it has been read."""

    def __init__(self, inside: Callable[[Shape], Scope], *, in_brackets: bool, listed: bool) -> None:
        self.inside = inside
        """Reads what stands in brackets."""
        self.in_brackets = in_brackets
        self.listed = listed
        """It is a list of places and streets, and nothing else."""
        self.drafts = Drafts()
        self.remarks: list[str] = []
        self.unread: list[str] = []
        self.beside: list[Piece] = []
        """（含乙苑） after 甲路以东."""
        self.left_out: list[tuple[Shape, tuple[Named, ...]]] = []
        """除甲苑外 before anything that it could be left out of."""
        self.place: Shape | None = None
        """甲街道 of 甲街道：乙村、丙村; a heading is of all the numbered sentences after it."""
        self.place_told = False
        """Something was told of that place."""
        self.heading = False
        """Nothing stood beside it: it is of the numbered sentences that follow."""
        self.begin(goes_on=False)

    def begin(self, *, goes_on: bool) -> None:
        """Begin a sentence: forget what the one before said of it, unless it `goes_on` under the same heading."""
        if not (goes_on and self.heading):
            self.report_place()
        self.lines: tuple[str, ...] = ()
        """甲路 of 甲路以东、以北."""
        self.sides: list[Shape] = []
        """东 of 东、南至甲路."""
        self.leaves_out = False
        """After 不含."""
        self.names_follow = False
        """After 甲路以东的乙苑、."""
        self.edge_follows = False
        """After 西至甲山、."""

    def end(self) -> None:
        """End a sentence: add what stood in brackets beside its pieces, report what it set out to tell and did not."""
        for shape, things in self.left_out:
            if not self.drafts.without(things, alone=False):
                self.not_understood(shape)
        self.left_out = []
        for piece in self.beside:
            self.drafts.named(piece, together=False)
        self.beside = []
        for side in self.sides:
            self.not_understood(side)

    def report_place(self) -> None:
        """Leave a place; report it if nothing was told of it."""
        if self.place and not self.place_told:
            self.not_understood(self.place)
        self.place, self.place_told = None, False

    def place_name(self) -> str:
        """Return the place that what follows lies in."""
        self.place_told = True
        return self.place.spelled() if self.place else ""

    def remark(self, said: list[Shape]) -> None:
        """Note what is said to pupils, from the first words to the last."""
        if said:
            self.remarks.append(said[0].raw[said[0].at[0][0] : said[-1].at[-1][1]].strip())

    def not_understood(self, shape: Shape) -> None:
        """Report words as they stand; punctuation alone is none."""
        if any(says_something(sign) for sign in shape.text()):
            self.unread.append(shape.text())


def says_something(sign: str) -> bool:
    """Whether a sign is more than punctuation."""
    return sign not in DASHES and unicodedata.category(sign).startswith(TOLD_BY_SIGNS)
