"""Travel between schools: along streets as one walks, or straight lines times the detour factor where there are none."""

import numpy as np
import pandas as pd
import shapely

from zoning.measure import walking
from zoning.model import StudyArea


def metres(area: StudyArea, schools: pd.Index, others: pd.Index, *, detour_factor: float) -> pd.DataFrame:
    """Return schools × others in metres, inf where there is no way; 0 from a school to itself."""
    points = area.schools.geometry
    here, there = points[schools].to_numpy(), points[others].to_numpy()
    if area.streets is None:
        a, b = shapely.get_coordinates(here), shapely.get_coordinates(there)
        found = detour_factor * np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
    else:
        net = walking.network(area.streets, area.barriers)
        whole = walking.millimetres(net, walking.access(net, here), walking.access(net, there))
        found = walking.in_metres(whole)
    table = pd.DataFrame(found, index=schools, columns=others)
    return table.mask(np.asarray(schools)[:, None] == np.asarray(others)[None, :], 0.0)
