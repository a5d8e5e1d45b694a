"""How many points are more than the noise of a scale, from a clinic's own figures."""

from decimal import Decimal

from daybreak.care.quantities import half_up

Z = Decimal("1.96")  # two-sided 95 %


def reliable_change_points(*, baseline_sd: Decimal, reliability: Decimal) -> Decimal:
    r"""The change that 95 % of unchanged people stay under, in points, to a tenth.

    $$ 1.96 \sqrt{2} \, SD \sqrt{1 - r} $$

    Args:
        baseline_sd: standard deviation of the baseline scores, in points, 0 or more.
        reliability: test-retest reliability, from 0 to 1.

    Raises:
        ValueError: a figure is outside its range.

    Source:
        Reliable change index, general knowledge (care-pathway 7.13).
    """
    if not baseline_sd >= 0:
        raise ValueError(f"baseline_sd must be 0 or more; it is {baseline_sd}.")
    if not 0 <= reliability <= 1:
        raise ValueError(f"reliability must be from 0 to 1; it is {reliability}.")
    points = Z * (2 * (1 - reliability)).sqrt() * baseline_sd
    return half_up(points, Decimal("0.1"))
