"""Every address of the site, the admin's included, asked for by everybody."""

from collections.abc import Iterator
from contextlib import nullcontext
from unittest.mock import patch

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import NAMES
from history.models import Change, ImportRun, Proposal
from intake.imports.waiting import kept
from intake.models import AsideRule, SavedMapping
from sources.models import ArticleText, ConfirmedDoubt, SeedRecord, SetAsideNumber, Source
from tests import factories as make
from tests.intake.people import make_roles
from zones.models import Zone

ROLES = ("anonymous", *NAMES)
METHODS = ("GET", "POST")


def patterns(
    of=None, spaces: tuple[str, ...] = (), path: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its name, "admin:zones_zone_add"; one without a name by its path."""
    for one in get_resolver().url_patterns if of is None else of:
        here = path + str(one.pattern)
        if isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or here)), one
        else:
            space = (one.namespace,) if one.namespace else ()
            yield from patterns(one.url_patterns, (*spaces, *space), here)


class Records:
    """A record of each kind, and the address of each page that shows one."""

    def __init__(self, user: User | None):
        follow_up = make.FollowUpFactory()
        target = follow_up.target
        reform = make.ReformFactory()
        observation = make.ObservationFactory(zone=reform.zone)
        reform_type = make.ReformTypeFactory()
        source = make.SourceFactory()
        text = ArticleText.objects.create(source=source, text="某区1931年标准地面积98765亩。")
        number = SetAsideNumber.objects.create(
            source=source, wording="1931", after="年标准", reason="a year"
        )
        self.run = ImportRun.objects.create(
            actor=user, file_name="zones.csv", sha256="0" * 64, size=9, checked=timezone.now()
        )
        table = "开发区,面积\n某区,1\n".encode()
        self.upload = kept(table, name="zones.csv", user=user, kind="zones.zone")
        self.saved = SavedMapping.objects.create(name="yearbook", mapping=self.upload.mapping)
        every = [
            follow_up,
            target,
            target.policy,
            make.AgencyFactory(),
            make.InstrumentFactory(),
            reform,
            reform.zone,
            reform.zone.province,
            observation,
            observation.metric,
            make.ScopeFactory(metric=observation.metric),
            make.ZoneNameFactory(zone=reform.zone),
            make.ZoneEventFactory(zone=reform.zone),
            reform_type,
            reform_type.group,
            source,
            text,
            number,
            AsideRule.objects.create(before="第", after="批", reason="an ordinal"),
            SeedRecord.objects.create(model="zones.zone", key="some", fields={}),
            ConfirmedDoubt.objects.create(
                model="zones.zone", slug="some", kind="name", about="another", reason="two zones"
            ),
            Proposal.objects.create(
                model="zones.zone", record=reform.zone.pk, slug="some", before={}, after={}
            ),
            User.objects.create(username="somebody"),
            Group.objects.create(name="some group"),
        ]
        self.of = {type(record): record for record in every}
        self.change = Change.objects.filter(model="zones.zone").first()

    def addresses(self) -> dict[str, str]:
        """Of every pattern one that it matches, by name."""
        return {name: self.address(name, pattern) for name, pattern in patterns()}

    def address(self, name: str, pattern: URLPattern) -> str:
        """An address that the pattern matches."""
        if name in self.special:
            return self.special[name]
        if name.startswith("admin:"):
            return self.admin_address(name, pattern)
        slug = self.slug_of(pattern)
        return reverse(name, args=[slug] if slug else [])

    def admin_address(self, name: str, pattern: URLPattern) -> str:
        if "<path:object_id>" in name:  # the old form of a record's address, sent on
            app, model = name.split("/")[1:3]
            (record,) = [r for r in self.of.values() if r._meta.label_lower == f"{app}.{model}"]
            return f"/admin/{app}/{model}/{record.pk}/"
        if "object_id" in str(pattern.pattern) or "<id>" in str(pattern.pattern):
            app, model = name.removeprefix("admin:").split("_")[:2]
            return reverse(name, args=[self.of[apps.get_model(app, model)].pk])
        return reverse(name)

    def slug_of(self, pattern: URLPattern) -> str:
        view = getattr(pattern.callback, "view_class", getattr(pattern.callback, "cls", None))
        if "slug" not in str(pattern.pattern):
            return ""
        model = getattr(view, "model", None) or view.queryset.model
        return self.of[model].slug

    @cached_property
    def special(self) -> dict[str, str]:
        zone, source = self.of[Zone], self.of[Source]
        kind = ContentType.objects.get_for_model(Zone)
        values = {
            "sitemap-section": ["zones", 1],
            "download": ["zone-reforms.metadata.json"],
            "api:NotReported": [zone.slug],
            "api-resource": ["zones"],
            **{f"intake:{name}": [self.run.pk] for name in ("run", "apply", "undo", "discard")},
            **{f"intake:{name}": [self.upload.pk] for name in ("map", "forget")},
            "intake:forget-mapping": [self.saved.pk],
            "intake:export": ["zones.zone", "csv"],
            "intake:publish": [source.slug],
            **{f"intake:{name}": [source.slug] for name in ("review", "review-end")},
            "intake:review-sure": [source.slug, "figure"],
            "intake:corrections": ["zones.observation", "period"],
            "intake:review-ask": [source.slug],
            "record-history": ["zones.zone", zone.slug],
            "undo": [self.change.pk],
            "undo-together": [self.change.unit],
            "admin:view_on_site": [kind.pk, zone.pk],
            "to-the-site": [kind.pk, zone.pk],
            "admin:app_list": ["zones"],
            **{f"articles:{name}": [source.slug] for name in ("text", "set-aside", "take-back")},
        }
        found = {name: reverse(name, args=arguments) for name, arguments in values.items()}
        autocomplete = reverse("admin:autocomplete")
        found["admin:autocomplete"] = (
            f"{autocomplete}?app_label=zones&model_name=observation&field_name=zone"
        )
        found["admin:admin/(?P<url>.*)$"] = "/admin/nowhere/"
        found["api:nowhere"] = "/api/v1/nowhere/"
        return found


def browser_of(role: str, **options) -> tuple[Client, User | None]:
    """The browser of somebody who has this role, and the account; None of anonymous."""
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False, **options)
    if role == "anonymous":
        return client, None
    make_roles()
    user = User.objects.create(username=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client, user


def answer(client: Client, method: str, address: str, *, is_rendered: bool = True) -> str:
    """What the address answers, in a word; whatever it has changed is taken back.

    The forms that come back from an empty POST are not rendered: other tests read them. Nor are
    pages without `is_rendered`.
    """
    cookies = client.cookies.copy()
    page = patch.object(TemplateResponse, "rendered_content", "")
    is_rendered = is_rendered and method != "POST"
    with transaction.atomic(), nullcontext() if is_rendered else page:
        response = client.generic(method, address)
        if response.streaming:
            b"".join(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    location = response.headers.get("Location", "")
    if response.status_code == 302 and location.startswith("/admin/login/"):
        return "login"
    words = {403: "forbidden", 404: "nothing", 405: "method", 500: "error"}
    return words.get(response.status_code, "answered")
