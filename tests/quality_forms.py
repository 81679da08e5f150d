"""Forms of invented schools as `read` hands them over: each has what a primary school of its pupils is asked, and what a test says otherwise."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

HUNDRED: Mapping[str, Any] = {
    "stage": "primary", "pupils": 100.0, "subdistrict": "甲街道", "place": "city", "boarding": 0.0, "private": 0.0, "built": "1990",
    "point": False, "nine_year": False, "classes": 3.0, "largest_class": np.nan, "class_sizes": (33, 33, 34),
    "teachers_above": np.nan, "teachers_college": 2.0, "teachers_bachelor": 3.0, "teachers_postgraduate": np.nan, "teachers_master": 0.0, "teachers_doctor": 0.0,
    "backbone": 1.0, "pe_art_teachers": np.nan, "pe_teachers": 1.0, "music_teachers": 0.0, "fine_art_teachers": 0.0, "art_teachers": 0.0, "shared_teachers": np.nan,
    "teaching_m2": 500.0, "indoor_sports_m2": 50.0, "playground_m2": 700.0, "leased_sports_m2": np.nan, "equipment_wan": 20.0, "media_rooms": 3.0,
    "in_zone_pupils": 100.0, "migrant_pupils": 10.0, "migrant_percent": np.nan, "purchased_seats": np.nan, "score": np.nan,
}  # fmt: skip
"""A primary school of a hundred pupils that meets all seven indicators, three of them to the last one."""


def forms(*schools: Mapping[str, Any]) -> pd.DataFrame:
    """Return a row per school: what it says itself, and else what a school of a hundred pupils has."""
    rows = []
    for n, own in enumerate(schools, 1):
        school = own.get("school_id", f"S{n}")
        rows.append({**HUNDRED, "school_id": school, "name": f"{school}学校", **own})
    return pd.DataFrame(rows)
