"""What the pages of this app ask of the database, named after the page that asks."""

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from core.records.access import may_view
from core.records.changes import watched_models
from core.records.models import has_drafts


class ChangeQuerySet(models.QuerySet):
    def of(self, model: type[models.Model], slug: str):
        """The changes of one record, also under slugs that it had before, newest first."""
        records = self.filter(model=model._meta.label_lower, slug=slug).values("record")
        return self.filter(model=model._meta.label_lower, record__in=records).order_by("-pk")

    def around(self, record: models.Model):
        """The changes of a record and of what belongs to it now: a zone's reforms and figures."""
        condition = Q(pk__in=self.of(type(record), record.slug).order_by().values("pk"))
        for model in watched_models():
            for name in model.waits_for:
                if model._meta.get_field(name).related_model is type(record):
                    rows = model.objects.filter(**{name: record}).order_by().values("pk")
                    condition |= Q(model=model._meta.label_lower, record__in=rows)
        return self.filter(condition).order_by("-pk")

    def with_context(self):
        """Adds `was_public`: whether everybody could see the record before; null at first."""
        earlier = self.model.objects.filter(
            model=OuterRef("model"), record=OuterRef("record"), pk__lt=OuterRef("pk")
        )
        was_public = Subquery(earlier.order_by("-pk").values("is_public")[:1])
        return self.select_related("actor", "run").annotate(was_public=was_public)

    def visible_to(self, user):
        """What this user may read: everything with the permission to view changes, otherwise
        nothing of what is a draft now.

        What happened while a record was a draft stays unseen when it is published.
        """
        if may_view(user, self.model):
            return self
        hidden = Q(is_public=False)
        for model in watched_models():
            if has_drafts(model):
                drafts = model.objects.drafts().order_by().values("pk")
                hidden |= Q(model=model._meta.label_lower, record__in=drafts)
        return self.exclude(hidden)


def model_named(label: str) -> type[models.Model] | None:
    """The model of ours with that label ("zones.zone"), or None."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if model in watched_models() else None
