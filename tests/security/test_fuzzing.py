"""Whatever an address, a header or a file holds: an answer in words, never an error of ours.

The inputs are the same in every run (derandomized); `FUZZ=20` tries twenty times as many.
"""

import io
import json
import os
import re
import zipfile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.web.xlsx import Sheet, workbook
from history.reverting import RefusedError
from intake.imports.runs import prepared
from intake.tables.kinds import kinds
from intake.tables.reading import UnreadableError, tables
from tests import factories as make
from tests.intake.crawling import routes
from tests.operations.conftest import ON_POSTGRESQL

# PostgreSQL is asked a fifth: every parameter meets it in tests/site/test_bad_addresses.py.
MORE = float(os.environ.get("FUZZ", "0.2" if ON_POSTGRESQL else "1"))


def many(examples: int):
    return settings(
        max_examples=round(examples * MORE),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


NASTY = (
    *("", " ", "0", "-1", "1.5", "1e400", "9" * 40, "٣", "NaN", "true", "%", "%00"),
    *("\x00", "\ufffe", "\U0010ffff", "'", '"><script>', "' OR 1=1 --", "../../etc/passwd"),
    *("{{7*7}}", "${x}", "一枚印章", "长" * 3000, "a" * 300, "2019-03", "XXXX-06", "2019/.."),
    *("\r\nSet-Cookie: x=1", "//evil.example"),
)
PARAMETERS = (
    *("q", "sort", "page", "format", "header", "zone", "province", "type", "group", "stage"),
    *("tier", "kind", "metric", "source", "policy", "reform", "agency", "instrument", "add"),
    *("show", "chart", "count", "page_size", "after", "cursor", "fields", "lang", "fact", "next"),
    *("approved", "area_min", "area_max", "recorded", "issued", "in_force_on", "model", "columns"),
)
GOOD = (
    *("zone-a", "zone-b", "some-type", "some-metric", "some-province", "some-policy"),
    *("national", "provincial", "pilot", "in-force", "csv", "xlsx", "json", "svg", "codes"),
    *("all", "differences", "similarities", "name", "-name", "1", "2", "yes", "no"),
)
words = st.one_of(
    st.sampled_from(GOOD), st.sampled_from(NASTY), st.text(max_size=30), st.integers().map(str)
)
names = st.one_of(st.sampled_from(PARAMETERS), st.sampled_from(PARAMETERS), st.text(max_size=12))
queries = st.lists(st.tuples(names, words), max_size=6)
HEADERS = (
    *("accept", "accept-language", "accept-encoding", "if-none-match", "if-modified-since"),
    *("range", "cookie", "x-request-id", "x-forwarded-for", "origin", "referer", "user-agent"),
)
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    # the bytes of any text, as a server hands them on
    st.one_of(st.sampled_from(NASTY), st.text(max_size=40)).map(
        lambda text: text[:200].encode("utf-8", "replace").decode("latin-1")
    ),
    max_size=2,
)


def addresses() -> list[str]:
    """Every public address, with {} where it takes a word."""
    found = []
    for _name, path, _view, _has_parameters in routes():
        if not path.startswith("admin/"):
            path = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "{}", path).replace("^", "")
            path = "/" + path.removesuffix("$").replace(r"[\s\S]*", "{}")
            found.append(path.replace("/zh-hans/", "/en/", 1))
    return sorted(set(found))


ADDRESSES = addresses()


@st.composite
def paths(draw):
    """An address with good, nasty or any words in it; line breaks cannot be in a request."""
    path = draw(st.sampled_from(ADDRESSES))
    while "{}" in path:
        word = draw(words).replace("/", "") or "x"
        path = path.replace("{}", word, 1)
    return path


@pytest.fixture
def some_records(db):
    make.ProvinceFactory(slug="some-province")
    zones = [make.ZoneFactory(slug=slug) for slug in ("zone-a", "zone-b")]
    metric = make.MetricFactory(slug="some-metric")
    kind = make.ReformTypeFactory(slug="some-type")
    for zone in zones:
        make.ObservationFactory(zone=zone, metric=metric)
        make.ReformFactory(zone=zone).types.add(kind)
    make.TargetFactory(policy=make.PolicyFactory(slug="some-policy"))


