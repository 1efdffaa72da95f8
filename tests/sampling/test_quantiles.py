from math import comb, exp, log

import pytest

from shipspeak.sampling.quantiles import beta, count_bounds, student

# Two-sided 95 % points of Student's t, as every statistics book prints them.
TABLE = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764, 5: 2.5706, 10: 2.2281, 30: 2.0423, 120: 1.9799, 1e7: 1.95996}


@pytest.mark.parametrize(("freedom", "quantile"), TABLE.items())
def test_it_agrees_with_the_printed_t_table(freedom: float, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=6e-5)


def test_it_agrees_with_scipy_for_fractional_degrees() -> None:
    # scipy 1.16: stats.t.ppf(0.975, freedom) and stats.beta.cdf(x, a, b).
    for freedom, quantile in ((1.3, 7.500529325562029), (7.5, 2.333039626864974), (250.1, 1.96949456300173)):
        assert student(freedom) == pytest.approx(quantile, rel=1e-9)
    assert beta(0.1, 0.5, 3.0) == pytest.approx(0.5545844446520297, rel=1e-9)
    assert beta(0.9, 40.0, 2.0) == pytest.approx(0.07390441470717302, rel=1e-9)
    assert beta(0.3, 2.5, 0.5) == pytest.approx(0.018927124071945658, rel=1e-9)
    assert beta(0.5, 1e4, 1e4) == pytest.approx(0.5, rel=1e-9)


def test_it_bounds_nothing_seen_by_the_rule_of_three_for_a_finite_whole() -> None:
    low, high = count_bounds(0, 0.25)
    assert low == 0
    assert (1 - 0.25) ** high == pytest.approx(0.05)
    # A small part: three over the fraction.
    assert count_bounds(0, 1e-6)[1] * 1e-6 == pytest.approx(-log(0.05), rel=1e-5)


def test_it_gives_the_mid_p_poisson_interval_for_a_small_part() -> None:
    # Cohen & Yang 1994, as OpenEpi prints it: 5 events, (1.832, 11.08); 10 events, (5.080, 17.82).
    for seen, low, high in ((5, 1.832, 11.0824), (10, 5.0795, 17.8248)):
        found = count_bounds(seen, 1e-6)
        assert (found[0] * 1e-6, found[1] * 1e-6) == pytest.approx((low, high), abs=2e-4)


def test_it_inverts_both_tails_of_the_binomial() -> None:
    def chance(seen: int, whole: int) -> float:
        return comb(whole, seen) * 0.4**seen * 0.6 ** (whole - seen)

    def middle(whole: int) -> float:
        return sum(chance(k, whole) for k in range(6)) + chance(6, whole) / 2

    low, high = count_bounds(6, 0.4)
    assert middle(int(high)) >= 0.025 > middle(int(high) + 1)
    assert 1 - middle(int(low) + 1) >= 0.025 > 1 - middle(int(low) - 1)


def test_it_has_no_doubt_about_a_whole_that_was_seen() -> None:
    assert count_bounds(7, 1.0) == (7, 7)
    low, high = count_bounds(7, 0.999)
    assert low == pytest.approx(7)
    assert high < 8.2


def test_it_stays_within_zero_and_one() -> None:
    assert beta(0, 2, 3) == 0
    assert beta(1, 2, 3) == 1
    assert beta(0.25, 1, 1) == pytest.approx(0.25)
    assert beta(1 - exp(-2), 1, 4) == pytest.approx(1 - exp(-8))
