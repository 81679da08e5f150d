"""The command of siting: where to build."""

from typing import Annotated, Literal

import typer

from zoning import report_sites, runs, site_planner
from zoning.commands.told import command
from zoning.options import AsJson, Cluster, Folder, Language, Quiet, ScenarioFile
from zoning.result import Siting
from zoning.scenario import Scenario
from zoning.terminal import Steps

app = typer.Typer()

_Objective = Literal[
    "least_walking", "most_covered", "fewest_sites", "shortest_longest_walk", "least_shortage"
]


@app.command(epilog="例 · example: `zoning sites data/demo.toml --open 1 --out out/sites`")
def sites(
    file: ScenarioFile,
    out: Folder,
    *,
    open_most: Annotated[int | None, typer.Option("--open", min=0, help="最多新开几处（缺省：情景文件的 sites.open_most，或 1）· new sites, at most")] = None,
    objective: Annotated[_Objective | None, typer.Option(help="目标（缺省：情景文件的 sites.objective）· the aim")] = None,
    rank: Annotated[bool, typer.Option("--rank/--no-rank", help="逐个试算每个备选点，每个都重新划片 · try every site, zones solved anew with each")] = True,
    workers: Annotated[int, typer.Option(min=0, help="试算用的进程数，0 为本机核数；不影响结果 · processes, 0: as many as cores; the answer is the same")] = 0,
    cluster: Cluster = None,
    lang: Language = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """选址：从备选点中选新校，附下界；逐个试算、排名，可中断后接着算。Choose sites for new schools, with a bound; try and rank every one."""
    told = (("open_most", open_most), ("objective", objective))
    given = {key: value for key, value in told if value is not None}

    def run(asked: Scenario, steps: Steps) -> Siting:
        asked = asked.model_copy(update={"sites": asked.sites.model_copy(update=given)})
        how = site_planner.Trials(workers or runs.cores(), cluster, out / site_planner.KEPT, steps.count)
        return site_planner.run(asked, steps, how if rank else None)

    command(file, out, lang, run, site_planner.write, report_sites, as_json=as_json, quiet=quiet)
