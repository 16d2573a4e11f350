"""Policies side by side on the real data, in both languages."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from tests.site.reading import words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def get(client, *provinces, language="en"):
    with translation.override(language):
        url = reverse("compare-policies")
    return client.get(url, {"province": list(provinces)})


def cells_of(response, row: str) -> list[str]:
    """The cells of the row with that heading, as text."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", response.text, flags=re.S)
    texts = [[words(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r, re.S)] for r in rows]
    [cells] = [cells for head, *cells in texts if head == row]
    return cells


def columns_of(response) -> list[str]:
    return [policy.slug for policy in response.context["comparison"].policies]


HENAN = "henan-coal-chemicals-2018-2020"
HEBEI = ["hebei-chemical-safety-2019", "hebei-project-filing-2019"]
SHANDONG = "shandong-pollution-insurance-2019"
KNOWN = "“henann” is not a province that we know. Known are, for instance: henan, hunan, hainan."


@pytest.mark.parametrize(
    ("asked", "status", "columns", "problems"),
    [
        ("shandong hebei henan", 200, [SHANDONG, *HEBEI, HENAN], []),
        ("henann shandong", 404, [SHANDONG], [KNOWN]),
        ("henan henan", 200, [HENAN], ["A province that was named twice is shown once."]),
        ("hunan henan", 200, [HENAN], []),
    ],
)
def test_the_columns_follow_the_address_and_what_is_wrong_with_it_is_told(
    client, asked, status, columns, problems
):
    response = get(client, *asked.split())
    assert response.status_code == status
    assert columns_of(response) == columns
    assert response.context["problems"] == problems
    if asked == "shandong hebei henan":  # so does the form
        chosen = [province.slug for province, is_chosen in response.context["choices"] if is_chosen]
        assert chosen == asked.split()


def test_without_a_province_all_that_have_policies_are_shown(client):
    response = get(client)
    assert len(columns_of(response)) == 6
    choices = response.context["choices"]
    assert not any(is_chosen for _province, is_chosen in choices)
    counts = {province.slug: province.policy_count for province, _is_chosen in choices}
    assert counts == {"hebei": 2, "zhejiang": 1, "shandong": 1, "henan": 1, "guangdong": 1}


@pytest.mark.parametrize(
    ("language", "state"),
    [("en", "due, no follow-up recorded"), ("zh-hans", "已到期，未见后续记录")],
)
def test_henans_ten_targets_are_due_without_follow_up(client, language, state):
    response = get(client, "henan", language=language)
    [row] = response.context["comparison"].commitments
    assert len(row.cells[0]) == 10
    assert {str(target.state.label) for target in row.cells[0]} == {state}
    assert words(response.text).count(state) == 12  # ten, their tally, and the sentence above


def test_a_target_in_figures_shows_its_value_and_its_printed_form(client):
    response = get(client, "henan")
    [cell] = cells_of(response, "Target")
    assert 'title="Printed: 约550万吨"' in response.text
    assert "Synthetic ammonia capacity about 5.5 million t by 2020" in cell


@pytest.mark.parametrize(
    ("language", "row", "stage"),
    [("en", "Stage", "Draft for comment"), ("zh-hans", "阶段", "征求意见稿")],
)
def test_both_drafts_are_marked(client, language, row, stage):
    response = get(client, "zhejiang", "guangdong", "henan", language=language)
    zhejiang, guangdong, henan = cells_of(response, row)
    assert stage in zhejiang
    assert stage in guangdong
    assert stage not in henan
    assert response.text.count("timeline__row timeline__row--draft") == 2


@pytest.mark.parametrize(
    ("language", "row", "reported", "over"),
    [
        ("en", "Stage", "● In force when reported (2019)", ", period ended 2020"),
        ("zh-hans", "阶段", "● 报道时（2019年）已实施", "，期限已于2020年届满"),
    ],
)
def test_a_stage_is_that_of_its_report_and_a_period_that_is_over_says_so(
    client, language, row, reported, over
):
    cells = cells_of(get(client, "henan", "shandong", language=language), row)
    assert cells == [reported + over, reported]


def test_what_is_due_is_listed_by_date_and_every_tick_leads_to_its_row(client):
    body = get(client).text
    rows = re.findall(r'<tr id="due-[^>]+>\s*<td[^>]*>(.*?)</td>', body)
    dates = ["June 2019", "December 2019", *["December 2020"] * 6, *["2020"] * 10]
    assert rows == [*dates, *["not stated"] * 9]
    ticks = re.findall(r'<a href="#(due-[^"]+)"', body)
    assert len(ticks) == 5
    assert all(f'id="{tick}"' in body for tick in ticks)


def test_deadlines_above_the_list_are_those_of_the_policies_listed(client):
    page = words(client.get("/en/policies/?province=zhejiang").text)
    assert "6 commitments have a date; past today: 6. A follow-up is reported of none." in page
    assert "Hebei Action Plan" not in page


def test_shandongs_three_agencies_are_all_named(client):
    _henan, shandong = cells_of(get(client, "henan", "shandong"), "Issuing agencies")
    assert shandong == (
        "China Banking and Insurance Regulatory Commission, Shandong Office "
        "Department of Ecology and Environment of Shandong Province "
        "Shandong Local Financial Supervision and Administration Bureau"
    )


def test_blanks_have_a_type(client):
    response = get(client, "henan", "hebei")
    assert cells_of(response, "Exceptions")[:2] == ["not reported", "not reported"]
    assert cells_of(response, "Exceptions")[2].startswith("Projects in the national 13th")
    assert cells_of(response, "Ends") == ["2020", "December 2020", "not stated"]
    assert cells_of(response, "Siting") == ["not reported", "not reported", "● used"]


def test_the_timeline_states_its_limits_and_has_a_name(client):
    response = get(client)
    page = words(response.text)
    assert "The stated periods of 6 policies From one source: Better services" in page
    assert "10 commitments due by 31 December 2020" in page
    assert re.search(r"\d+ commitments have no dated deadline", page)
    body = response.text
    assert 'role="group" aria-labelledby="timeline-title"' in body
    assert body.count('class="timeline__open" x1=') == 4  # no end is stated


def test_when_no_province_is_known_all_are_shown_and_the_page_says_so(client):
    response = get(client, "<script>\0")
    assert response.status_code == 404
    assert len(columns_of(response)) == 6
    assert "shown instead" in response.context["problems"][1]
    assert "<script>" not in response.text


def test_a_province_without_policies_is_a_blank_and_no_error(client):
    for asked in (["hunan", "henan"], ["hunan"]):
        page = get(client, *asked).text
        assert "No policy of Hunan is recorded." in words(page)
    assert "<table" not in page


def test_every_note_of_the_page_leads_to_its_evidence(client):
    body = get(client).text
    used = set(re.findall(r'href="#(note-\d+)"', body))
    assert used == set(re.findall(r'id="(note-\d+)"', body))
    assert len(used) > 25  # nearly a place for each policy and each commitment


def test_a_province_moves_by_a_link(client):
    body = get(client, "henan", "shandong").text
    assert "?province=shandong&amp;province=henan" in body
    assert 'aria-label="Move Henan right"' in body


def test_list_and_detail_lead_here(client):
    listed = client.get("/en/policies/?province=henan&province=hebei").text
    assert re.search(r'href="/en/compare/policies/\?province=(henan|hebei)&amp;province=', listed)
    assert 'href="/en/compare/policies/"' in client.get("/en/policies/").text
    detail = client.get("/en/policies/henan-coal-chemicals-2018-2020/").text
    assert 'href="/en/compare/policies/?province=henan&amp;province=zhejiang"' in detail
