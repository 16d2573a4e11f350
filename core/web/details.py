"""Base view of a record's page."""

from collections.abc import Sequence

from django.views.generic import DetailView

from core.records.access import may_view
from core.web.files import asked_file, file_links
from core.web.parts import Part, part, parts_of, parts_response
from core.web.properties import properties
from core.web.tables import Table


class RecordDetail(DetailView):
    """A record's page. Drafts are shown only with the view permission, and marked.

    `for_detail(user)` of the model prefetches what it shows. Its file has the record and the
    parts of other apps, public data only. `parameters`: accepted ones, `problems`: their errors.
    """

    table: Table
    parameters: tuple[str, ...] = ()
    problems: Sequence[str] = ()

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters)
        if self.asked.is_file and not self.problems:
            return self.file(self.get_object())
        self.object = self.get_object()
        context = self.get_context_data(object=self.object)
        return self.render_to_response(context, status=400 if context["problems"] else 200)

    def file(self, record):
        """CSV, XLSX or JSON. Two queries, and those of the parts."""
        name = f"{record._meta.model_name}-{record.slug}"
        parts = [self.itself(record), *parts_of(record)]
        return parts_response(self.request, self.asked, name, str(record), parts)

    def itself(self, record) -> Part:
        return part(self.table, self.model.objects.public().filter(pk=record.pk))

    def get_queryset(self):
        user = None if self.asked.is_file else self.request.user
        return self.model.objects.visible_to(user).for_detail(user)

    def get_context_data(self, problems=(), **kwargs):
        return super().get_context_data(
            problems=[*self.asked.problems, *self.problems, *problems],
            ignored=self.asked.ignored,
            files=self.files(),
            properties=properties(self.table, self.object),
            **kwargs,
        )

    def files(self):
        may_view_it = may_view(self.request.user, self.model)
        if may_view_it and not self.model.objects.public().filter(pk=self.object.pk).exists():
            return []
        return file_links(self.request)