def test_any_address_is_answered(some_records, settings, tmp_path):
    settings.EXPORT_DIR, settings.API_RATE = tmp_path, "100000/sec"
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    statuses = set()

    @many(150)
    @given(paths(), queries, headers)
    def ask(path, query, given_headers):
        response = client.get(path, query_params=query_of(query), headers=given_headers)
        if response.streaming:
            b"".join(response)
        assert response.status_code < 500, (path, query)
        location = response.headers.get("Location", "/")
        assert location.startswith("/"), "nobody is sent elsewhere"
        assert not location.startswith("//"), "nobody is sent elsewhere"
        assert "\n" not in "".join(response.headers.values())
        statuses.add(response.status_code)

    ask()
    assert {200, 400, 404} <= statuses, "the inputs reach what they are meant for"


def query_of(pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def read(data: bytes) -> int:
    """Read a file to its end; how many rows it has, -1 for one that is refused in words."""
    try:
        return sum(len(list(table.rows)) for table in tables(io.BytesIO(data)))
    except UnreadableError:
        return -1


CODES = ("slug", "name", "name_en", "province", "tier", "value", "unit", "period", "note", "x")
cells = st.one_of(words, st.sampled_from(['"', '""', '"a\nb"', "=1+1", "\t", ";", "'"]))
csv_texts = st.tuples(
    st.lists(st.sampled_from(CODES), min_size=1, max_size=5),
    st.lists(st.lists(cells, max_size=6), max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
).map(lambda one: one[3].join(one[2].join(row) for row in [one[0], *one[1]]))
encodings = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "latin-1"])
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(CODES), inner, max_size=4)
    ),
    max_leaves=12,
)


texts = st.tuples(csv_texts, encodings).map(lambda one: one[0].encode(one[1], errors="replace"))
json_files = json_values.map(
    lambda value: json.dumps(value if isinstance(value, list) else [value]).encode()
)


@pytest.mark.once
@many(500)
@given(st.one_of(texts, json_files, st.binary(max_size=200)), st.integers(0, 60), st.binary())
def test_any_bytes_are_read_or_refused(data, cut, more):
    read(data)
    read(data[cut:])
    read(data[: len(data) - cut] + more[:3])
    read(b"[" * cut + data)
    read(b"PK\x03\x04" + data)


def a_workbook() -> bytes:
    rows = [["zone-a", "某区", 1.5], ["zone-b", None, 2]]
    return b"".join(workbook([Sheet("zones", ["slug", "name", "value"], rows)]))


PARTS = {
    name: zipfile.ZipFile(io.BytesIO(a_workbook())).read(name)
    for name in zipfile.ZipFile(io.BytesIO(a_workbook())).namelist()
}


@pytest.mark.once
@many(300)
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 3000), st.binary(max_size=12), st.booleans())
def test_any_spreadsheet_is_read_or_refused(part, place, more, is_left_out):
    """One part is damaged, has something put into it, or is not there; then the archive itself."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in PARTS.items():
            if name != part:
                archive.writestr(name, content)
            elif not is_left_out:
                here = place % (len(content) + 1)
                archive.writestr(name, content[:here] + more + content[here + len(more) // 2 :])
    read(output.getvalue())
    whole = a_workbook()
    here = place % len(whole)
    read(whole[:here] + more + whole[here + len(more) :])


def test_any_table_of_known_columns_is_previewed_or_refused(some_records):
    """Through the preview: values of every kind in every column of every kind of record."""
    user = User.objects.create(username="curator", is_superuser=True, is_staff=True)
    ended = set()

    @many(75)
    @given(st.data())
    def preview(data):
        model = data.draw(st.sampled_from(kinds()))
        columns = [field.name for field in model._meta.get_fields() if hasattr(field, "attname")]
        columns = data.draw(st.lists(st.sampled_from(columns), max_size=5, unique=True))
        columns = ["slug", *[name for name in columns if name != "slug"]]
        row = st.lists(words, min_size=len(columns), max_size=len(columns))
        rows = data.draw(st.lists(row, min_size=1, max_size=3))
        file = json.dumps([dict(zip(columns, each, strict=True)) for each in rows]).encode()
        try:
            *_lines, run = prepared(io.BytesIO(file), name="x.json", kind=model, user=user)
        except RefusedError:
            ended.add("refused")
        else:
            assert run.checked
            ended.add("previewed")
            run.delete()

    preview()
    assert ended == {"refused", "previewed"}
