"""Works over years: which schools to build, expand, merge or close, and when, with a bound; the planner's own list judged the same way."""

from zoning.assign.works.ending import Became, EndState, became, end_state
from zoning.assign.works.judge import evaluate
from zoning.assign.works.solver import best

__all__ = ["Became", "EndState", "became", "best", "end_state", "evaluate"]
