//! The lesson that a learner goes on with.

use crate::ids::LessonId;

/// The lesson to go on with, after `opened` was opened last: that one until it is complete, then the next open one after it,
/// then the first open one, and the one opened last when there is nothing left to do. `None` only when that one is no longer
/// taught and no lesson is open.
pub fn goes_on_with(
    taught: impl Iterator<Item = LessonId> + Clone,
    opened: LessonId,
    is_completed: impl Fn(LessonId) -> bool,
) -> Option<LessonId> {
    let place = taught.clone().position(|lesson| lesson == opened);
    let after = taught.clone().skip(place.unwrap_or_default());
    after.chain(taught).find(|lesson| !is_completed(*lesson)).or_else(|| place.map(|_| opened))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_goes_on_with_what_is_open() {
        let id = |n: u128| LessonId(Uuid::from_u128(n));
        for (opened, done, next) in [
            (2, vec![], Some(2)),
            (2, vec![2], Some(3)),
            (4, vec![4, 1], Some(2)),
            (3, vec![1, 2, 3, 4], Some(3)),
            (9, vec![1], Some(2)),
            (9, vec![1, 2, 3, 4], None),
        ] {
            let found = goes_on_with((1..=4).map(id), id(opened), |lesson| done.iter().any(|n| id(*n) == lesson));
            assert_eq!(found, next.map(id), "{opened} {done:?}");
        }
    }
}
