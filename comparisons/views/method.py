"""The page that explains verdicts, blanks, units, dates and bounds."""

from django.views.generic import TemplateView


class Method(TemplateView):
    """Words only, with examples from the data. No queries of its own."""

    template_name = "comparisons/method.html"
