"""The boundary of the district as the line that open sides run to: followed clockwise, and reached by lines that end before it."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zoning.measure.facing import AROUND_M, surroundings
from zoning.model import Floats, Ints
from zoning.notice.courses import MEETS_M, Course

_ASLANT = 1.6
"""Straight on is no way to the frame where it is so much longer than the shortest."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A closed line around the district, clockwise."""

    ground: BaseGeometry
    xy: Floats
    """(n, 2), the first corner again at the end."""
    along: Floats
    """(n,) metres from the first corner."""

    @property
    def length_m(self) -> float:
        """Metres all the way round."""
        return float(self.along[-1])

    def metres(self, start: Floats, stop: Floats) -> Floats:
        """Return metres clockwise from each place of `start` to each of `stop`, places given in metres along the frame."""
        return np.asarray((stop[None, :] - start[:, None]) % self.length_m)

    def way(self, start: float, stop: float) -> Floats:
        """Return the corners clockwise from one place to another."""
        stop = stop if stop >= start else stop + self.length_m
        twice = np.r_[self.along, self.along[1:] + self.length_m]
        xy = np.vstack([self.xy, self.xy[1:]])
        between = (twice > start) & (twice < stop)
        return np.vstack([self._place(start), xy[between], self._place(stop)])

    def _place(self, at: float) -> Floats:
        at = at % self.length_m
        return np.array(
            [[np.interp(at, self.along, self.xy[:, 0]), np.interp(at, self.along, self.xy[:, 1])]]
        )


@dataclass(frozen=True, eq=False)
class Landfall:
    """Where a line comes to the frame, each of its ends followed straight on."""

    corner: Ints
    """(k,) corners of the line."""
    along: Floats
    """(k,) metres along the frame."""
    gap_m: Floats


def of(boundary: BaseGeometry) -> Frame:
    """Return the frame around a district, a little outside its boundary: blocks that reach over it are within."""
    ring = surroundings(boundary)
    xy = shapely.get_coordinates(shapely.orient_polygons(ring, exterior_cw=True))
    return Frame(ring, xy, np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])


def landfall(course: Course, frame: Frame) -> Landfall:
    """Return where the ends of a line come to the frame: straight on, or by the shortest way where they end near it or point away."""
    at = course.xy[course.ends]
    ring = shapely.linestrings(frame.xy)
    out = np.array([course.outward(int(end)) for end in course.ends]).reshape(-1, 2)
    ahead = shapely.linestrings(np.stack([at, at + out * frame.length_m], axis=1))
    shortest = shapely.distance(shapely.points(at), ring)
    rays = shapely.intersection(ahead, ring)
    place = shapely.line_locate_point(ring, shapely.points(at))
    gap, near = shortest.copy(), AROUND_M + 2 * MEETS_M
    for i, hit in enumerate(rays):
        spots = shapely.get_coordinates(hit)
        far = np.hypot(*(spots - at[i]).T)
        if len(spots) and shortest[i] > near and far.min() <= _ASLANT * shortest[i]:
            place[i] = shapely.line_locate_point(ring, shapely.Point(spots[far.argmin()]))
            gap[i] = far.min()
    return Landfall(course.ends, place, gap)
