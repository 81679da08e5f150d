"""What blocks and schools are called in messages to the planner."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from zoning.model import StudyArea

Names = npt.NDArray[np.object_]


def of_blocks(area: StudyArea, ids: pd.Index) -> Names:
    """Return "name（id）" of each block."""
    names = area.blocks["name"].reindex(ids).astype("object").fillna("").to_numpy()
    return np.array([f"{name}（{i}）" for name, i in zip(names, ids.to_numpy(), strict=True)], dtype=object)


def of_schools(area: StudyArea, ids: pd.Index) -> Names:
    """Return the name of each school."""
    return area.schools["name"].reindex(ids).astype(str).to_numpy(object)
