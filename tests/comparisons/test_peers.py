"""Nearest zones by what they reform."""

from hypothesis import given
from hypothesis import strategies as st

from comparisons.engine.peers import done_by_peers, nearest

PORTFOLIOS = {
    "a": frozenset({"seal", "land", "agency"}),
    "b": frozenset({"seal", "land", "fund"}),
    "c": frozenset({"seal"}),
    "d": frozenset({"fund"}),
}


def test_the_zone_that_shares_most_of_what_either_reports_comes_first():
    assert [(p.zone, len(p.shared), p.of) for p in nearest("a", PORTFOLIOS)] == [
        ("b", 2, 4),
        ("c", 1, 3),
    ]


def test_a_zone_without_reforms_has_no_peers():
    assert nearest("unknown", PORTFOLIOS) == []


def test_what_peers_do_that_the_zone_has_not_reported():
    assert done_by_peers(nearest("a", PORTFOLIOS)) == {"fund": ["b"]}
    assert done_by_peers(nearest("c", PORTFOLIOS)) == {
        "land": ["a", "b"],
        "agency": ["a"],
        "fund": ["b"],
    }


portfolios = st.dictionaries(
    st.sampled_from("abcdef"), st.frozensets(st.sampled_from("123456"), min_size=1), min_size=2
)


@given(portfolios)
def test_nearness_is_mutual_and_no_zone_is_its_own_peer(table):
    near = {
        zone: {p.zone: (p.shared, p.of) for p in nearest(zone, table, limit=99)} for zone in table
    }
    for zone, peers in near.items():
        assert zone not in peers
        for other, overlap in peers.items():
            assert near[other][zone] == overlap
