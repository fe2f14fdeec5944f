"""Student's t agrees with the printed tables, and narrows towards the normal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.student import interval_t


@pytest.mark.parametrize(
    ("freedom", "t95", "t99"),
    [
        (1, 12.706, 63.657),
        (2, 4.303, 9.925),
        (3, 3.182, 5.841),
        (9, 2.262, 3.250),
        (120, 1.980, 2.617),
    ],
)
def test_it_is_the_t_of_the_tables(freedom: int, t95: float, t99: float) -> None:
    assert interval_t(freedom) == pytest.approx(t95, abs=5e-4)
    assert interval_t(freedom, 0.99) == pytest.approx(t99, abs=5e-4)


def test_with_many_it_is_the_normal_and_the_seam_is_smooth() -> None:
    assert interval_t(5000) == pytest.approx(1.95996, abs=1e-5)
    assert interval_t(1999) == pytest.approx(interval_t(2000), rel=1e-3)


@given(freedom=st.integers(1, 500), level=st.floats(0.5, 0.99))
def test_more_trips_never_widen_it(freedom: int, level: float) -> None:
    assert interval_t(freedom + 1, level) <= interval_t(freedom, level)
