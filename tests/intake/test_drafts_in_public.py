"""No route makes a public fact refer to a draft source, metric or type, or leaves it bare."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from history.models import Change
from history.reverting import RefusedError, undo
from reforms.models import Reform, ReformType
from sources.models import Source
from tests import factories as make
from tests.intake.tables import csv_file, imported, preview, problems
from tests.intake.test_actions import do, messages_of
from zones.models import Metric, Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FIRST = "is a draft: publish it first, or let this be a draft."
CANNOT = "It cannot be a draft: the public"
BARE = "It is not classified yet"


def test_no_code_does_so():
    reform, figure, target = make.ReformFactory(), make.ObservationFactory(), make.TargetFactory()
    kind, source, metric = (
        factory(is_draft=True)
        for factory in (make.ReformTypeFactory, make.SourceFactory, make.MetricFactory)
    )
    refused = [
        (FIRST, lambda: reform.types.add(kind)),
        (FIRST, lambda: reform.zone.sources_read.add(source)),
        (FIRST, lambda: make.change(target, metric=metric)),
        (FIRST, lambda: Observation.objects.filter(pk=figure.pk).update(source=source)),
        (FIRST, lambda: make.FollowUpFactory(target=target, source=source)),
        (CANNOT, lambda: Metric.objects.filter(pk=figure.metric_id).update(is_draft=True)),
        (CANNOT, lambda: make.change(reform.types.get(), is_draft=True)),
        (CANNOT, lambda: make.change(reform.zone.sources_read.get(), is_draft=True)),
        (BARE, lambda: reform.types.clear()),
        (BARE, lambda: ReformType.objects.filter(reforms=reform).delete()),
    ]
    for words, attempt in refused:
        before = Change.objects.count()
        with pytest.raises(ValidationError, match=words), transaction.atomic():
            attempt()
        assert Change.objects.count() == before
    assert reform.types.count() == 1


def test_no_import_does_so_and_its_preview_says_why():
    metric, figure = make.MetricFactory(is_draft=True, slug="new", name_en="New"), None
    figure, reform = make.ObservationFactory(slug="f"), make.ReformFactory(slug="r")
    file = csv_file(["slug", "metric"], ["f", "new"])
    assert problems(preview(file, Observation)) == [f"row 2, Metric: The metric “New” {FIRST}"]
    found = problems(preview(csv_file(["slug", "types"], ["r", ""]), Reform))
    assert BARE in found[0]
    hiding = csv_file(["slug", "is_draft"], [figure.metric.slug, "yes"])
    assert CANNOT in problems(preview(hiding, Metric))[0]
    imported(csv_file(["slug", "is_draft"], ["new", "no"]), Metric)
    imported(file, Observation)
    figure.refresh_from_db()
    assert figure.metric == metric
    assert reform.types.count() == 1


def test_no_bulk_action_and_no_undo_does_so(curator):
    source = make.SourceFactory(is_draft=True)
    do(curator, "publish", [source], change_reason="checked")
    publication = Change.objects.filter(reason="checked")
    figure = make.ObservationFactory(source=source)
    assert CANNOT in messages_of(do(curator, "back_to_draft", [source], change_reason="no"))[0]
    with pytest.raises(RefusedError, match=CANNOT):
        undo(publication, user=None, reason="no")
    assert not Source.objects.get(pk=source.pk).is_draft
    make.change(figure, is_draft=True)
    do(curator, "back_to_draft", [source], change_reason="now it can")
    assert Source.objects.get(pk=source.pk).is_draft
