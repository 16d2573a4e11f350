"""`python -m bench.mixed`: JSON of hundreds of addresses: lists, records, comparisons, searches."""

import json
import os
import random
from itertools import pairwise
from urllib.parse import quote

import django

SEED = 7
WORDS = ["审批", "标准地", "飞地", "铟碲", "行政审批局"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from policies.models import Policy  # noqa: PLC0415, Django must be set up first
    from reforms.models import Reform, ReformType  # noqa: PLC0415
    from sources.models import Source  # noqa: PLC0415
    from zones.models import Metric, Zone  # noqa: PLC0415

    chance = random.Random(SEED)  # noqa: S311, nothing secret

    def some(model, number: int) -> list[str]:
        slugs = list(model.objects.public().order_by("pk").values_list("slug", flat=True))
        return chance.sample(slugs, min(number, len(slugs)))

    zones, types = some(Zone, 250), list(ReformType.objects.values_list("slug", flat=True))
    metrics = list(Metric.objects.values_list("slug", flat=True)[:20])
    pages = ["/en/", "/zh-hans/", "/en/zones/", "/en/metrics/", "/en/policies/", "/en/data/"]
    pages += [f"/zh-hans/zones/{slug}/" for slug in zones[:200]]
    pages += [f"/en/reforms/{slug}/" for slug in some(Reform, 300)]
    pages += [f"/en/policies/{slug}/" for slug in some(Policy, 50)]
    pages += [f"/en/sources/{slug}/" for slug in some(Source, 50)]
    pages += [f"/en/metrics/{slug}/" for slug in metrics]
    pages += [f"/en/reforms/?type={slug}" for slug in types]
    pages += [f"/en/reforms/?page={n}" for n in range(1, 5)]
    pages += [f"/en/reforms/?zone={slug}" for slug in zones[:50]]
    pages += [f"/en/compare/zones/?zone={a}&zone={b}" for a, b in pairwise(zones[:41])]
    pages += [f"/zh-hans/search/?q={quote(word)}" for word in WORDS]
    chance.shuffle(pages)
    print(json.dumps(pages))


if __name__ == "__main__":
    main()
