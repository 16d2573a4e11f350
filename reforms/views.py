"""Pages of reforms."""

from functools import partial

from core.records.cache import cached
from core.web.pages import RecordDetail
from reforms import fields
from reforms.models import Reform, ReformType


class ReformDetail(RecordDetail):
    table = fields.REFORMS

    def get_context_data(self, **kwargs):
        first = {
            key
            for reform_type in self.object.types.all()
            for key in cached(("first of type", reform_type.pk), partial(first_of, reform_type))
        }
        others = Reform.objects.public().exclude(pk=self.object.pk).select_related("zone__province")
        return super().get_context_data(
            same_type=others.filter(pk__in=first)
            .exclude(zone=self.object.zone)
            .order_by("zone__pinyin", "slug")[:20],
            same_zone=others.filter(zone=self.object.zone).order_by("slug")[:30],
            **kwargs,
        )


def first_of(reform_type: ReformType) -> tuple[int, ...]:
    """Keys of the first reforms of a type by zone: enough to exclude those of one zone."""
    reforms = reform_type.reforms.public().order_by("zone__pinyin", "slug")
    return tuple(reforms.values_list("pk", flat=True)[:100])
