//! What people wrote, made fit to be printed: no control characters, no endless towers of accents, and nothing that no font
//! has a shape for.
//!
//! A letter without a shape would be an empty box, and PDF/UA forbids those. Such words are spelled in Latin letters instead
//! ("李明" becomes "Li Ming"), pictures such as emoji are left out. The document's title, which needs no font, and the public
//! page keep what was written.

use serde::Serialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::fonts::FontCase;

/// The longest text that is printed, in characters; twice what a name may have.
const MAX: usize = 400;
/// Marks on one letter; no writing system piles up more.
const MAX_MARKS: usize = 6;

/// A text on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Field {
    /// The text.
    pub(crate) value: String,
    /// Whether it runs from right to left.
    pub(crate) rtl: bool,
    /// Its language, if it is known to be another than the sheet's.
    pub(crate) language: Option<String>,
    /// The families to ask after those of the sheet.
    pub(crate) fonts: Vec<&'static str>,
}

impl Field {
    /// A text that is clean already, in a language.
    pub(crate) fn new(value: String, language: Option<&str>, case: &FontCase) -> Self {
        let fonts = east_asian(&value, language).into_iter().filter(|family| case.has_family(family)).collect();
        Self { rtl: is_rtl(&value), language: language.map(str::to_owned), fonts, value }
    }
}

/// The text in one line, composed (NFC), without what cannot or must not be printed.
pub(crate) fn clean(text: &str) -> String {
    let mut marks = 0;
    let printed = text.nfc().map(|symbol| if symbol.is_whitespace() { ' ' } else { symbol }).filter(|&symbol| {
        marks = if is_combining_mark(symbol) { marks + 1 } else { 0 };
        marks <= MAX_MARKS && !is_unprintable(symbol)
    });
    let line: String = printed.take(MAX).collect();
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Control characters, marks of direction (a name must not turn its neighbors around), private and unassigned places.
fn is_unprintable(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..)
        || u32::from(symbol) & 0xfffe == 0xfffe
}

/// Whether every letter can be shown.
pub(crate) fn is_covered(text: &str, case: &FontCase) -> bool {
    text.chars().all(|symbol| case.covers(symbol))
}

/// The text with every word that cannot be shown spelled in Latin letters; a dash when nothing is left.
pub(crate) fn spell(text: &str, can_show: impl Fn(&str) -> bool) -> String {
    let words = text.split(' ').map(|word| if can_show(word) { word.to_owned() } else { latin(word) });
    let spelled = words.collect::<Vec<_>>().join(" ");
    let spelled = spelled.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if spelled.is_empty() { "\u{2013}".into() } else { spelled }
}

fn latin(word: &str) -> String {
    let mut letters = String::new();
    for symbol in word.chars() {
        let spelled = deunicode::deunicode_char(symbol).unwrap_or_default();
        // a picture's spelling is its description, which is no part of a name
        if symbol.is_alphanumeric() || !spelled.contains(|letter: char| letter.is_ascii_alphabetic()) {
            letters.push_str(spelled);
        }
    }
    letters
}

/// Whether the first letter with a direction runs from right to left (the rule P2 of Unicode's UAX 9, by the blocks of the
/// right-to-left scripts).
pub(crate) fn is_rtl(text: &str) -> bool {
    text.chars().find(|symbol| symbol.is_alphabetic()).is_some_and(
        |symbol| matches!(symbol, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'),
    )
}

/// Which of the East Asian families to ask first: the same character is drawn differently in China, Japan and Korea.
fn east_asian(text: &str, language: Option<&str>) -> Vec<&'static str> {
    const CHINESE: &str = "Noto Serif SC";
    const JAPANESE: &str = "Noto Serif JP";
    const KOREAN: &str = "Noto Serif KR";
    let is_kana = |symbol| matches!(symbol, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}');
    let is_hangul = |symbol| matches!(symbol, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7ff}');
    if !text.contains(|symbol| symbol >= '\u{1100}') {
        Vec::new()
    } else if text.contains(is_kana) || language == Some("ja") {
        vec![JAPANESE, CHINESE, KOREAN]
    } else if text.contains(is_hangul) || language == Some("ko") {
        vec![KOREAN, CHINESE, JAPANESE]
    } else {
        vec![CHINESE, JAPANESE, KOREAN]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_stays_as_it_was_written() {
        for name in
            ["Amélie Dubois-Løvgren", "#eval(\"1\") *bold* $x$ _y_ @z <a> \\u0000", "عبد الرحمن", "李明", "क्षत्रिय", "می\u{200c}خواهم"]
        {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn what_cannot_be_printed_is_taken_out() {
        assert_eq!(clean(" A\u{0}n\u{7}n\r\n\tB\u{2028}C \u{202e}D\u{feff}\u{e000}\u{fffe}\u{10ffff} "), "Ann B C D");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean(&format!("x{}y", "\u{323}".repeat(300))), format!("x{}y", "\u{323}".repeat(MAX_MARKS)));
        assert_eq!(clean(&"n".repeat(1000)).len(), MAX);
    }

    #[test]
    fn words_without_a_shape_are_spelled() {
        let case = FontCase::embedded();
        let spelled = |name: &str| spell(&clean(name), |word| is_covered(word, case));
        assert_eq!(spelled("Ann 李明 🎓"), "Ann Li Ming");
        assert_eq!(spelled("김철수"), "gimceolsu");
        assert_eq!(spelled("🎓"), "–");
        assert_eq!(spelled("Zoë"), "Zoë");
    }

    #[test]
    fn the_first_letter_gives_the_direction() {
        for (text, rtl) in [("Ann", false), ("דוד (David)", true), ("12 محمد", true), ("David דוד", false), ("", false), ("123", false)]
        {
            assert_eq!(is_rtl(text), rtl, "{text}");
        }
    }

    #[test]
    fn kana_and_hangul_tell_which_shapes_are_meant() {
        assert_eq!(east_asian("Ann", Some("ja")), Vec::<&str>::new());
        assert_eq!(east_asian("李明", None).first(), Some(&"Noto Serif SC"));
        assert_eq!(east_asian("李明", Some("ja")).first(), Some(&"Noto Serif JP"));
        assert_eq!(east_asian("山田 はなこ", None).first(), Some(&"Noto Serif JP"));
        assert_eq!(east_asian("김철수", None).first(), Some(&"Noto Serif KR"));
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            let once = clean(&text);
            prop_assert!(!once.contains(is_unprintable));
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn a_spelled_text_can_always_be_shown(text in any::<String>()) {
            let case = FontCase::embedded();
            let spelled = spell(&clean(&text), |word| is_covered(word, case));
            prop_assert!(!spelled.is_empty() && is_covered(&spelled, case), "{}", spelled);
        }
    }
}
