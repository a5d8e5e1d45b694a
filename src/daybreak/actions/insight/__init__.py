"""What is asked of the model, frozen, and held to what came."""

from daybreak.actions.insight.forecast import Shown, show_forecast
from daybreak.actions.insight.held import Scored, score_forecasts
from daybreak.actions.insight.switching import Switched, switch_forecasts

__all__ = [
    "Scored",
    "Shown",
    "Switched",
    "score_forecasts",
    "show_forecast",
    "switch_forecasts",
]
