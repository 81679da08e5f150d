"""What the terminal says of norms: each with its source, what a profile has otherwise and why, what nobody checked."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Group
from rich.markup import escape
from rich.table import Table

from zoning import rules
from zoning.report import headed
from zoning.rules import Norm, Override, Rules, titles
from zoning.words import Lang, Text

_COLUMNS = (
    (Text("键", "key"), 17), (Text("值", "value"), 7), (Text("单位", "unit"), 20),
    (Text("出处", "document"), 14), (Text("条款", "article"), 12), (Text("已核对", "verified"), 8),
)  # fmt: skip
"""A column of norms and how wide it is: the same in every group, so that figures stand below each other."""
_WIDTH_ZH = 12
"""Of the keys' Chinese names, for those who read Chinese."""


def norms(asked: Rules, lang: Lang) -> Group:
    """Return a profile: its norms by group, what it has otherwise and why, its documents, what nobody checked."""
    otherwise = asked.overrides()
    return Group(
        f"[bold]{escape(asked.title.to(lang))}[/] · {escape(asked.profile.id)}\n",
        _table(lang, heads=True),
        *_groups(asked, lang),
        _documents(asked, lang),
        *([_overrides(otherwise, lang)] if otherwise else []),
        _unverified(asked, lang),
    )


def as_json(asked: Rules) -> dict[str, object]:
    """Return a profile as plain values: its norms, what it has otherwise, what nobody checked."""
    otherwise = [
        {
            "by": found.by, "norm": found.path, "school": found.school, "value": found.now.value, "unit": found.now.unit,
            "was": found.was.value if found.was else None, "reason": found.now.reason,
        }
        for found in asked.overrides()
    ]  # fmt: skip
    return {
        **asked.profile.model_dump(mode="json"),
        "extends": asked.below.name if asked.below else None,
        "overrides": otherwise,
        "unverified": asked.unverified(),
    }


def shipped(lang: Lang) -> Table:
    """Return a table of the profiles that ship with the program."""
    heads = (Text("编号", "id"), Text("规范", "profile"), Text("依据", "extends"), Text("数值", "values"), Text("未核对", "not verified"))  # fmt: skip
    table = headed(Text("随附的规范", "profiles that ship"), heads, lang, justify="left")
    for name in rules.names():
        one = rules.load(name)
        below = one.below.name if one.below else "–"
        table.add_row(
            name, escape(one.title.to(lang)), below, str(len(one.norms)), str(len(one.unverified()))
        )
    return table


def _table(lang: Lang, *, heads: bool) -> Table:
    table = Table(box=None, show_header=heads, padding=(0, 1, 0, 0))
    if lang == "zh":
        table.add_column("项目", width=_WIDTH_ZH)
    for head, width in _COLUMNS:
        number = head.en == "value"
        table.add_column(head.to(lang), width=width, justify="right" if number else "left", overflow="fold")
    return table


def _groups(asked: Rules, lang: Lang) -> list[str | Table]:
    """Every group: its title as people and as the file call it, and its norms below; those of one school aside."""
    parts: list[str | Table] = []
    general = ((path, norm) for path, norm in asked.norms.items() if not path.startswith("school."))
    for group, entries in groupby(general, lambda entry: titles.parted(entry[0])[0]):
        table = _table(lang, heads=False)
        for path, norm in entries:
            table.add_row(*_cells(titles.parted(path)[1], norm, lang))
        parts += [f"[bold]{titles.GROUPS[group].to(lang)}[/] · {group}", table]
    return parts


def _cells(key: str, norm: Norm, lang: Lang) -> list[str]:
    sure = Text("是", "yes") if norm.verified else Text("否", "no")
    names = [f"  {titles.key_zh(key)}", key] if lang == "zh" else [f"  {key}"]
    said = (*names, f"{norm.value:g}", titles.unit(norm.unit, lang), norm.document, norm.article or "–", sure.to(lang))  # fmt: skip
    return [escape(cell) for cell in said]


def _documents(asked: Rules, lang: Lang) -> Table:
    """The documents that norms of the profile stand in."""
    table = headed(Text("出处", "documents"), (Text("简称", "short"), Text("文件", "document")), lang, justify="left")  # fmt: skip
    used = {norm.document for norm in asked.norms.values()}
    for name, document in asked.profile.documents.items():
        if name in used:
            table.add_row(escape(name), escape(document.title))
    return table


def _overrides(found: Sequence[Override], lang: Lang) -> Table:
    heads = (Text("规范", "profile"), Text("项目", "norm"), Text("学校", "school"), Text("现在", "now"), Text("原来", "before"), Text("原因", "why"))  # fmt: skip
    title = Text("与所依据的规范不同之处", "otherwise than in the profile it extends")
    table = headed(title, heads, lang, justify="left")
    for one in found:
        now, was = (f"{norm.value:g}" if norm else "–" for norm in (one.now, one.was))
        said = (one.by, one.path, one.school or Text("全部", "all").to(lang), now, was, _why(one, lang))
        table.add_row(*(escape(cell) for cell in said))
    return table


def _why(one: Override, lang: Lang) -> str:
    """The reason given, or the document that says so."""
    return one.now.reason or Text(f"出处：{one.now.document}", f"document: {one.now.document}").to(lang)


def _unverified(asked: Rules, lang: Lang) -> str:
    """What nobody checked, and what nobody filled in: how many, and which."""
    count, of = len(asked.unverified()), len(asked.norms)
    head = Text(f"{of} 个数值中 {count} 个未核对原文。", f"{count} of {of} values are not checked against the original text.")  # fmt: skip
    lines = [f"\n[bold]{head.to(lang)}[/]"]
    for group, paths in groupby(asked.unverified(), lambda path: titles.parted(path)[0]):
        keys = [key for path in paths if (key := titles.parted(path)[1])]
        lines.append(escape("  " + " ".join([group, *keys])))
    filled = {titles.parted(path)[0] for path in asked.norms}
    if empty := [group for group in titles.GROUPS if group not in filled]:
        lines.append(escape(Text("未填，由本局补：", "Empty, to be filled by the bureau: ").to(lang) + " ".join(empty)))  # fmt: skip
    return "\n".join(lines)
