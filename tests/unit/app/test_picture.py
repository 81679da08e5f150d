"""The sides of cells that the page paints: each once, with the two cells that share it."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from zoning.app import picture
from zoning.toy import CRS, ORIGIN


def grid(columns, rows, size=100.0):
    x, y = ORIGIN
    shapes = [box(x + c * size, y + r * size, x + (c + 1) * size, y + (r + 1) * size) for r in range(rows) for c in range(columns)]  # fmt: skip
    return gpd.GeoSeries(shapes, crs=CRS)


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 2), (5, 4)])
def test_every_side_of_a_grid_is_there_once(columns, rows):
    found = picture.edges(grid(columns, rows))
    a, b = np.array(found["a"]), np.array(found["b"])
    inner = columns * (rows - 1) + rows * (columns - 1)
    assert len(a) == len(b) == len(found["xy"]) // 4
    assert (b >= 0).sum() == inner
    assert (b < 0).sum() == 2 * (columns + rows)
    shared = {tuple(sorted(pair)) for pair in zip(a[b >= 0], b[b >= 0], strict=True)}
    beside = {(i, i + 1) for i in range(columns * rows) if (i + 1) % columns}
    above = {(i, i + columns) for i in range(columns * (rows - 1))}
    assert shared == beside | above


def test_the_sides_of_a_cell_close_its_ring():
    cells = grid(3, 3)
    found = picture.edges(cells)
    xy = np.array(found["xy"]).reshape(-1, 4)
    for cell in range(9):
        mine = (np.array(found["a"]) == cell) | (np.array(found["b"]) == cell)
        corners = np.vstack([xy[mine][:, :2], xy[mine][:, 2:]])
        assert (np.unique(corners, axis=0, return_counts=True)[1] == 2).all()


def test_a_hole_has_sides_too():
    outer = grid(1, 1, 300.0)[0]
    hole = box(ORIGIN[0] + 100, ORIGIN[1] + 100, ORIGIN[0] + 200, ORIGIN[1] + 200)
    found = picture.edges(gpd.GeoSeries([outer.difference(hole), hole], crs=CRS))
    assert sorted(found["b"]) == [-1] * 4 + [1] * 4
