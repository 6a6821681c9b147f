//! Languages as Whisper names them: OpenAI and whisper.cpp answer an English name, others a code.

use domain::video::captions::CaptionLanguage;

/// Names, as in Whisper's own list and its aliases, and BCP 47's tag of each.
const NAMES: &[(&str, &str)] = &[
    ("afrikaans", "af"),
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("assamese", "as"),
    ("azerbaijani", "az"),
    ("bashkir", "ba"),
    ("basque", "eu"),
    ("belarusian", "be"),
    ("bengali", "bn"),
    ("bosnian", "bs"),
    ("breton", "br"),
    ("bulgarian", "bg"),
    ("burmese", "my"),
    ("cantonese", "yue"),
    ("castilian", "es"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("estonian", "et"),
    ("faroese", "fo"),
    ("finnish", "fi"),
    ("flemish", "nl"),
    ("french", "fr"),
    ("galician", "gl"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("haitian", "ht"),
    ("haitian creole", "ht"),
    ("hausa", "ha"),
    ("hawaiian", "haw"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("javanese", "jv"),
    ("kannada", "kn"),
    ("kazakh", "kk"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("lao", "lo"),
    ("latin", "la"),
    ("latvian", "lv"),
    ("letzeburgesch", "lb"),
    ("lingala", "ln"),
    ("lithuanian", "lt"),
    ("luxembourgish", "lb"),
    ("macedonian", "mk"),
    ("malagasy", "mg"),
    ("malay", "ms"),
    ("malayalam", "ml"),
    ("maltese", "mt"),
    ("mandarin", "zh"),
    ("maori", "mi"),
    ("marathi", "mr"),
    ("moldavian", "ro"),
    ("moldovan", "ro"),
    ("mongolian", "mn"),
    ("myanmar", "my"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("nynorsk", "nn"),
    ("occitan", "oc"),
    ("panjabi", "pa"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("punjabi", "pa"),
    ("pushto", "ps"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("sanskrit", "sa"),
    ("serbian", "sr"),
    ("shona", "sn"),
    ("sindhi", "sd"),
    ("sinhala", "si"),
    ("sinhalese", "si"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("somali", "so"),
    ("spanish", "es"),
    ("sundanese", "su"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("tagalog", "tl"),
    ("tajik", "tg"),
    ("tamil", "ta"),
    ("tatar", "tt"),
    ("telugu", "te"),
    ("thai", "th"),
    ("tibetan", "bo"),
    ("turkish", "tr"),
    ("turkmen", "tk"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("valencian", "ca"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
    ("yiddish", "yi"),
    ("yoruba", "yo"),
];

/// The language that an answer names; `None` for a word that nobody knows.
pub(crate) fn named(word: &str) -> Option<CaptionLanguage> {
    let word = word.trim().to_ascii_lowercase();
    let tag = NAMES.iter().find(|(name, _)| *name == word).map_or(word.as_str(), |(_, tag)| tag);
    // Whisper's code of Javanese is one that was given up
    CaptionLanguage::parse(if tag == "jw" { "jv" } else { tag })
}

/// The code by which Whisper is told a language: without script and region.
pub(crate) fn code(language: &CaptionLanguage) -> &str {
    match language.as_str().split('-').next().unwrap_or_default() {
        "jv" => "jw",
        // both are Norwegian to it
        "nb" => "no",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_become_tags() {
        for (word, tag) in [("german", "de"), (" Haitian Creole", "ht"), ("de", "de"), ("lao", "lo"), ("jw", "jv"), ("zh-hant", "zh-Hant")]
        {
            assert_eq!(named(word).map(|language| language.to_string()).as_deref(), Some(tag), "{word}");
        }
        for word in ["", "klingonese", "nothing at all", "und"] {
            assert_eq!(named(word), None, "{word}");
        }
        assert!(NAMES.iter().all(|(name, tag)| CaptionLanguage::parse(tag).is_some_and(|read| read.as_str() == *tag) && !name.is_empty()));
    }

    #[test]
    fn whisper_is_told_the_language_alone() {
        for (tag, told) in [("pt-BR", "pt"), ("zh-Hant", "zh"), ("jv", "jw"), ("nb", "no"), ("haw", "haw")] {
            assert_eq!(code(&CaptionLanguage::parse(tag).unwrap()), told);
        }
    }
}
