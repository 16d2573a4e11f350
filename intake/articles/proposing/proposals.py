"""What is proposed of an article: facts bound to a span of its text, with the reason.

Spans count characters of the text as given. Keys (slugs) are those of records that are there; what
is new has none and is named as printed.
"""

from dataclasses import asdict, dataclass, field
from decimal import Decimal

from intake.articles.proposing.whys import in_words

SUBJECT, MENTION = "subject", "mention"  # of zones: written about, or only named


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`confidence` from 0 to 1; from SURE on it may be accepted unasked with others of its kind."""

    start: int
    end: int
    quote: str  # text[start:end]
    confidence: float
    why: str  # the words and rules that speak for it, as `whys` keeps them


SURE = 0.9


@dataclass(frozen=True, kw_only=True)
class ProposedZone(Proposal):
    """A zone at its first full name. Without a slug it is new: province and kind are its first."""

    name: str  # as printed
    slug: str | None
    role: str  # SUBJECT or MENTION
    province: str | None = None
    city: str = ""
    kind: str = ""
    tier: str = ""
    others: tuple[tuple[int, int], ...] = ()  # spans of its further names and references


@dataclass(frozen=True, kw_only=True)
class ProposedFigure(Proposal):
    """A printed quantity. Codes are those of `zones.Observation`; `period` is EDTF or ""."""

    value: Decimal | None  # None: words only, in `value_text`
    unit: str  # "" if ambiguous or none
    canonical_value: Decimal | None = None  # in the unit of `metric`
    value_high: Decimal | None = None
    value_text: str = ""
    bound: str = ""
    period: str = ""
    basis: str = ""
    status: str = ""
    metrics: tuple[str, ...] = ()  # at most three slugs, likeliest first
    zone: str | None = None  # slug, or the printed name of a proposed zone
    scope: str | None = None  # key of a scope of the likeliest metric
    detail: str = ""  # what is singular to it, as printed
    reform: int | None = None  # place in the list of proposed reforms
    total: int | None = None  # place in the list of figures: what it is a part or the growth of
    qualifiers: dict[str, str] = field(default_factory=dict)  # growth_base, prices, …
    recorded: tuple["Recorded", ...] = ()

    @property
    def metric(self) -> str | None:
        return self.metrics[0] if self.metrics else None


@dataclass(frozen=True, kw_only=True)
class ProposedReform(Proposal):
    """A measure as one zone carries it out."""

    types: tuple[str, ...]  # slugs
    title: str  # short, in words of our own form
    stage: str = ""
    started: str = ""  # EDTF
    legal_basis: str = ""  # 《…》
    zone: str | None = None
    recorded: tuple["Recorded", ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProposedTarget(Proposal):
    """A commitment of a policy, printed inside it."""

    title: str
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str = ""
    bound: str = ""
    due: str = ""  # EDTF
    metric: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProposedPolicy(Proposal):
    """A provincial policy for chemical parks."""

    title: str
    province: str | None
    agencies: tuple[str, ...] = ()  # slugs
    new_agencies: tuple[str, ...] = ()  # names that no record has
    issued: str = ""
    effective: str = ""
    stage: str = ""
    instruments: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()  # quotations
    triggers: tuple[str, ...] = ()
    targets: tuple[ProposedTarget, ...] = ()
    recorded: tuple["Recorded", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Aside(Proposal):
    """A number that counts nothing, with the reason."""


@dataclass(frozen=True)
class Recorded:
    """A recorded fact that says the same or another value: `model` as `zones.observation`."""

    model: str
    slug: str
    says_same: bool


@dataclass(frozen=True)
class Proposals:
    """All that is proposed of one text, each list in the order of the text."""

    issued: str  # EDTF, as given or as the head of the text says; "" if neither
    zones: tuple[ProposedZone, ...] = ()
    figures: tuple[ProposedFigure, ...] = ()
    reforms: tuple[ProposedReform, ...] = ()
    policies: tuple[ProposedPolicy, ...] = ()
    set_aside: tuple[Aside, ...] = ()

    def as_json(self) -> dict:
        """For `json.dumps(…, default=str)`: lists of dictionaries; what is not said is null."""
        return _said(asdict(self)) | {
            "figures": [_said(asdict(one)) | {"metric": one.metric} for one in self.figures]
        }


def _said(value):
    """With null for what is not said, and the reasons in words."""
    if isinstance(value, dict):
        value = value | ({"why": in_words(value["why"])} if "why" in value else {})
        return {name: _said(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return None if value == "" else value
