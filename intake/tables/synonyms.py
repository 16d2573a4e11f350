"""What statistical reports call the codes of some columns, beside the codes' own words."""

from zones.choices import GrowthBase, Prices, Realisation, Release, Tier, ZoneKind

_WORDS = {
    "tier": {
        Tier.NATIONAL: "国务院、国务院批准、国家、国批",
        Tier.PROVINCIAL: "省政府、省人民政府、省、省批、自治区政府",
    },
    "kind": {
        ZoneKind.ETDZ: "经开区、国家级经济技术开发区、国家级经开区",
        ZoneKind.HTDZ: "高新区、高新技术开发区、国家级高新技术产业开发区、国家级高新区",
        ZoneKind.INDUSTRIAL_PARK: "工业园、工业园区",
        ZoneKind.CUSTOMS: "海关监管区、海关特殊监管区、综合保税区、综保区",
        ZoneKind.OTHER: "其他类型开发区、其他开发区、其它类型开发区、其他",
    },
    "growth_base": {
        GrowthBase.YEAR_BEFORE: "同比、比上年、较上年、year on year、yoy",
        GrowthBase.PERIOD_BEFORE: "环比、比上期、较上期",
        GrowthBase.NAMED_PERIOD: "定基、定基比",
    },
    "prices": {
        Prices.CONSTANT: "可比价、可比价格、不变价、不变价格、实际、real、constant prices",
        Prices.CURRENT: "现价、当年价、当年价格、名义、nominal",
    },
    "realisation": {
        Realisation.PLANNED: "规划、计划",
        Realisation.APPROVED: "批准、批复、核准",
        Realisation.CONTRACTED: "合同、签约、协议、signed",
        Realisation.PAID: "到位、实际到位、实际使用、实际利用、paid in、actually used",
        Realisation.BUILT: "建成、竣工、completed",
    },
    "release": {
        Release.PRELIMINARY: "初步、初步数、初步核算、初步核算数、快报、快报数、provisional",
        Release.REVISED: "修订、修订数",
        Release.FINAL: "最终、最终数、最终核实、最终核实数",
    },
}
# By column, the code of each word.
SYNONYMS: dict[str, dict[str, str]] = {
    name: {word: code for code, words in codes.items() for word in words.split("、")}
    for name, codes in _WORDS.items()
}
