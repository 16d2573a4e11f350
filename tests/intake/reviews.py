"""An article with a review, for tests: short, ours, with a zone, figures and a measure."""

from django.contrib.auth.models import Group, User

from intake.articles.models import ArticleReview
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
