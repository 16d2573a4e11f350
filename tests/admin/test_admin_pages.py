"""The page of a record: its inlines, what it links to, and what stands against deleting it."""

import pytest
from django.urls import reverse

from policies.models import FollowUp, Policy
from reforms.models import Reform, ReformType
from sources.models import Source
from tests import factories as make
from tests.admin.pages import address, filled_in, form_of, refusals, save, save_new
from tests.factories import FACTS
from tests.intake.people import logged_in, somebody_who_may
from zones.models import Observation, Zone

WHY = {"post": "yes", "change_reason": "recorded twice"}
pytestmark = pytest.mark.django_db


def outcomes(*rows: dict) -> dict:
    """New rows of a reform's outcomes, as a browser posts them."""
    posted = {"outcomes-TOTAL_FORMS": str(len(rows))}
    for number, changes in enumerate(rows):
        row = {"value": "100", "unit": "mu", "quote": "100亩", "period": "2018"}
        row |= {"bound": "exactly", "basis": "over-period", "status": "actual", "slug": ""}
        for name, factory in (("metric", make.MetricFactory), ("source", make.SourceFactory)):
            row[name] = changes[name] if name in changes else factory().pk
        posted |= {f"outcomes-{number}-{name}": value for name, value in (row | changes).items()}
    return posted


def enter_reform(editor, *rows: dict, **columns):
    """Enter a new reform with these outcomes."""
    return save_new(editor, make.ReformFactory(), title="新的改革", **columns, **outcomes(*rows))


def test_a_reform_and_its_outcomes_are_entered_together_and_share_their_zone(editor):
    assert enter_reform(editor, {}, {}).status_code == 302
    reform = Reform.objects.get(slug="a-new-one")
    assert [row.zone for row in reform.outcomes.all()] == [reform.zone] * 2
    assert reform.outcomes.first().canonical_value == 100
    text = editor.get(address(reform, "change")).text
    assert "outcomes-__prefix__-metric" in text
    assert "outcomes-__prefix__-zone" not in text


def test_a_new_reform_is_refused_whole_and_each_fault_told_once(editor):
    other = make.ObservationFactory()
    known = {"metric": other.metric_id, "source": other.source_id}
    new = {"metric": other.metric_id, "source": make.SourceFactory().pk}
    for rows, zone, sentence in [
        ([{"unit": "cny"}], other.zone_id, "元 cannot be converted to 亩."),
        ([known], other.zone_id, "This source already has a figure for this zone, metric, period"),
        ([new, new], other.zone_id, "This source already has a figure for this zone, metric"),
        ([{}], "", "This field is required."),
    ]:
        told = refusals(enter_reform(editor, *rows, zone=zone))
        assert told.count(sentence) == 1
        assert "null" not in told
    assert not Reform.objects.filter(slug="a-new-one").exists()
    assert Observation.objects.get() == other


@pytest.mark.parametrize(("zone", "metric"), [("xiangtan", "land"), ("z" * 80, "m" * 80)])
def test_slugs_that_are_left_empty_are_made_of_zone_metric_and_period(editor, zone, metric):
    reform, metric = make.ReformFactory(zone__slug=zone), make.MetricFactory(slug=metric)
    rows = [{"metric": metric.pk, "detail": scope} for scope in "甲乙丙丁"]
    rows = [*rows[:2], rows[2] | {"slug": "typed"}, rows[3] | {"period": "XXXX-06"}]
    assert save(editor, reform, **outcomes(*rows)).status_code == 302
    slugs = list(Observation.objects.order_by("pk").values_list("slug", flat=True))
    assert len(set(slugs)) == 4
    assert max(map(len, slugs)) <= 80
    if zone == "xiangtan":
        name = "xiangtan-land"
        assert slugs == [f"{name}-2018", f"{name}-2018-2", "typed", f"{name}-xxxx-06"]


