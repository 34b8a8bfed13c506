"""Time codes are decimal numbers: what they say is what is read, to the last digit."""

from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.clocks import seconds


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999), st.sampled_from(".,"))
def test_a_time_code_is_the_decimal_number_it_says(hours, minutes, rest, thousandths, mark):
    whole = hours * 3600 + minutes * 60 + rest
    stamp = f"{hours}:{minutes:02d}:{rest:02d}{mark}{thousandths:03d}"
    assert seconds(f"[{stamp}]") == float(f"{whole}.{thousandths:03d}")
    assert (
        seconds(f"#{hours:02d}:{minutes:02d}:{rest:02d}-{thousandths % 10}#") == whole + thousandths % 10 / 10
    )


def test_one_that_added_floats_missed():
    assert seconds("30:49.197") == 1849.197
