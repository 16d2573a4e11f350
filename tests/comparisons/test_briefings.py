"""Comparisons as Word documents: what their pages say, with notes, sources and the version."""

import io

import pytest
from docx import Document

from core.records import versions
from core.web import crowds
from tests import factories as make
from tests.factories import MetricFactory, ObservationFactory, ReformFactory, ZoneFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ZONES = "/en/compare/zones/?zone=linfen&zone=yanhu&show=all&format=docx"


@pytest.fixture
def source():
    """Two zones with a comparable figure, one that is not, and a reform of one of them."""
    source = make.SourceFactory(
        title="开发区改革纪实",
        title_en="Reform in zones",
        author="范捷、李明",
        publisher="经济日报",
        publisher_en="Economic Daily",
        issued="2019-06",
    )
    land = MetricFactory(slug="land", name="用地", name_en="Land", unit="mu")
    area = MetricFactory(slug="area", name="面积", name_en="Area", unit="ha")
    for slug, value, period in (("linfen", "1413.03", "2018"), ("yanhu", "323.17", "XXXX")):
        zone = ZoneFactory(slug=slug, short_name_en=slug.title(), source=source)
        told = {"zone": zone, "source": source}
        ObservationFactory(metric=land, value=value, period=period, **told)
        ObservationFactory(metric=area, value=value, unit="ha", period="2018", **told)
    ReformFactory(zone=zone, source=source, title_en="One seal")
    policy = make.PolicyFactory(source=source, title_en="Chemical parks", province__slug="hebei")
    make.TargetFactory(policy=policy, source=source, title_en="Close them")
    return source


def words(client, address: str) -> tuple[list[str], str]:
    """The headings of a document, and all of its texts."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    made = Document(io.BytesIO(response.content))
    headings = [one.text for one in made.paragraphs if one.style.name.startswith(("Title", "Head"))]
    cells = [c.text for table in made.tables for row in table.rows for c in row.cells]
    return headings, "\n".join([*(one.text for one in made.paragraphs), *cells])


def test_zones_side_by_side_say_in_words_what_the_page_shows(client, source):
    headings, text = words(client, ZONES)
    assert headings[:2] == ["Zones side by side: Linfen, Yanhu", "In short"]
    assert headings[-4:] == ["Charts", "Notes", "Sources", "How to read it"]
    said = [
        *("1 metric may be compared directly: Area.", "1 metric with caution: Land."),
        *(
            "In our words: Area: 1,413.03 ha",
            "with caution",
            "not reported",
            "One seal",
            "1,413.03 mu",
            "1.\t",
            "「一枚印章管审批」",
        ),
        "范捷, 李明. (June 2019). Reform in zones [开发区改革纪实]. Economic Daily.",
        f"Data version {versions.label()} · http://testserver/en/compare/zones/?zone=linfen",
        *("(Version ", "Retrieved "),
    ]
    assert [one for one in said if one not in text] == []
    assert not any(sign in text for sign in "←→×≠●")


def test_a_note_leads_to_its_fact_on_the_site_and_a_commitment_is_told_once(client, source):
    made = Document(io.BytesIO(client.get(ZONES).content))
    there = {rel.target_ref for rel in made.part.rels.values() if rel.is_external}
    page = f"http://testserver/en/sources/{source.slug}/"
    assert f"{page}?fact=zone.linfen#zone.linfen" in there
    headings, text = words(client, "/en/compare/policies/?format=docx")
    assert "Commitments" not in headings
    assert [line for line in text.splitlines() if line.startswith("Close them2")] == [
        "Close them2 "
    ]


def test_in_chinese_sources_and_the_page_are_cited_in_gb_t_7714(client, source):
    headings, text = words(client, ZONES.replace("/en/", "/zh-hans/"))
    assert headings[-4:] == ["图表", "附注", "来源", "阅读说明"]
    assert "范捷, 李明. 开发区改革纪实[N]. 经济日报, 2019-06." in text
    assert "[DB/OL]. (" in text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "compare/reforms/?type={type}",
            ["articles read, 1 reports it: ", "In our words: "],
        ),
        ("compare/policies/?", ["Chemical parks", "Close them", "not reported"]),
        ("metrics/area/?", ["The figures of 2 zones may be ranked together.", "1,413.03 ha"]),
        ("metrics/land/?", ["2 figures stand alone.", "323.17 mu"]),
    ],
)
def test_a_type_policies_and_a_metric_are_documents_too(client, source, page, said):
    ReformFactory()
    address = page.format(type=make.ReformType.objects.first().slug)
    for language in ("en", "zh-hans"):
        headings, text = words(client, f"/{language}/{address}&format=docx")
        assert len(headings) > 3
        assert "经济日报" in text or "Economic Daily" in text
        if language == "en":
            assert [one for one in said if one not in text] == []


def test_a_document_is_named_like_the_other_files_and_offered_on_the_page(client, source):
    response = client.get(ZONES)
    name = f'filename="zones-linfen-yanhu-{versions.label()}.docx"'
    assert name in response["Content-Disposition"]
    assert response["Data-Version"] == versions.label()
    for page in (ZONES.removesuffix("&format=docx"), "/en/metrics/area/"):
        shown = client.get(page)
        assert shown.context["document"].replace("&", "&amp;") in shown.text


def test_what_cannot_be_a_document_is_told(client, source):
    assert client.get("/en/zones/?format=docx").status_code == 400
    assert client.get("/en/compare/zones/?format=docx").status_code == 400
    assert client.get(f"{ZONES}&zone=nowhere").status_code == 404


def test_no_document_is_made_of_a_draft_whoever_asks(admin_client, source):
    figure = ObservationFactory(metric=MetricFactory(slug="secret", is_draft=True), is_draft=True)
    address = figure.metric.get_absolute_url()
    assert admin_client.get(f"{address}?format=docx").status_code == 404
    assert "document" not in admin_client.get(address).context


def test_a_document_waits_for_a_place_among_the_large_files(client, source):
    places = 0
    while crowds.files.take():
        places += 1
    try:
        assert client.get(ZONES).status_code == 503
    finally:
        for _place in range(places):
            crowds.files.leave()
    assert client.get(ZONES).status_code == 200
