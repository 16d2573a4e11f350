"""Queries of the history's pages."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from core.records.access import may_view
from core.records.changes import watched_models
from core.records.models import has_drafts


class ChangeQuerySet(models.QuerySet):
    def of(self, model: type[models.Model], slug: str):
        """The changes of one record, also under its former slugs, newest first."""
        records = self.filter(model=model._meta.label_lower, slug=slug).values("record")
        return self.filter(model=model._meta.label_lower, record__in=records).order_by("-pk")

    def around(self, record: models.Model):
        """The changes of a record and of those that belong to it: a zone's reforms and figures."""
        condition = Q(pk__in=self.of(type(record), record.slug).order_by().values("pk"))
        for model in watched_models():
            for name in model.waits_for:
                if model._meta.get_field(name).related_model is type(record):
                    rows = model.objects.filter(**{name: record}).order_by().values("pk")
                    condition |= Q(model=model._meta.label_lower, record__in=rows)
        return self.filter(condition).order_by("-pk")

    def with_context(self):
        """Adds `was_public`: the record was public before the change; null for the first."""
        earlier = self.model.objects.filter(
            model=OuterRef("model"), record=OuterRef("record"), pk__lt=OuterRef("pk")
        )
        was_public = Subquery(earlier.order_by("-pk").values("is_public")[:1])
        return self.select_related("actor", "run").annotate(was_public=was_public)

    def visible_to(self, user):
        """All changes with the permission to view them; else no drafts, now or at the time."""
        if may_view(user, self.model):
            return self
        hidden = Q(is_public=False)
        for model in watched_models():
            if has_drafts(model):
                drafts = model.objects.drafts().order_by().values("pk")
                hidden |= Q(model=model._meta.label_lower, record__in=drafts)
        return self.exclude(hidden)


def model_named(label: str) -> type[models.Model] | None:
    """The project's model with that label ("zones.zone"), or None."""
    models_by_label = {model._meta.label_lower: model for model in watched_models()}
    return models_by_label.get(label.lower())
