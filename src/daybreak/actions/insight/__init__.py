"""What is asked of the model, frozen, and held to what came."""

from daybreak.actions.insight.forecast import Shown, show_forecast
from daybreak.actions.insight.held import Scored, score_forecasts
from daybreak.actions.insight.standing import Standing, is_on, outcomes, rules, standings
from daybreak.actions.insight.switching import Switched, switch_forecasts

__all__ = [
    "Scored",
    "Shown",
    "Standing",
    "Switched",
    "is_on",
    "outcomes",
    "rules",
    "score_forecasts",
    "show_forecast",
    "standings",
    "switch_forecasts",
]
