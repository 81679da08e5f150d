"""The inputs of a scenario: files, and how their columns and coordinates are to be understood."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from zoning import database
from zoning.keys import Told
from zoning.scenario.strict import Datum, Strict
from zoning.words import Text

_PLACE = Text("请写 path（文件），或同时写 database 和 table（数据库中的表），二者之一", "give either path (a file), or database and table (a table of a database)")  # fmt: skip


class TableInput(Strict):
    """One file, or one table of a database: where it is and how its coordinates and columns are to be understood."""

    path: Path = Path()
    database: str | None = None
    """Instead of `path`, a PostGIS database: `service=…`, `host=… dbname=… user=…`, or `env:NAME`; never with a password."""
    table: str | None = None
    """Of the database: `schema.table`, a table or a view."""
    layer: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    datum: Datum | None = None
    """For lon/lat: wgs84, cgcs2000, gcj02 or bd09. Required, never guessed."""
    crs: str | None = None
    """For projected coordinates without one in the file: "EPSG:4549"."""
    columns: Mapping[str, str] = {}
    """Our column -> the file's header, where the header is none of the known synonyms."""
    x: str | None = None
    y: str | None = None
    """Headers of the coordinates in a CSV or XLSX, where they are none of the known ones."""
    swap_axes: bool = False
    repair: bool = False
    """Mend invalid polygons (said in every output)."""
    allow_overlap: bool = False
    """Accept polygons that overlap (said in every output)."""

    @field_validator("database")
    @classmethod
    def _no_password(cls, given: str | None) -> str | None:
        if given is not None and (why := database.refused(given)) is not None:
            raise Told(why)
        return given

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        filed = "path" in self.model_fields_set and self.path is not None
        tabled = self.database is not None
        none = not filed and not tabled
        if tabled != (self.table is not None) or (filed and tabled) or (none and not self._elsewhere()):
            raise Told(_PLACE)
        return self

    def _elsewhere(self) -> bool:
        """Tell whether a third kind of place will do."""
        return False


class Buildings(Strict):
    """How residential buildings of an OpenStreetMap file become blocks with pupils: an assumption, stated everywhere."""

    storeys: float = Field(6, gt=0)
    """For buildings without `building:levels`."""
    floor_area_per_dwelling_m2: float = Field(gt=0)
    pupils_per_dwelling: float = Field(ge=0)
    join_m: float = Field(30, ge=0)
    """Residential buildings closer than this, and in no named estate, form one block."""


class BlocksInput(TableInput):
    """Blocks from a polygon layer, or from the buildings of an .osm or .osm.pbf file."""

    buildings: Buildings | None = None
    outside: Literal["refuse", "keep"] = "refuse"
    """What to do with blocks outside the boundary."""


class SchoolsInput(TableInput):
    """Schools; where the file has no seats the scenario must say what to assume."""

    seats_each: int | None = Field(None, gt=0)
    """Assume this many seats where the file has none."""
    seats_roll_times: float | None = Field(None, gt=0)
    """Assume today's pupils times this (today's zones give the pupils where the file has no roll)."""
    same: Mapping[str, str] = {}
    """A school's name as other files write it -> its name or id here."""


class StreetsInput(TableInput):
    """Streets from .osm, .osm.pbf, .graphml or a line layer; or `place`, fetched with osmnx."""

    path: Path | None = None  # type: ignore[assignment]
    place: str | None = None
    snap_m: float = Field(0.5, ge=0)
    """Line ends of a line layer closer than this are one junction."""

    def _elsewhere(self) -> bool:
        return True  # `place`; that neither is given is told with the other problems of the inputs


class Inputs(Strict):
    """Every input of a run."""

    blocks: BlocksInput
    schools: SchoolsInput
    candidates: SchoolsInput | None = None
    parcels: TableInput | None = None
    """Parcels of land as polygons, for `[sites.made]` with `place = "parcels"`."""
    boundary: TableInput | None = None
    streets: StreetsInput | None = None
    barriers: TableInput | None = None
    crossings: TableInput | None = None
    current_zones: TableInput | None = None
    """Today's zones as polygons, where the blocks do not name today's school."""
    references: Mapping[str, TableInput] = {}
    """Other plans to judge beside ours, as zone polygons."""
    feeders: TableInput | None = None
    """对口: the primary school of each block (`blocks.csv` of an earlier run, or a table) or primary zones as polygons; each zone goes whole to one school."""
    births: TableInput | None = None
    """Births by year, of the district, of subdistricts or of blocks; for `zoning forecast`."""
    rolls: TableInput | None = None
    """Pupils of the district by year and grade."""
    estates: TableInput | None = None
    """New estates: the block, dwellings, the year of delivery."""
    population: TableInput | None = None
    """Residents by year, as planned; for `[[forecast.per_1000]]`."""
    controls: TableInput | None = None
    """Control totals: pupils of the district by year and stage, as decided elsewhere."""
    citywide: TableInput | None = None
    """Schools without zones, of senior high and special education, with their seats; for `zoning layout`."""
    aliases: TableInput | None = None
    """别名表: present and former names of estates, schools and streets; for `zoning lookup`."""
    quality: TableInput | None = None
    """优质均衡填报表: staff, rooms, equipment and classes of each school; for `zoning balance`."""
    attendance: TableInput | None = None
    """Where the pupils of each school live: counts by block and school, for the in-zone share; for `zoning balance`."""
