"""What is drawn by Plotly, in the browser, for whoever looks closer at a large group of zones."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comparisons.metric_groups import Placed
from core.language.formatting import quantity
from core.language.units import UNITS
from zones.models import Zone

HEIGHT = 480  # pixels


def plot(placed: Sequence[Placed], unit: str, *, is_skewed: bool) -> dict:
    """A Plotly figure: a dot for each zone at its value and place. One query.

    `is_skewed`: the values differ by powers of ten, as classes that grow do.
    """
    zones = Zone.objects.in_bulk([one.zone for one in placed])
    named = _("%(place)s. %(zone)s")
    names = [named % {"place": one.place, "zone": zones[one.zone].label} for one in placed]
    values = [quantity(one.value, unit) for one in placed]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(one.value) for one in placed],
        "y": [one.place for one in placed],
        # Plotly reads some HTML; a name has none, but may have what looks like it.
        "hovertext": [
            f"{name.replace('<', '‹')}<br>{value}"
            for name, value in zip(names, values, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {"size": 7},
    }
    layout = {
        "height": HEIGHT,
        "margin": {"l": 56, "r": 16, "t": 12, "b": 48},
        "xaxis": {
            "type": "log" if is_skewed else "linear",
            "title": {"text": UNITS[unit].name},
        },
        "yaxis": {"title": {"text": pgettext("in an order", "Place")}, "autorange": "reversed"},
    }
    return {"data": [dots], "layout": layout}