def test_a_row_that_somebody_else_has_deleted_is_refused_in_words(editor):
    reform = make.ReformFactory()
    observation = make.ObservationFactory(zone=reform.zone, reform=reform)
    data = filled_in(editor, reform)
    observation.delete()
    response = editor.post(address(reform, "change"), data)
    assert "Somebody has deleted one of these records meanwhile." in refusals(response)


@pytest.mark.once
def test_a_new_target_in_words_takes_no_follow_up_with_a_number(editor):
    target = make.TargetFactory(metric=None, value=None, unit="")
    follow_up = {"source": make.SourceFactory().pk, "value": "12", "met": "unknown"}
    data = {f"follow_ups-0-{name}": value for name, value in follow_up.items()}
    data |= {"title": "新的目标", "follow_ups-TOTAL_FORMS": "1"}
    assert "That target is not a number" in refusals(save_new(editor, target, **data))
    assert not FollowUp.objects.exists()


@pytest.mark.once
def test_a_zone_and_a_source_link_to_what_belongs_to_them(editor):
    zone = make.ZoneFactory()
    make.ObservationFactory.create_batch(2, zone=zone)
    make.ObservationFactory()
    page = editor.get(address(zone, "change"))
    figures = f"{address(Observation, 'changelist')}?zone__id__exact={zone.pk}"
    assert f'<a href="{figures}">Figures: 2</a>' in page.text
    assert editor.get(figures).context["cl"].result_count == 2
    assert f"{address(Reform, 'add')}?zone={zone.pk}" in page.text
    text = editor.get(address(zone.source, "change")).text
    for words in ["Zones: 1", "Zones (sources read): 1", "Figures: 0", "Follow-ups: 0"]:
        assert words in text


@pytest.mark.once
def test_every_link_to_related_records_leads_to_a_list_and_a_form(editor):
    for record in (make.ZoneFactory(), make.SourceFactory(), make.MetricFactory()):
        for relation in record._meta.related_objects:
            name, model = relation.field.name, relation.related_model
            listed = editor.get(address(model, "changelist"), {f"{name}__id__exact": record.pk})
            assert listed.status_code == 200
            assert str(record) in editor.get(address(model, "add"), {name: record.pk}).text


@pytest.mark.once
def test_the_next_figure_starts_with_the_same_zone_and_source(editor):
    observation = make.ObservationFactory()
    data = filled_in(editor, observation) | {"slug": "", "period": "2019", "_addanother": "1"}
    response = editor.post(address(Observation, "add"), data, follow=True)
    form = form_of(response)
    assert form["zone"].value() == str(observation.zone_id)
    assert form["source"].value() == str(observation.source_id)
    assert form["value"].value() is None


@pytest.mark.once
def test_derived_columns_are_shown_and_not_asked_for(editor):
    observation = make.ObservationFactory(metric=make.MetricFactory(unit="ha"), period="2018")
    text = editor.get(address(observation, "change")).text
    assert "6.6667 ha" in text
    assert "2018-01-01 – 2018-12-31" in text
    assert 'name="canonical_value"' not in text


