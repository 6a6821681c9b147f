//! The words of a cue: markup out, plain text in.

use super::SPEAKER_MAX;

/// Who says it and what is said, without markup. A second speaker stands in the words.
pub(super) fn plain(marked: &str, is_webvtt: bool) -> (Option<String>, String) {
    let mut words = Words { is_webvtt, ..Words::default() };
    let mut rest = marked;
    while let Some(at) = rest.find(['<', '&', '{']) {
        let (before, from) = rest.split_at(at);
        words.text.push_str(before);
        rest = words.special(from);
    }
    words.text.push_str(rest);
    words.end_reading();
    (words.speaker, lines(&words.text))
}

/// Writes text so that nothing in it is markup.
pub(super) fn escape(into: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            other => into.push(other),
        }
    }
}

#[derive(Default)]
struct Words {
    is_webvtt: bool,
    speaker: Option<String>,
    text: String,
    /// Whether how a word is read is being said: it is put into parentheses.
    is_reading: bool,
}

impl Words {
    /// Takes what begins with one of the three letters, and gives what comes after it.
    fn special<'a>(&mut self, from: &'a str) -> &'a str {
        let taken = match from.bytes().next() {
            Some(b'<') => self.tag(from),
            Some(b'&') => self.reference(from),
            _ => self.override_block(from),
        };
        taken.unwrap_or_else(|| {
            let (letter, rest) = from.split_at(1);
            self.text.push_str(letter);
            rest
        })
    }

    fn tag<'a>(&mut self, from: &'a str) -> Option<&'a str> {
        let (inside, rest) = from.strip_prefix('<')?.split_once('>')?;
        let first = inside.bytes().next();
        let is_moment = first.is_some_and(|byte| byte.is_ascii_digit()) && inside.contains(':');
        let is_tag = first.is_none_or(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?' | b'.'));
        if !is_tag && !is_moment {
            return None;
        }
        let (name, annotation) = inside.split_once(|letter: char| letter.is_ascii_whitespace()).unwrap_or((inside, ""));
        match name.split('.').next().unwrap_or_default() {
            "v" => self.speaks(annotation),
            "rt" => {
                self.end_reading();
                self.is_reading = true;
                self.text.push('(');
            }
            "/rt" | "/ruby" => self.end_reading(),
            "br" | "br/" => self.text.push('\n'),
            _ => {}
        }
        Some(rest)
    }

    fn end_reading(&mut self) {
        if std::mem::take(&mut self.is_reading) {
            self.text.push(')');
        }
    }

    fn speaks(&mut self, annotation: &str) {
        let mut name = String::new();
        let mut rest = annotation;
        while let Some(at) = rest.find('&') {
            let (before, from) = rest.split_at(at);
            name.push_str(before);
            let (letter, after) = reference(from).unwrap_or(('&', from.strip_prefix('&').unwrap_or_default()));
            name.push(letter);
            rest = after;
        }
        name.push_str(rest);
        let name = name.split_whitespace().map(clean).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let name: String = name.chars().take(SPEAKER_MAX).collect();
        let name = name.trim();
        if name.is_empty() || self.speaker.as_deref() == Some(name) {
            return;
        }
        if self.speaker.is_none() && self.text.trim().is_empty() {
            self.speaker = Some(name.to_owned());
        } else {
            self.text.push('\n');
            self.text.push_str(name);
            self.text.push_str(": ");
        }
    }

    fn reference<'a>(&mut self, from: &'a str) -> Option<&'a str> {
        let (letter, rest) = reference(from)?;
        self.text.push(letter);
        Some(rest)
    }

    /// `{\an8}`, which other programs leave in SubRip.
    fn override_block<'a>(&self, from: &'a str) -> Option<&'a str> {
        let (_, rest) = from.strip_prefix("{\\").filter(|_| !self.is_webvtt)?.split_once('}')?;
        Some(rest)
    }
}

/// A letter by its name or number, and what comes after it.
fn reference(from: &str) -> Option<(char, &str)> {
    let name = from.strip_prefix('&')?;
    let end = name.bytes().take(10).position(|byte| byte == b';')?;
    let (name, rest) = (name.get(..end)?, name.get(end + 1..)?);
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
                None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
                _ => return None,
            };
            char::from_u32(code)?
        }
    };
    Some((letter, rest))
}

fn clean(line: &str) -> String {
    line.chars().filter(|letter| !letter.is_control() && *letter != '\u{feff}').collect()
}

/// The lines without what cannot be seen; empty ones would end the cue.
fn lines(text: &str) -> String {
    let lines = text.split(['\n', '\r']).map(clean);
    let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}
