//! The word that stands for a course in an address.

use unicode_normalization::UnicodeNormalization;

/// The longest word.
pub const SLUG_MAX: usize = 80;

/// What a course is called whose title has no letter that an address could show.
const NAMELESS: &str = "course";

/// Whether a word can stand in an address: lower-case letters, digits and single hyphens.
pub fn is_slug(word: &str) -> bool {
    (1..=SLUG_MAX).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !word.starts_with('-')
        && !word.ends_with('-')
        && !word.contains("--")
}

/// The word that a title leads to: letters of Latin, Greek and Cyrillic in their Latin form, all else as hyphens.
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    // first apart, then small: `𝕬` has no small letter, the `A` that it stands for has
    for c in title.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if let Some(latin) = latin(c) {
            slug.push_str(latin);
        } else if !unicode_normalization::char::is_combining_mark(c) && c != '\'' && c != '’' && !slug.is_empty() && !slug.ends_with('-')
        {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(SLUG_MAX).collect();
    let cut = cut.trim_matches('-');
    if cut.is_empty() { NAMELESS.to_owned() } else { cut.to_owned() }
}

/// The first of `word`, `word-2`, `word-3` .. that nobody has.
pub fn free_slug(word: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1_u64;
    let mut candidate = word.to_owned();
    while is_taken(&candidate) {
        number += 1;
        let suffix = format!("-{number}");
        let room = SLUG_MAX - suffix.len();
        let stem: String = word.chars().take(room).collect();
        candidate = format!("{}{suffix}", stem.trim_end_matches('-'));
    }
    candidate
}

/// A small letter that does not fall apart into a plain one and its marks.
const fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' | 'д' | 'δ' => "d",
        'ł' | 'л' | 'λ' => "l",
        'þ' | 'θ' => "th",
        'ı' | 'и' | 'і' | 'ι' | 'η' => "i",
        'а' | 'α' => "a",
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'ґ' | 'γ' => "g",
        'е' | 'э' | 'ε' => "e",
        'ж' => "zh",
        'з' | 'ζ' => "z",
        'й' | 'ы' | 'υ' => "y",
        'к' | 'κ' => "k",
        'м' | 'μ' => "m",
        'н' | 'ν' => "n",
        'о' | 'ο' | 'ω' => "o",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'σ' | 'ς' => "s",
        'т' | 'τ' => "t",
        'у' => "u",
        'ф' | 'φ' => "f",
        'х' => "kh",
        'χ' => "ch",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'є' => "ye",
        'ξ' => "x",
        'ψ' => "ps",
        'ъ' | 'ь' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_of_many_languages_become_addresses() {
        for (title, slug) in [
            ("Rust for Beginners", "rust-for-beginners"),
            ("  C++ & C#: what's new?  ", "c-c-whats-new"),
            ("Größe und Fußball", "grosse-und-fussball"),
            ("Œuvre d'été", "oeuvre-dete"),
            ("Введение в физику", "vvedenie-v-fiziku"),
            ("Γειά σου Κόσμε", "geia-soy-kosme"),
            ("日本語", "course"),
            ("!!!", "course"),
            ("Ⅳ ﬁre", "iv-fire"),
            ("𝕬𝔟𝔠", "abc"),
        ] {
            assert_eq!(slug_of(title), slug, "{title}");
        }
    }

    #[test]
    fn the_next_free_word_keeps_inside_the_limit() {
        let long = "a".repeat(SLUG_MAX);
        let taken = [long.clone(), format!("{}-2", "a".repeat(SLUG_MAX - 2))];
        let free = free_slug(&long, |word| taken.iter().any(|taken| taken == word));
        assert_eq!(free, format!("{}-3", "a".repeat(SLUG_MAX - 2)));
        assert_eq!(free_slug("rust", |_| false), "rust");
    }

    proptest! {
        #[test]
        fn whatever_the_title_the_word_is_an_address(title in ".{0,120}", taken in 0_usize..12) {
            let mut used = Vec::new();
            for _ in 0..=taken {
                let word = free_slug(&slug_of(&title), |word| used.iter().any(|used| used == word));
                prop_assert!(is_slug(&word), "{word}");
                prop_assert!(!used.contains(&word));
                used.push(word);
            }
        }
    }
}
