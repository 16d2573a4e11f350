"""Sources, citations, articles, and records about the data."""

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
