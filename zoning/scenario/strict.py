"""What every section of a scenario file has in common."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
Id = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]
MOST_SEATS = 10_000


class Strict(BaseModel):
    """A section: frozen, and a key it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
