//! Shares of an amount by time, exact to the minor unit.

/// `amount * part / whole`, rounded to the nearest unit, halves away from zero. Nothing of a period without length.
pub fn share(amount: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let product = i128::from(amount) * i128::from(part);
    let whole = i128::from(whole);
    let rounded = (product.abs() * 2 + whole) / (whole * 2) * product.signum();
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero_on_both_sides() {
        assert_eq!((share(5, 1, 2), share(-5, 1, 2)), (3, -3));
        assert_eq!((share(4, 1, 3), share(5, 1, 3)), (1, 2));
    }

    #[test]
    fn the_whole_is_the_amount_and_nothing_is_nothing() {
        assert_eq!(share(9_900, 2_592_000, 2_592_000), 9_900);
        assert_eq!(share(9_900, 0, 2_592_000), 0);
        assert_eq!(share(9_900, 1, 0), 0);
    }

    #[test]
    fn the_largest_amounts_do_not_overflow() {
        assert_eq!(share(i64::MAX, 31_622_400, 31_622_400), i64::MAX);
        assert_eq!(share(i64::MIN, 1, 1), i64::MIN);
    }
}
