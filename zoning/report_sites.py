"""What the terminal says of a choice of sites."""

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from zoning.export.run_record import plain
from zoning.export.siting import record
from zoning.report import headed
from zoning.result import Siting
from zoning.words import Lang, Text

MOST = 10
"""Candidates listed."""


def tables(found: Siting, lang: Lang) -> list[Table]:
    """Return the best candidates side by side; nothing where none was tried."""
    if "rank" not in found.sites:
        return []
    top = found.sites[found.sites["rank"].notna()].head(MOST)
    lacking = bool(top["fewer_over"].any())
    heads = (
        Text("备选点", "site"), Text("节省 人·公里", "saves, pupil-km"), Text("新覆盖学生", "newly covered"), Text("平均步行 米", "mean walk m"),
        Text("最远 米", "longest m"), Text("换学校学生", "pupils moved"), *((Text("减少超员", "fewer over"),) if lacking else ()),
    )  # fmt: skip
    count = int(found.sites["rank"].notna().sum())
    table = headed(Text(f"最好的 {len(top)} 个备选点（共试算 {count} 个，每个都重新划片）", f"the {len(top)} best of {count} sites, zones solved anew with each"), heads, lang)  # fmt: skip
    for school, row in top.iterrows():
        mark = " ★" if row["chosen"] else ""
        cells = f"{row['saves_pupil_m'] / 1000:,.0f}", f"{row['newly_covered_pupils']:,.0f}", f"{row['mean_walk_m']:,.0f}", f"{row['longest_walk_m']:,.0f}", f"{row['moved_pupils']:,.0f}"  # fmt: skip
        more = (f"{row['fewer_over']:,.0f}",) if lacking else ()
        table.add_row(escape(f"{row['rank']:.0f} {row['name']} ({school})") + mark, *cells, *more)
    return [table]


def summary(found: Siting, files: list[Path], lang: Lang) -> str:
    """Return the closing lines: what was chosen, what is proved of it, and which file to open."""
    answer, names = found.answer, found.area.schools["name"]
    comma = "、" if lang == "zh" else ", "
    opened = comma.join(f"{names[school]} ({school})" for school in answer.opened) or Text(
        "不开设", "none"
    ).to(lang)
    lines = [Text(f"选中：{opened}", f"Chosen: {opened}").to(lang)]
    if answer.closed:
        lines.append(
            Text(f"关闭：{comma.join(answer.closed)}", f"Closed: {comma.join(answer.closed)}").to(lang)
        )
    for school, more in answer.grown.items():
        lines.append(
            Text(f"改扩建：{names[school]} 增加 {more} 个学位", f"Grown: {names[school]} by {more} seats").to(
                lang
            )
        )
    end = "。" if lang == "zh" else "."
    colon = "；" if lang == "zh" else "; "
    lines.append(f"{answer.said.to(lang)}{colon}{answer.proved.to(lang)}{end}")
    page = next((file for file in files if file.name == "sites.html"), None)
    if page:
        lines.append(Text(f"请用浏览器打开：{page}", f"Open in a browser: {page}").to(lang))
    return "\n".join(lines)


def as_json(found: Siting, files: list[Path]) -> dict[str, object]:
    """Return the choice as plain values that JSON knows."""
    said = record(found)
    kept = {key: said[key] for key in ("question", "answer", "sites", "seconds")}
    return {"ok": True, **plain(kept), "files": [str(file) for file in files]}
