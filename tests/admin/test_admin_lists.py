"""Lists find records in both languages, filter them, and survive any address."""

import pytest
from django.contrib.admin import SimpleListFilter
from django.contrib.auth import get_user
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.urls import reverse

from sources.models import Source
from tests import factories as make
from tests.admin.pages import EDITED_MODELS, FACTORIES, address, admin_of
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db

SEARCHES = [
    (make.SourceFactory, {"title": "省级园区政策"}, "园区政策"),
    (make.SourceFactory, {"title_en": "Provincial parks"}, "provincial PARKS"),
    (make.SourceFactory, {"slug": "zone-reforms-2019"}, "reforms-2019"),
    (make.ProvinceFactory, {"name": "黑龙江省"}, "黑龙江"),
    (make.ProvinceFactory, {"name_en": "Heilongjiang"}, "heilong"),
    (make.ZoneFactory, {"name": "淮安经济技术开发区"}, "淮安"),
    (make.ZoneFactory, {"name_en": "Huai'an ETDZ"}, "Huai'an"),
    (make.ZoneFactory, {"name": "淮安经济技术开发区"}, "huai an"),
    (make.ZoneFactory, {"name": "淮安经济技术开发区"}, "huaianjingji"),
    (make.ZoneFactory, {"aliases": "山西转型综改示范区"}, "转型综改"),
    (make.ZoneFactory, {"catalogue_code": "G321099"}, "g321099"),
    (make.ZoneNameFactory, {"name": "九华示范区"}, "九华"),
    (make.ZoneEventFactory, {"zone__name": "淮安"}, "淮安"),
    (make.MetricFactory, {"name": "技工贸总收入"}, "技工贸"),
    (make.ScopeFactory, {"aliases": "规上工业"}, "规上"),
    (make.MetricFactory, {"aliases": "total revenue"}, "total revenue"),
    (make.MetricFactory, {"name": "固定资产投资"}, "guding"),
    (make.ObservationFactory, {"zone__name": "淮安"}, "淮安"),
    (make.ObservationFactory, {"zone__name_en": "Huai'an"}, "huai'an"),
    (make.ObservationFactory, {"metric__name_en": "Revenue"}, "revenue"),
    (make.ObservationFactory, {"zone__name": "淮安", "metric__name": "收入"}, "淮安 收入"),
    (make.ReformGroupFactory, {"name": "招商引资"}, "招商"),
    (make.ReformGroupFactory, {"name_en": "Investment promotion"}, "investment"),
    (make.ReformTypeFactory, {"name": "标准地"}, "标准地"),
    (make.ReformTypeFactory, {"aliases": "按标出让"}, "按标"),
    (make.ReformTypeFactory, {"name": "标准地"}, "bzd"),
    (make.ReformFactory, {"title": "推行告知承诺制"}, "告知承诺"),
    (make.ReformFactory, {"title": "推行告知承诺制"}, "gaozhi"),
    (make.ReformFactory, {"summary_en": "A pledge replaces an approval."}, "pledge"),
    (make.AgencyFactory, {"name": "河南省生态环境厅"}, "生态环境"),
    (make.AgencyFactory, {"name_en": "Department of Ecology"}, "ecology"),
    (make.InstrumentFactory, {"name": "搬迁入园"}, "搬迁"),
    (make.PolicyFactory, {"title": "化工行业安全提升方案"}, "安全提升"),
    (make.PolicyFactory, {"title_en": "Safety upgrade plan"}, "safety upgrade"),
    (make.TargetFactory, {"title": "关闭一批企业"}, "关闭"),
    (make.TargetFactory, {"policy__title_en": "Safety upgrade plan"}, "safety upgrade"),
    (make.FollowUpFactory, {"target__title": "关闭一批企业"}, "关闭"),
]


def found(editor, model, query_string: str = "", **query):
    """The records that a list shows, its page not rendered, which takes most time."""
    page = address(model, "changelist") + query_string
    request = RequestFactory().get(page, query or None)
    request.user, request._messages = get_user(editor), CookieStorage(request)
    response = admin_of(model).changelist_view(request)
    assert response.status_code == 200, page
    return list(response.context_data["cl"].result_list)


@pytest.mark.parametrize(("factory", "columns", "words"), SEARCHES)
def test_a_list_is_searched_in_both_languages_and_other_names(editor, factory, columns, words):
    others = {name: "别的" if name != "slug" else "other" for name in columns}
    others.pop("catalogue_code", None)
    wanted = factory(**columns)
    factory(**others)
    assert found(editor, type(wanted), q=words) == [wanted]


def test_every_model_is_searched_by_some_test():
    assert {factory._meta.model for factory, _columns, _words in SEARCHES} == set(EDITED_MODELS)


