//! Rules of what authors send.

use domain::courses::course::{LINE_MAX, LIST_MAX, TEASER_MAX, TITLE_MAX};
use validator::ValidationError;

/// The longest category or tag, in characters.
const WORD_MAX: usize = 60;

fn fault(code: &'static str, message: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(message.into())
}

fn is_line(text: &str, longest: usize) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

/// Rule of a title: one line of 1 to 200 characters.
pub fn title(text: &str) -> Result<(), ValidationError> {
    if is_line(text, TITLE_MAX) { Ok(()) } else { Err(fault("invalid_title", "a title is one line of 1 to 200 characters")) }
}

/// Rule of a teaser: at most 300 characters.
pub fn teaser(text: &str) -> Result<(), ValidationError> {
    if text.trim().chars().count() <= TEASER_MAX { Ok(()) } else { Err(fault("length", "a teaser has at most 300 characters")) }
}

/// Rule of a category: one line of at most 60 characters.
pub fn category(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() || is_line(text, WORD_MAX) {
        Ok(())
    } else {
        Err(fault("length", "a category is one line of at most 60 characters"))
    }
}

/// Rule of a language: a BCP 47 tag such as `en` or `pt-BR`.
pub fn language(tag: &str) -> Result<(), ValidationError> {
    let mut parts = tag.split('-');
    let first = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase()));
    let rest = parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if first && rest && tag.len() <= 35 { Ok(()) } else { Err(fault("language", "a language is a tag such as en or pt-BR")) }
}

/// Rule of tags: at most 30 of at most 60 characters.
pub fn tags(tags: &[String]) -> Result<(), ValidationError> {
    if tags.len() <= LIST_MAX && tags.iter().all(|tag| is_line(tag, WORD_MAX)) {
        return Ok(());
    }
    Err(fault("length", "at most 30 tags, each one line of 1 to 60 characters"))
}

/// Rule of objectives and requirements: at most 30 of at most 300 characters.
pub fn lines(lines: &[String]) -> Result<(), ValidationError> {
    if lines.len() <= LIST_MAX && lines.iter().all(|line| is_line(line, LINE_MAX)) {
        return Ok(());
    }
    Err(fault("length", "at most 30 entries, each one line of 1 to 300 characters"))
}
