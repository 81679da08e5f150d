"""Arguments and options that several commands have in common."""

from pathlib import Path
from typing import Annotated, Literal

import typer

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="情景文件 .toml · scenario file")]
ScenarioFiles = Annotated[
    list[Path],
    typer.Argument(metavar="SCENARIO…", help="情景文件 .toml，一个或几个 · scenario files, one or several"),
]
Language = Annotated[
    Literal["zh", "en"] | None, typer.Option("--lang", help="输出语言 · language of the output")
]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 写到标准输出 · print the result as JSON")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只报错误 · print errors only")]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Dask 调度器地址，在多台机器上计算 · address of a Dask scheduler: many hosts",
    ),
]
Folder = Annotated[Path, typer.Option("--out", "-o", help="结果文件夹 · results folder")]
Published = Annotated[
    Path | None,
    typer.Option(
        "--notice",
        metavar="FOLDER",
        help="zoning notice 的结果文件夹，引用其中各片区的划片范围文字 · results folder of zoning notice, whose words are cited",
    ),
]
Decided = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        help="已定的方案：结果文件夹，或其中的 blocks.csv、plan.gpkg、zones.geojson；不写则按情景划片 · a plan that is decided: a results folder or its file; else it is made here",
    ),
]