def test_a_record_that_matches_twice_is_found_once(editor):
    types = make.ReformTypeFactory.create_batch(3)
    reform = make.ReformFactory(types=types)
    make.ReformFactory(zone=reform.zone)
    make.ObservationFactory.create_batch(2, zone=reform.zone, reform=reform)
    other = make.ZoneFactory()
    assert found(editor, type(reform), types__group__id__exact=types[0].group_id) == [reform]
    assert found(editor, type(reform), q=reform.title) == [reform]
    assert found(editor, type(reform), outcomes__isempty="0") == [reform]
    assert found(editor, Zone, reforms__isempty="0") == [reform.zone]
    assert found(editor, Zone, reforms__isempty="1") == [other]


def test_a_filter_by_what_refers_to_a_record_bears_its_name_in_words(editor):
    target = make.FollowUpFactory().target
    filters = editor.get(address(type(target), "changelist")).context["cl"].filter_specs
    assert "follow-ups" in [str(one_filter.title) for one_filter in filters]


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_filter_every_sorted_column_and_any_search_of_a_list_answers(editor, model):
    FACTORIES[model].create_batch(2)
    changelist = editor.get(address(model, "changelist")).context["cl"]
    assert changelist.filter_specs
    assert len(changelist.filter_specs) == len(admin_of(model).get_list_filter(None))
    for one_filter in changelist.filter_specs:
        choices = [choice["query_string"] for choice in one_filter.choices(changelist)]
        if not isinstance(one_filter, SimpleListFilter):
            # The last one is of what is empty; those between ask the same with another value.
            choices = dict.fromkeys([*choices[:2], choices[-1]])
        for choice in choices:
            found(editor, model, choice)
    for number in range(1, len(admin_of(model).list_display) + 1):
        sign = "-" * (number % 2)
        assert len(found(editor, model, o=f"{sign}{number}")) == 2
    for words in ("a\0b", "%", '"a', "\\"):
        found(editor, model, q=words)


def test_any_words_can_be_searched_and_chosen_by_and_too_many_are_refused_in_words(editor):
    make.ZoneFactory()
    long = ["改" * 10_000, "改 " * 5_000]
    for words in ["\x01\x02", "_", "'", '"', "\ud7ff", "字 " * 30, "🏭"]:
        found(editor, Zone, q=words)
    for words in long:
        text = editor.get(address(Zone, "changelist"), {"q": words}).text
        assert "Ensure this value has at most 100 characters" in text
    query = {"app_label": "zones", "model_name": "observation", "field_name": "zone"}
    for words in ["a\0b", *long]:
        response = editor.get(reverse("admin:autocomplete"), query | {"term": words})
        assert response.status_code == 200


NO_SUCH = "The address asked for a page or a filter that does not exist."


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        *((f"zone__id__{lookup}", NO_SUCH) for lookup in ("exact=abc", "exact=1%00", "in=abc")),
        *((f"{name}=perhaps", NO_SUCH) for name in ("reform__isempty", "is_broken_off__exact")),
        *((query, NO_SUCH) for query in ("nonsense=1", "period_earliest__year=last")),
        *((query, "") for query in ("p=999", "p=abc", "o=99.x.-", "q=%ff%fe")),
        *((f"zone__id__{lookup}=" + "9" * 30, "") for lookup in ("exact", "in")),
    ],
)
def test_an_address_that_asks_for_nonsense_leads_to_the_list_with_a_reason(editor, query, sentence):
    make.ObservationFactory()
    response = editor.get(f"{address(Observation, 'changelist')}?{query}", follow=True)
    assert response.status_code == 200
    assert sentence in response.text


def test_a_figure_is_listed_as_printed_and_as_converted(editor):
    metric = make.MetricFactory(unit="cny", quantity="money")
    make.ObservationFactory(metric=metric, value="1604.9", unit="cny-100m", bound="over")
    text = editor.get(address(Observation, "changelist")).text
    assert "over 1604.9亿元" in text
    assert "CNY 160.49 bn" in text


def test_the_list_of_targets_tells_how_they_stand(editor):
    target = make.TargetFactory(bound="at-most", due="2020")
    page = address(type(target), "changelist")
    assert "due, no follow-up recorded" in editor.get(page).text
    make.FollowUpFactory(target=target, value=90)
    assert '<td class="field-state">met</td>' in editor.get(page).text


def test_a_page_that_does_not_exist_leads_to_the_first_with_a_reason(editor):
    make.SourceFactory.create_batch(51)
    response = editor.get(f"{address(Source, 'changelist')}?p=9", follow=True)
    assert NO_SUCH in response.text


def test_figures_are_narrowed_to_a_scope_and_offered_those_of_their_metric_alone(editor):
    scope, other = make.ScopeFactory(name_en="Permits"), make.ScopeFactory(name_en="Others")
    own = make.ObservationFactory(metric=scope.metric, scope=scope)
    plain = make.ObservationFactory(metric=scope.metric)
    page = address(Observation, "changelist")
    for value, found in (("none", {plain}), ("any", {own}), (str(scope.pk), {own}), ("x", None)):
        shown = editor.get(page, {"scope__id__exact": value}, follow=True).context["cl"]
        assert set(shown.result_list) == ({own, plain} if found is None else found)
    text = editor.get(page, {"metric__id__exact": scope.metric_id}).text
    assert "Permits" in text
    assert str(other) not in text
