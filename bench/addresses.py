"""The pages that are measured. Slugs are those of the made-up data."""

from urllib.parse import quote

# The four most frequent types of the made-up data.
TYPES = ["self-service-terminals", "standard-land", "market-based-promotion", "policy-outreach"]
COMMON_WORD = quote("标准地")
ZONES = "&".join(f"zone=made-zone-{n}" for n in range(2, 8))
LISTS = [f"/en/reforms/?type={kind}&page={n}" for kind in TYPES[:2] for n in (1, 2)]
COMPARE = f"/en/compare/zones/?{ZONES}"
CSV, DATA_SET = "/en/reforms/?format=csv", "/data/zone-reforms.zip"
FILES = [CSV, "/en/reforms/?format=xlsx", DATA_SET, "/data/zone-reforms.sqlite"]
FILES += [f"/en/metrics/revenue/?format={kind}" for kind in ("csv", "json", "xlsx")]
ADMIN = "/admin/zones/observation/"

PAGES = {
    "list": LISTS[0],
    "list, two facets": "/en/reforms/?type=standard-land&tier=provincial",
    "list, common word": f"/en/reforms/?q={COMMON_WORD}",
    "zone": "/en/zones/made-zone-3/",
    "home": "/en/",
    "six zones": COMPARE,
    "glossary": "/en/glossary/",
    "metric": "/en/metrics/revenue/",
    "search": f"/en/search/?q={COMMON_WORD}",
    "reform": "/en/reforms/made-reform-77/",
    "zones": "/en/zones/",
    "metrics": "/en/metrics/",
    "policies": "/en/policies/",
    "policy": "/en/policies/made-policy-3/",
    "source": "/en/sources/made-source-3/",
    "adoption of reforms": "/en/embed/reforms/?type=standard-land",
    "admin, figures": ADMIN,
    "admin, reforms": "/admin/reforms/reform/",
    "admin, zones": "/admin/zones/zone/",
}
# Of these the issue limits the time with nothing kept, and how it grows with the data.
LIMITED = list(PAGES)[:7]
GROWING = ["list", "zone", "home", "metric", "search"]
ADMINS = [name for name in PAGES if name.startswith("admin")]
READ = ["home", "list", "zones", "zone", "reform", "metric", "glossary", "six zones"]
READ += ["policies", "search", "source"]
