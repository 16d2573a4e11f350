"""The base of the comparison pages."""

from django.views.generic import TemplateView

from comparisons.files import TakeAway, answer
from core.web.files import FORMATS, asked_file, file_links


class ComparisonPage(TemplateView):
    """Records side by side, named by the address, as a page or a file."""

    parameters: tuple[str, ...]
    formats: tuple[str, ...] = FORMATS
    embed_page: str  # URL name of the embedded form

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters, self.formats)
        context = self.get_context_data(**kwargs)
        if self.asked.is_file and context["status"] == 200:
            return self.file(context)
        return self.render_to_response(context, status=context["status"])

    def file(self, context):
        """The comparison as CSV, XLSX or JSON."""
        return answer(self.asked, self.take_away(context))

    def take_away(self, context) -> TakeAway:
        raise NotImplementedError

    def get_context_data(self, *, content, problems: list[str], status: int, **kwargs):
        """`content` is for files. A file that would be incomplete is refused."""
        asked = self.asked
        if status == 200 and (asked.problems or (asked.is_file and (problems or not content))):
            status = 400
        return super().get_context_data(
            problems=[*problems, *asked.problems],
            ignored=asked.ignored,
            status=status,
            files=file_links(self.request),
            **kwargs,
        )
