"""All that the rules propose of a text."""

from intake.articles.proposing import figures, policies, reforms, zones
from intake.articles.proposing.known import known, known_asides
from intake.articles.proposing.passages import passages_of
from intake.articles.proposing.proposals import Proposals
from intake.articles.proposing.recorded import with_recorded


def propose(text: str, issued: str = "") -> Proposals:
    """Read a text, published at `issued` (EDTF, "" if not known), and propose its facts.

    Twelve queries, five while the data stay the same. About a second for a newspaper page.
    """
    passages, records = passages_of(text, issued), known()
    found_zones = zones.find(passages, records)
    found_reforms = reforms.find(passages, records, found_zones)
    found_figures, set_aside = figures.find(
        passages, records, found_zones, found_reforms, known_asides()
    )
    found = Proposals(
        issued=issued,
        zones=found_zones,
        figures=found_figures,
        reforms=found_reforms,
        policies=policies.find(passages, records),
        set_aside=set_aside,
    )
    return with_recorded(found)
