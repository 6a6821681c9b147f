//! Cues from what a machine heard: at most two lines at a time, and none of them for long.

use std::iter;

use serde::{Deserialize, Serialize};

use super::{CaptionFault, Captions, Cue, MAX_BYTES, MAX_CUES};
use crate::video::video::MAX_DURATION_MS;

/// How long a line of a cue that is made here may be, in characters.
pub const LINE_MAX: usize = 42;
/// How long such a cue stays, in milliseconds.
pub const LONGEST_CUE_MS: i64 = 7_000;
/// How long a cue stays at least, where the next one leaves room.
const SHORTEST_CUE_MS: i64 = 1_000;
/// How few characters a cue may have that is cut only because it would stay too long.
const FEW_LETTERS: usize = 20;

/// Words that were heard, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// Where they begin, in milliseconds.
    pub start_ms: i64,
    /// Where they end.
    pub end_ms: i64,
    /// The words.
    pub text: String,
}

impl Captions {
    /// Captions from words that were heard: cut into cues of two lines of [`LINE_MAX`] characters and [`LONGEST_CUE_MS`] at the most,
    /// none of which overlap.
    ///
    /// # Errors
    /// [`CaptionFault`] when there are more than captions may have.
    pub fn of_speech(mut spoken: Vec<Spoken>) -> Result<Self, CaptionFault> {
        spoken.sort_by_key(|words| (words.start_ms, words.end_ms));
        let nexts = spoken.iter().skip(1).map(|next| next.start_ms).chain(iter::once(MAX_DURATION_MS));
        let mut cues: Vec<Cue> = Vec::new();
        for (words, next_ms) in spoken.iter().zip(nexts) {
            let free_from = cues.last().map_or(0, |cue| cue.end_ms);
            let start_ms = words.start_ms.max(free_from);
            let least = start_ms.saturating_add(SHORTEST_CUE_MS).min(next_ms.max(start_ms + 1));
            let end_ms = words.end_ms.min(next_ms).max(least).min(MAX_DURATION_MS);
            if start_ms < end_ms {
                cut(&words.text, (start_ms, end_ms), &mut cues);
            }
        }
        let captions = Self(cues);
        if captions.0.len() > MAX_CUES {
            return Err(CaptionFault::TooMany(0));
        }
        if captions.to_webvtt().len() > MAX_BYTES { Err(CaptionFault::TooLarge) } else { Ok(captions) }
    }
}

/// Cuts words into cues; each gets as much of the time as it has of the letters.
fn cut(text: &str, (start_ms, end_ms): (i64, i64), cues: &mut Vec<Cue>) {
    let words = words(text);
    let all: usize = words.iter().map(|word| letters(word)).sum();
    if all == 0 {
        return;
    }
    let for_time = usize::try_from((end_ms - start_ms + LONGEST_CUE_MS - 1) / LONGEST_CUE_MS).unwrap_or(1).min(all / FEW_LETTERS);
    let wanted = all.div_ceil(all.div_ceil(2 * LINE_MAX).max(for_time).max(1));
    let at = |letters: usize| {
        let share = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        start_ms + (end_ms - start_ms) * share(letters) / share(all)
    };
    let mut said = 0;
    for block in blocks(&words, wanted) {
        let from = at(said);
        said += block.iter().map(|word| letters(word)).sum::<usize>();
        let to = at(said).min(from + LONGEST_CUE_MS);
        if from < to {
            cues.push(Cue { start_ms: from, end_ms: to, speaker: None, text: lines(&block) });
        }
    }
}

/// The words of a text without what cannot be seen. One that is longer than a line, as in languages without spaces, is several.
fn words(text: &str) -> Vec<String> {
    let visible = |word: &str| word.chars().filter(|letter| !letter.is_control() && *letter != '\u{feff}').collect::<Vec<char>>();
    text.split_whitespace().map(visible).flat_map(|word| word.chunks(LINE_MAX).map(String::from_iter).collect::<Vec<_>>()).collect()
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

/// Words in groups of about so many letters, each of which fits into two lines.
fn blocks(words: &[String], wanted: usize) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for word in words {
        match blocks.last_mut() {
            Some(block) if block.iter().map(|word| letters(word)).sum::<usize>() < wanted && has_room(block, word) => block.push(word),
            _ => blocks.push(vec![word]),
        }
    }
    blocks
}

