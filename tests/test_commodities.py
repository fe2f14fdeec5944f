"""Codes of the Harmonized System: what holds what, and the groups they are drawn by."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corridor import commodities

single = st.sampled_from(["07", "0701", "070110", "08", "10", "1001", "100119", "27", "2709"])
code = st.lists(single, min_size=1, max_size=2, unique=True).map(
    lambda some: "+".join(sorted(some))
)


def test_every_chapter_belongs_to_one_group() -> None:
    chapters = [chapter for group in commodities.GROUPS.values() for chapter in group]
    assert sorted(chapters) == [f"{number:02d}" for number in range(1, 100)]


def test_the_total_is_part_of_nothing_else() -> None:
    assert commodities.within("TOTAL", "TOTAL")
    assert not commodities.within("TOTAL", "10")
    assert not commodities.within("10", "TOTAL")


@given(codes=st.sets(code, max_size=8))
def test_the_outermost_codes_hold_all_others_and_none_of_them_another(codes: set[str]) -> None:
    outer = commodities.outermost(codes)
    assert outer <= codes
    for one in codes - outer:
        assert any(commodities.within(one, other) for other in codes - {one})
    for one in outer:
        assert not any(commodities.within(one, other) for other in codes - {one})
