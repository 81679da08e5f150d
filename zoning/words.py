"""What is said to people, in the two languages of the program: 中文 and English."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """One sentence in both languages, written side by side so that neither is forgotten.

    >>> Text("学位", "seats").to("en")
    'seats'
    """

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        return self.zh if lang == "zh" else self.en


def listed(items: object, lang: Lang, most: int = 5) -> str:
    """Join `items` for a sentence and say how many were left out.

    >>> listed(["a", "b", "c"], "en", most=2)
    'a, b and 1 more'
    """
    names = [str(item) for item in items]  # type: ignore[attr-defined]
    comma = "、" if lang == "zh" else ", "
    head = comma.join(names[:most])
    left = len(names) - most
    if left <= 0:
        return head
    return f"{head} 等{len(names)}个" if lang == "zh" else f"{head} and {left} more"
