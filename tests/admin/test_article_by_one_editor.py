"""One editor enters a whole article alone; readers see nothing of it until a curator publishes."""

import pytest
from django.test import Client

from reforms.models import Reform, ReformType
from sources.models import ArticleText, Source
from tests import factories as make
from tests.admin.pages import address, fields_of, form_of, refusals, save
from tests.intake.people import client_of
from tests.intake.test_actions import do
from zones.models import Metric, Observation, Zone

pytestmark = pytest.mark.django_db
TEXT = "盐湖新区推行容缺受理，2019年办结事项1234件，平均用时0.5天。"
LISTS = ("zones", "reforms", "metrics", "sources", "glossary", "search")
PAGES = [f"/zh-hans/{name}/" for name in LISTS] + ["/zh-hans/search/?q=盐湖新区", "/zh-hans/"]
PAGES += [
    f"/api/v1/{name}/"
    for name in ("zones", "reforms", "reform-types", "observations", "metrics", "sources")
]


def enter(client, model, **typed):
    """Fill in the form of a new record, save it, and return the record."""
    page = client.get(address(model, "add"))
    data = fields_of(form_of(page)) | typed
    for inline in page.context["inline_admin_formsets"]:
        data |= fields_of(inline.formset.management_form)
    response = client.post(address(model, "add"), data)
    assert response.status_code == 302, refusals(response)
    return model.objects.latest("pk")


def what_readers_see() -> str:
    return "\n".join(Client().get(page).text for page in PAGES)


def test_an_article_is_entered_without_a_hand_over_and_published_at_once():
    editor, curator = client_of("editor"), client_of("curator")
    province, group = make.ProvinceFactory(), make.ReformGroupFactory()
    before = what_readers_see()
    source = enter(editor, Source, title="盐湖新区见闻", kind="newspaper", issued="2020-03")
    enter(editor, ArticleText, source=source.pk, text=TEXT)
    metric = enter(
        editor,
        *(Metric,),
        name="盐湖办结事项",
        definition="容缺受理办结的事项数。",
        topic="approvals",
        quantity="count",
        unit="piece",
    )
    kind = enter(
        editor, ReformType, group=group.pk, name="盐湖容缺受理", definition="先受理后补件。"
    )
    cited = {"source": source.pk, "locator": "¶1"}
    zone = enter(editor, Zone, name="盐湖新区", province=province.pk, kind="other", **cited)
    reform = enter(
        editor,
        Reform,
        zone=zone.pk,
        title="盐湖容缺办",
        summary="缺件先办。",
        types=[kind.pk],
        **cited,
    )
    figure = {"zone": zone.pk, "reform": reform.pk, "metric": metric.pk, "period": "2019"}
    number = {"value": "1234", "unit": "piece", "quote": "办结事项1234件"}
    fact = enter(editor, Observation, **figure, **number, **cited)
    made = (source, metric, kind, zone, reform, fact)
    assert all(record.is_draft for record in made)
    assert what_readers_see() == before
    assert save(editor, metric, name="盐湖办结件数").status_code == 302  # no proposal: a draft
    do(curator, "publish", [fact], change_reason="checked", doubts="yes")
    after = what_readers_see()
    assert not any(type(record).objects.get(pk=record.pk).is_draft for record in made)
    for word in ("盐湖新区见闻", "盐湖办结件数", "盐湖容缺受理", "盐湖容缺办", "1234"):
        assert word in after
    text = ArticleText.objects.get()
    assert (
        editor.post(address(text, "change"), {"source": source.pk, "text": "另"}).status_code == 403
    )
    assert editor.post(address(text, "delete"), {"post": "yes"}).status_code == 403


def test_a_public_fact_refers_to_no_draft_on_any_form_and_the_form_says_what_to_do():
    curator, figure = client_of("curator"), make.ObservationFactory()
    metric = make.MetricFactory(is_draft=True, name_en="New metric")
    refused = refusals(save(curator, figure, metric=metric.pk))
    assert (
        "The metric “New metric” is a draft: publish it first, or let this be a draft." in refused
    )
    refused = refusals(save(curator, figure.source, is_draft="on"))
    assert "It cannot be a draft: the public" in refused
    bare = make.ReformFactory(is_draft=True, types=[])
    page = curator.get(address(bare, "change"))
    assert 'data-placeholder="not classified yet"' in page.text
    data = fields_of(form_of(page)) | {"outcomes-TOTAL_FORMS": 0, "outcomes-INITIAL_FORMS": 0}
    del data["is_draft"]
    refused = refusals(curator.post(address(bare, "change"), data))
    assert "It is not classified yet: choose a type, or let it be a draft." in refused
