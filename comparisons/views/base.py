"""What the pages of comparisons share."""

from django.views.generic import TemplateView

from comparisons.files import TakeAway, answer
from core.web.files import FORMATS, asked_file, file_links


class ComparisonPage(TemplateView):
    """Records side by side, as the address names them, as a page or as a file."""

    parameters: tuple[str, ...]
    formats: tuple[str, ...] = FORMATS
    embed_page: str  # the name of the address of its embedded form

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters, self.formats)
        context = self.get_context_data(**kwargs)
        if self.asked.is_file and context["status"] == 200:
            return self.file(context)
        return self.render_to_response(context, status=context["status"])

    def file(self, context):
        """The same comparison as CSV, XLSX or JSON."""
        return answer(self.asked, self.take_away(context))

    def take_away(self, context) -> TakeAway:
        raise NotImplementedError

    def get_context_data(self, *, content, problems: list[str], status: int, **kwargs):
        """`content` is what a file would hold. A file that cannot be whole is refused."""
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