fn has_room(block: &[&str], word: &str) -> bool {
    let (mut lines, mut length) = (1, 0);
    for word in block.iter().copied().chain(iter::once(word)) {
        let longer = if length == 0 { letters(word) } else { length + 1 + letters(word) };
        if longer <= LINE_MAX {
            length = longer;
        } else {
            (lines, length) = (lines + 1, letters(word));
        }
    }
    lines <= 2
}

/// The words on one line, or on two that are about as long.
fn lines(block: &[&str]) -> String {
    let one = block.join(" ");
    if letters(&one) <= LINE_MAX {
        return one;
    }
    let pairs = (1..block.len()).filter_map(|at| block.split_at_checked(at)).map(|(first, second)| (first.join(" "), second.join(" ")));
    let fitting = pairs.filter(|(first, second)| letters(first) <= LINE_MAX && letters(second) <= LINE_MAX);
    let best = fitting.min_by_key(|(first, second)| letters(first).abs_diff(letters(second)));
    best.map_or(one, |(first, second)| format!("{first}\n{second}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spoken(start_ms: i64, end_ms: i64, text: &str) -> Spoken {
        Spoken { start_ms, end_ms, text: text.to_owned() }
    }

    fn cut(all: &[Spoken]) -> Vec<(i64, i64, String)> {
        let captions = Captions::of_speech(all.to_vec()).unwrap();
        captions.cues().iter().map(|cue| (cue.start_ms, cue.end_ms, cue.text.clone())).collect()
    }

    #[test]
    fn short_words_stay_as_they_are_and_long_ones_get_two_lines() {
        assert_eq!(cut(&[spoken(500, 2_500, " Good  morning.\n")]), [(500, 2_500, "Good morning.".to_owned())]);
        let sentence = "Today we look at the northern sky and at everything that moves in it";
        assert_eq!(
            cut(&[spoken(0, 5_000, sentence)]),
            [(0, 5_000, "Today we look at the northern sky\nand at everything that moves in it".to_owned())]
        );
    }

    #[test]
    fn what_is_too_much_or_too_long_becomes_several_cues() {
        let many = "one two three four ".repeat(20);
        let cues = cut(&[spoken(0, 60_000, &many)]);
        assert!(cues.len() >= 9, "{cues:?}");
        assert_eq!(cues.iter().map(|cue| cue.2.replace('\n', " ")).collect::<Vec<_>>().join(" "), many.trim());
        // a few words in a long silence do not stay until it ends
        assert_eq!(cut(&[spoken(0, 30_000, "Well.")]), [(0, 7_000, "Well.".to_owned())]);
    }

    #[test]
    fn times_that_overlap_or_are_none_are_mended() {
        let cues = cut(&[spoken(2_000, 2_000, "two"), spoken(0, 5_000, "one"), spoken(9_000, 8_000, "three"), spoken(9_100, 9_200, "")]);
        assert_eq!(cues, [(0, 2_000, "one".to_owned()), (2_000, 3_000, "two".to_owned()), (9_000, 9_100, "three".to_owned())]);
        assert_eq!(cut(&[spoken(MAX_DURATION_MS, MAX_DURATION_MS + 5, "late")]), []);
    }

    proptest! {
        #[test]
        fn whatever_was_heard_becomes_cues_that_can_be_read(
            all in prop::collection::vec((0..100_000_i64, -2_000..40_000_i64, "[a-zäß漢<&. ]{0,300}"), 0..20),
        ) {
            let all: Vec<Spoken> = all.into_iter().map(|(start, length, text)| spoken(start, start + length, &text)).collect();
            let captions = Captions::of_speech(all).unwrap();
            let mut before = 0;
            for cue in captions.cues() {
                prop_assert!(cue.start_ms >= before && cue.end_ms > cue.start_ms && cue.end_ms - cue.start_ms <= LONGEST_CUE_MS);
                prop_assert!(cue.text.lines().count() <= 2 && !cue.text.is_empty(), "{:?}", cue.text);
                prop_assert!(cue.text.lines().all(|line| line.chars().count() <= LINE_MAX && !line.is_empty()), "{:?}", cue.text);
                before = cue.end_ms;
            }
            prop_assert_eq!(Captions::parse(captions.to_webvtt().as_bytes(), None).unwrap(), captions);
        }
    }
}
