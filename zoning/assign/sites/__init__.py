"""Which sites to open together with their zones, with a bound over every choice and every plan."""

from zoning.assign.sites.choice import choose, none_will_do
from zoning.assign.sites.opening import Limit

__all__ = ["Limit", "choose", "none_will_do"]