@pytest.mark.once
@pytest.mark.parametrize(
    ("factory", "column"),
    [
        *((factory, "source") for factory in FACTS),
        (make.ReformFactory, "types"),
        (make.PolicyFactory, "agencies"),
        (make.PolicyFactory, "instruments"),
        (lambda: make.ZoneFactory(sources_read=[make.SourceFactory()]), "sources_read"),
        (make.ZoneFactory, "province"),
        (make.AgencyFactory, "province"),
        (make.ObservationFactory, "metric"),
        (make.TargetFactory, "metric"),
        (make.ReformTypeFactory, "group"),
        (lambda: make.ObservationFactory(scope=make.ScopeFactory()), "scope"),
        (lambda: make.SourceFactory(repeats=make.SourceFactory()), "repeats"),
    ],
)
def test_what_a_record_needs_is_not_deleted_and_the_page_says_why(editor, factory, column):
    record = factory()
    needed = getattr(record, column)
    needed = needed.get() if hasattr(needed, "get") else needed
    response = editor.post(address(needed, "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert f"Cannot delete {needed._meta.verbose_name}" in response.text
    assert "Let these refer to another record first, or delete them:" in response.text
    needed.refresh_from_db()
    if record._meta.get_field(column).many_to_many:
        assert getattr(record, column).get() == needed
    else:
        kind = str(record._meta.verbose_name_plural).capitalize()
        assert f"{kind}: 1</a>" in response.text


def test_several_sources_of_which_one_is_cited_are_not_deleted_together(editor):
    sources = [make.ZoneFactory().source, make.SourceFactory()]
    keys = [source.pk for source in sources]
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    response = editor.post(address(Source, "changelist"), data)
    assert "Let these refer to another record first" in response.text
    assert Source.objects.count() == 2
    assert editor.post(address(sources[1], "delete"), WHY).status_code == 302
    assert Source.objects.get() == sources[0]


def test_several_zones_are_deleted_with_their_figures_once_the_editor_has_seen_how_many(editor):
    observations = make.ObservationFactory.create_batch(2)
    data = {"action": "delete_selected", "_selected_action": [o.zone_id for o in observations]}
    text = editor.post(address(Zone, "changelist"), data).text
    assert "Figures: 2" in text
    assert "relationship" not in text, "what Django calls the rows of a relation to many"
    editor.post(address(Zone, "changelist"), data | WHY)
    assert not Zone.objects.exists()
    assert not Observation.objects.exists()


@pytest.mark.once
def test_what_is_rarely_used_is_folded_until_it_has_a_value(editor):
    figure, ranked = make.ObservationFactory(), make.ObservationFactory(rank_reason="初步核算")
    data = filled_in(editor, figure)
    pages = [editor.get(address(figure, "change")), editor.get(address(ranked, "change"))]
    pages += [editor.post(address(figure, "change"), data | {"value": "?", "note": "初步"})]
    folded = [
        part.is_collapsible
        for page in pages
        for part in page.context["adminform"]
        if part.name == "Rank, key and note"
    ]
    assert folded == [True, False, False]


@pytest.mark.once
def test_the_language_of_the_admin_is_kept_for_the_admin_alone(client):
    posted = {"language": "zh-hans", "next": "/admin/login/?next=/admin/zones/zone/"}
    response = client.post(reverse("language"), posted, headers={"accept-language": "en"})
    assert response.headers["Location"] == posted["next"]
    assert response.cookies["django_language"]["path"] == "/admin/"
    page = client.get(posted["next"], headers={"accept-language": "en"}).text
    assert "用户名" in page
    assert ">English</button>" in page


def test_a_type_is_not_deleted_from_the_page_of_its_group(editor):
    reform_type = make.ReformFactory().types.get()
    save(editor, reform_type.group, **{"types-0-DELETE": "on"})
    assert ReformType.objects.filter(pk=reform_type.pk).exists()


def test_who_may_not_delete_figures_may_not_delete_their_zone():
    zone = make.ObservationFactory().zone
    client = logged_in(somebody_who_may("view_zone", "change_zone", "delete_zone"))
    response = client.post(address(zone, "delete"), WHY)
    assert response.status_code == 403
    assert Zone.objects.filter(pk=zone.pk).exists()
    assert client.get(address(zone, "change")).status_code == 200
    assert client.get(address(Policy, "changelist")).status_code == 403


@pytest.mark.once
def test_what_names_no_source_cites_that_of_the_fact_on_whose_page_it_stands(editor):
    reform, other = make.ReformFactory(), make.SourceFactory()
    rows = outcomes({"source": ""}, {"source": other.pk})
    assert refusals(save(editor, reform, **rows)) == ""
    cited = reform.outcomes.order_by("pk").values_list("source", flat=True)
    assert list(cited) == [reform.source_id, other.pk]
    zone = make.ZoneFactory(sources_read=[other])
    assert save(editor, zone, sources_read=[]).status_code == 302
    assert list(zone.sources_read.all()) == [zone.source]
