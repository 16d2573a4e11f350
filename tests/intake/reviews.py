"""An article with a review, for tests: short, ours, with a zone, figures and a measure."""

from django.contrib.auth.models import Group, User

from intake.articles.models import ArticleProposal, ArticleReview
from intake.articles.reviewing import begin
from sources.models import ArticleText
from tests import factories as make
from tests.intake.people import make_roles

TEXT = """晋源开发区改革见闻

2022年，晋源经济技术开发区完成固定资产投资74.1亿元，出让标准地11宗323.17亩。

该区推行全代办服务，审批时限压缩到20个工作日。
"""


def somebody(role: str) -> User:
    make_roles()
    user = User.objects.create(username=f"one {role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def reviewed(user, text: str = TEXT, **columns) -> ArticleReview:
    source = make.SourceFactory(**{"issued": "2023-01", **columns})
    ArticleText.objects.create(source=source, text=text)
    return begin(source, user)


def proposed(review: ArticleReview, words: str, kind: str = "figure", **columns) -> ArticleProposal:
    """A proposal of words of the text, as the rules store one."""
    start = TEXT.index(words)
    columns["values"] = {"source": review.source.slug, "quote": words} | columns.get("values", {})
    columns = {"quote": words, "confidence": 0.95, "why": "words"} | columns
    return review.proposals.create(kind=kind, start=start, end=start + len(words), **columns)


def posed(user) -> ArticleReview:
    """A review of the text in which one figure and one measure are proposed, of a new zone."""
    review = reviewed(user)
    review.proposals.all().delete()
    province, kind = make.ProvinceFactory(), make.ReformTypeFactory(name="全代办")
    metric = make.MetricFactory(unit="mu", slug="standard-land-area", name="标准地面积")
    other = make.MetricFactory(unit="mu", slug="approved-area", name="批准面积")
    words = "晋源经济技术开发区"
    values = {"name": words, "province": province.slug, "kind": "etdz", "tier": "not-stated"}
    zone = proposed(review, words, "zone", values=values)
    number = {"zone": f"#{zone.pk}", "metric": metric.slug, "value": "323.17", "unit": "mu"}
    choices = {"metric": [metric.slug, other.slug]}
    proposed(review, "323.17亩", values=number, choices=choices)
    measure = {"zone": f"#{zone.pk}", "types": [kind.slug], "title": "推行全代办服务"}
    measure |= {"summary": "推行全代办服务", "stage": "in-force"}
    proposed(review, "推行全代办服务", "reform", values=measure, confidence=0.8)
    return review
