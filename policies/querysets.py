"""Querysets of this app's pages."""

from django.db.models import Prefetch
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.records.models import SlugQuerySet, count_of


class PolicyQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list: province, agencies, instruments, number of targets. Three queries."""
        return (
            self.select_related("province", "source")
            .prefetch_related("agencies", "instruments")
            .annotate(target_count=count_of(self.model, "targets"))
        )

    def for_source_page(self):
        """By province. One query."""
        return self.select_related("province", "source").order_by("province__code", "slug")

    def for_detail(self, user=None):
        """A policy with its targets, their metrics, sources and follow-ups. Five queries."""
        targets = self.model._meta.get_field("targets").related_model.objects
        shown = targets.visible_to(user).for_display(user)
        return self.select_related("province", "source").prefetch_related(
            "agencies", "instruments", Prefetch("targets", queryset=shown)
        )


class TargetQuerySet(SlugQuerySet):
    def for_source_page(self):
        """By policy. One query."""
        rows = self.select_related("policy__province", "source")
        return rows.order_by("policy__slug", "position", "slug")

    def overdue(self):
        """Targets past their last day without any follow-up, drafts included."""
        return self.filter(due_latest__lt=timezone.localdate(), follow_ups__isnull=True)

    def by_deadline(self):
        """What is due when: earliest first, without a day last. Two queries."""
        day = Coalesce("due_latest", "due_earliest")
        place = ("policy__province__code", "policy__slug", "position", "slug")
        return self.for_detail().order_by(day.asc(nulls_last=True), *place)

    def for_detail(self, user=None):
        """With policy and province. Two queries."""
        return self.for_display(user).select_related("policy__province", "policy__source")

    def for_display(self, user=None):
        """Targets with metric, source and follow-ups. Two queries."""
        follow_ups = self.model._meta.get_field("follow_ups").related_model.objects
        shown = follow_ups.visible_to(user).select_related("source")
        return self.select_related("metric", "source").prefetch_related(
            Prefetch("follow_ups", queryset=shown)
        )


class FollowUpQuerySet(SlugQuerySet):
    def for_source_page(self):
        """By target. One query."""
        return self.select_related("target").order_by("target__slug", "slug")
