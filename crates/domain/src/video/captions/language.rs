//! The language of captions.

use std::fmt;

/// A language as BCP 47 writes it: language, and script, region and variants where they matter. `de`, `zh-Hant`, `pt-BR`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaptionLanguage(String);

impl CaptionLanguage {
    /// Reads a tag and writes it in the usual case. Only its form is looked at.
    pub fn parse(tag: &str) -> Option<Self> {
        if tag.len() > 35 || !tag.is_ascii() {
            return None;
        }
        let mut parts = tag.split('-').peekable();
        let language = parts.next().filter(|part| matches!(part.len(), 2 | 3) && is_alphabetic(part))?.to_ascii_lowercase();
        if language == "und" {
            return None;
        }
        let mut canonical = language;
        if let Some(script) = parts.next_if(|part| part.len() == 4 && is_alphabetic(part)) {
            let (first, rest) = script.split_at(1);
            canonical = format!("{canonical}-{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase());
        }
        if let Some(region) = parts.next_if(|part| (part.len() == 2 && is_alphabetic(part)) || (part.len() == 3 && is_numeric(part))) {
            canonical = format!("{canonical}-{}", region.to_ascii_uppercase());
        }
        for variant in parts {
            let begins_with_digit = variant.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
            let is_variant = matches!(variant.len(), 5..=8) || (variant.len() == 4 && begins_with_digit);
            if !is_variant || !variant.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            canonical = format!("{canonical}-{}", variant.to_ascii_lowercase());
        }
        Some(Self(canonical))
    }

    /// The tag: ASCII letters, digits and hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaptionLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_numeric(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}
