"""What statistical reports call the codes of some columns, beside the codes' own words."""

from zones.choices import GrowthBase, Prices, Realisation, Release

_WORDS = {
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
