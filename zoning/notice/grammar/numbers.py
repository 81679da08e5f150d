"""Which houses, buildings or groups: 单号1—99号，57号除外; 28幢—36幢; 自37号起到底."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from zoning.clauses import Numbers, Parity
from zoning.notice.grammar.shape import Shape, shaped
from zoning.notice.grammar.vocabulary import GROUP_UNITS, LIMITS, NUMERALS, UNIT

COUNTED = rf"[{NUMERALS}]{{1,3}}(?=(?:[、和—至到]第?[{NUMERALS}]{{1,3}}){{0,9}}(?:{'|'.join(GROUP_UNITS)}))"
WORD = re.compile(
    rf"(?P<n>[0-9]+|{COUNTED})"
    r"|(?P<both>含?单、?双(?:门牌)?号?)|(?P<p>的?[单双]门牌号|[单双]号|[单双]数|奇数|偶数|[单双](?=[侧：0-9]|$))"
    r"|(?P<t>(?:以后|之后|往后|起|开始)?(?:一直)?(?:到底|至底|到头|至末尾|至路底|至尽头)|以上|以后|之后|往后)"
    rf"|(?P<u>{UNIT})"
    r"|(?P<b>不包括|不包含|不含|除外|以外|除了|除|外)"
    r"|(?P<d>[—至到]+)|(?P<s>自|从|起|由)|(?P<a>以及|[、和及与])|(?P<c>[，；])"
    r"|(?P<f>门牌号码|门牌号|门牌|号码|为|全部|所有|：|第|包含|包括|含|均|侧|仅)|(?P<e>止)|(?P<m>（)"
)
"""One word of a number rule: n number, p parity, t to the end, u unit, b but, d to, s from, a and, c comma, e up to here, f filler, m landmark."""
BOTH = re.compile("含?单、?双(?:门牌)?号?")
"""All of them, on both sides of the street."""
SPAN = re.compile("s?(?P<start>n)u?(?P<there>m)?(?:s?ds?(?P<stop>n)u?(?P<at>m)?e?|(?P<open>t|s)(?P<end>m)?)?")
GROUP = re.compile(
    rf"b?p?(?:{SPAN.pattern.replace('?P<', '?P<_')}(?:a{re.sub('[?]P<[a-z]+>', '?:', SPAN.pattern)})*)?p?b?"
)
LANDMARK = re.compile("[^，；。：“（、0-9]{2,20}")
MOST_DIGITS = 6
MAY_BEGIN = re.compile(rf"[0-9]+|[自从第单双奇偶门全的含{NUMERALS}]")


@dataclass
class Rule:
    """One number rule while it is being read."""

    parity: Parity = "all"
    spans: list[tuple[int, int | None]] = field(default_factory=list)
    without: list[tuple[int, int]] = field(default_factory=list)
    landmarks: list[tuple[int | None, str]] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    left_out_units: set[str] = field(default_factory=set)

    def told(self) -> Numbers | None:
        """Return the rule, nothing where it contradicts itself or says no unit."""
        spans = (*self.spans, *self.without)
        if any(stop is not None and stop < start for start, stop in spans):
            return None
        if len(dict(self.landmarks)) < len(self.landmarks) or (not self.spans and self.units):
            return None
        units = self.units or ({"号"} if self.spans and self.parity != "all" else set())
        units = units | self.left_out_units
        if len(units) > 1 or (spans and not units):
            return None
        return Numbers(
            self.parity,
            tuple(self.spans),
            tuple(self.without),
            next(iter(units), "号"),
            tuple(self.landmarks),
        )


def merged(told: tuple[Numbers, ...], held: tuple[Numbers, ...]) -> tuple[Numbers, ...]:
    """Return the rules beside a name with those of its brackets: 1号至9号（5号除外）."""
    if len(told) != 1 or len(held) != 1 or held[0].unit != told[0].unit or held[0].landmarks:
        return told + held
    first, more = told[0], held[0]
    parity = more.parity if first.parity == "all" else first.parity
    return (
        replace(first, parity=parity, spans=first.spans + more.spans, without=first.without + more.without),
    )


Words = list[tuple[str, str]]


def read(shape: Shape, *, parity: Parity = "all") -> list[Numbers] | None:
    """Return the number rules that a stretch consists of, nothing if there is anything else in it; all may be of one `parity`.

    >>> from zoning.notice.grammar.shape import shaped
    >>> read(shaped("单号1-99号，57号除外"))
    [Numbers(parity='odd', spans=((1, 99),), without=((57, 57),), unit='号', landmarks=())]
    """
    words = _words(shape)
    if words is None or not any(kind in "np" for kind, _ in words):
        return [Numbers()] if BOTH.fullmatch(shape.signs) else None
    rules = [Rule(parity)]
    for apart, group in _groups(_units_apart(words)):
        if _begins(group, rules[-1], apart=apart):
            rules.append(Rule(parity))
        if not _add(group, rules[-1]):
            return None
    told = [rule.told() for rule in rules]
    known = [rule for rule in told if rule is not None]
    return known if len(known) == len(told) else None


def tail(shape: Shape) -> tuple[Shape, list[Numbers]]:
    """Return what stands before the number rules at the end of a stretch, and the rules."""
    for found in MAY_BEGIN.finditer(shape.signs):
        rules = read(shape[found.start() :]) if found.start() else None
        if rules:
            return shape[: found.start()], rules
    return shape, []


def beside(numbers: Numbers, landmark: str) -> Numbers | None:
    """Return the rule with what is told of where its last number is, nothing if that was told."""
    last = numbers.spans[-1][1] if numbers.spans else 0
    if not numbers.spans or last in dict(numbers.landmarks):
        return None
    return replace(numbers, landmarks=(*numbers.landmarks, (last, landmark)))


def _words(shape: Shape) -> Words | None:
    """Return the words of a number rule without the fillers, nothing if something else is among them."""
    words: Words = []
    position, signs = 0, shape.signs
    while position < len(signs):
        found = WORD.match(signs, position)
        if found is None or (found["n"] and len(found[0]) > MOST_DIGITS):
            return None
        kind, word = found.lastgroup or "", found[0]
        position = found.end()
        if kind == "m":
            held = shaped(shape.inside(position - 1))
            more = _words(held) if position == len(signs) and words and "（" not in held.signs else None
            if more is not None and BOTH.fullmatch(held.signs):
                return words if any(kind == "u" for kind, _ in words) else [*words, ("u", "号")]
            if more and any(kind in "np" for kind, _ in more):
                return [*_last_apart(words, more), ("c", "，"), *more]
            word = landmark(held)
        if not word:
            return None
        if kind == "n" and words and words[-1][0] == "u":
            words.append(("a", ""))  # 18幢20幢; but 33幢1号 is no list
        if kind not in ("f", "both"):
            words.append((kind, word))
    return words


def _units_apart(words: Words) -> Words:
    """Return words with a ； where a list goes on in another unit: 1211弄、1327号."""
    told = list(words)
    unit = ""  # of the stretch after the last 、, or of the one after that: 61、62幢
    for number in reversed(range(len(words))):
        kind, word = words[number]
        if kind == "u":
            comma = next((at for at in range(number, len(told)) if told[at][0] in "ac"), None)
            if unit and word != unit and comma is not None and told[comma] == ("a", "、"):
                told[comma] = ("c", "；")
            unit = word
    return told


def _last_apart(words: Words, held: Words) -> Words:
    """Return words of which the last stretch alone is of the side that brackets after it tell: 4号、5—9号（单号）."""
    several = [number for number, (kind, _) in enumerate(words) if kind == "a"]
    if not several or all(kind != "p" for kind, _ in held):
        return words
    return [*words[: several[-1]], ("c", "；"), *words[several[-1] + 1 :]]


def landmark(shape: Shape) -> str:
    """Return the words in brackets that tell where a number is, "" if they may tell anything else."""
    if shape.signs == "“":
        return shape.inside(0)
    return shape.text() if LANDMARK.fullmatch(shape.signs) and not LIMITS.search(shape.signs) else ""


def _groups(words: Words) -> Iterator[tuple[bool, Words]]:
    """Yield what stands between commas, and whether it stands after ；."""
    group: Words = []
    apart = False
    kinds = [kind for kind, _ in words]
    for number, (kind, word) in enumerate(words):
        if kind == "c" or (kind == "a" and "p" in (kinds[number - 1], *kinds[number + 1 : number + 2])):
            yield apart, group
            apart, group = word == "；", []
        else:
            group.append((kind, word))
    yield apart, group


def _begins(group: Words, rule: Rule, *, apart: bool) -> bool:
    """Whether a group is of another rule than the one before: after ；, or of the other side of the street."""
    kinds = [kind for kind, _ in group]
    other_side = "p" in kinds and (rule.parity != "all" or ("n" in kinds and bool(rule.spans)))
    return bool(rule.spans or rule.without or rule.parity != "all") and (apart or other_side)


def _add(group: Words, rule: Rule) -> bool:
    """Add what one group tells to a rule; false where it does not read as one."""
    kinds = "".join(kind for kind, _ in group)
    if GROUP.fullmatch(kinds) is None:
        return False
    units = rule.left_out_units if "b" in kinds else rule.units
    units |= {word for kind, word in group if kind == "u"}
    parities: list[Parity] = [
        "odd" if "单" in word or "奇" in word else "even" for kind, word in group if kind == "p"
    ]
    spans = [_span(found, group, rule) for found in SPAN.finditer(kinds)]
    if "b" not in kinds:
        rule.spans += spans
        rule.parity = parities[0] if parities else rule.parity
        return len(parities) < 2
    if kinds[0] != "b":  # 1—99号、57号除外 leaves out 57 alone
        wider = [
            span for span in spans[:-1] if span[0] <= spans[-1][0] and (spans[-1][1] or 0) <= (span[1] or 0)
        ]
        rule.spans += wider
        spans = [span for span in spans if span not in wider]
    rule.without += [(start, stop) for start, stop in spans if stop is not None]
    return bool(spans) and not parities and "t" not in kinds and "m" not in kinds


def _span(found: re.Match[str], group: Words, rule: Rule) -> tuple[int, int | None]:
    """Return one stretch of numbers, and note the landmarks at its ends."""
    start = _value(group[found.start("start")][1])
    stop = None if found["open"] else _value(group[found.start("stop")][1]) if found["stop"] else start
    for name, number in (("there", start), ("at", stop), ("end", None)):
        if found[name]:
            rule.landmarks.append((number, group[found.start(name)][1]))
    return start, stop


def _value(word: str) -> int:
    """Return a number written in digits, or in Chinese numerals below a hundred."""
    if word.isascii():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (NUMERALS.find(tens) + 1 or 1) * 10 * bool(ten) + (NUMERALS.find(ones) + 1 if ones else 0)
