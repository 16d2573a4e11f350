"""Where facts come from, the citation that every fact carries, and what we keep about the data."""

from sources.models.articles import ArticleText, SetAsideNumber
from sources.models.bookkeeping import ConfirmedDoubt, DataVersion, SeedRecord
from sources.models.citations import CitedModel, Source

__all__ = [
    "ArticleText",
    "CitedModel",
    "ConfirmedDoubt",
    "DataVersion",
    "SeedRecord",
    "SetAsideNumber",
    "Source",
]
