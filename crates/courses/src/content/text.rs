//! What can be known of a cleaned text without showing it.

use std::time::Duration;

use domain::content::SafeHtml;
use uuid::Uuid;

use super::{
    reader::read_cleaned,
    tree::{Block, Image, Inline, Leaf, each_leaf},
};

/// Words that a person reads in a minute of study (slower than a novel's 240).
const WORDS_PER_MINUTE: u64 = 200;

/// Characters of a script without spaces (Chinese, Japanese) that count as one word.
const IDEOGRAPHS_PER_WORD: u64 = 2;

/// How long a picture is looked at.
const PER_PICTURE: Duration = Duration::from_secs(10);

/// The words of the text, a line for each paragraph, item, cell and line of code.
pub fn plain_text(html: &SafeHtml) -> String {
    let mut text = String::new();
    write_words(&mut text, &read_cleaned(html.as_str()));
    text.truncate(text.trim_end().len());
    text
}

/// Whether there is nothing to read: no word, no picture, no code.
pub fn is_empty(html: &SafeHtml) -> bool {
    let blocks = read_cleaned(html.as_str());
    images(&blocks).is_empty() && {
        let mut text = String::new();
        write_words(&mut text, &blocks);
        text.trim().is_empty()
    }
}

/// The pictures that the text shows, each once, in order of appearance.
pub fn asset_ids(html: &SafeHtml) -> Vec<Uuid> {
    let blocks = read_cleaned(html.as_str());
    let mut seen = std::collections::HashSet::new();
    images(&blocks).into_iter().map(|picture| picture.asset).filter(|asset| seen.insert(*asset)).collect()
}

/// How many pictures have no alternative text.
pub fn missing_alt(html: &SafeHtml) -> usize {
    let blocks = read_cleaned(html.as_str());
    images(&blocks).into_iter().filter(|picture| picture.alt.is_empty()).count()
}

/// How long an attentive reader needs, in seconds; 0 only for an empty text.
pub fn reading_seconds(html: &SafeHtml) -> u32 {
    let text = plain_text(html);
    let ideographs = text.chars().filter(|c| is_ideograph(*c)).count();
    let words = text.split_whitespace().filter(|word| !word.chars().all(is_ideograph)).count();
    let words = words as u64 + (ideographs as u64).div_ceil(IDEOGRAPHS_PER_WORD);
    let pictures = images(&read_cleaned(html.as_str())).len() as u64;
    let seconds = (words * 60).div_ceil(WORDS_PER_MINUTE) + pictures * PER_PICTURE.as_secs();
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

const fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn images(blocks: &[Block]) -> Vec<&Image> {
    let mut found = Vec::new();
    each_leaf(blocks, &mut |block| {
        if let Block::Paragraph(line) | Block::Heading(_, line) = block {
            found.extend(line.iter().filter_map(|piece| match &piece.leaf {
                Leaf::Image(picture) => Some(picture),
                Leaf::Text(_) | Leaf::Break => None,
            }));
        }
    });
    found
}

fn write_words(text: &mut String, blocks: &[Block]) {
    each_leaf(blocks, &mut |block| match block {
        Block::Paragraph(line) | Block::Heading(_, line) => write_line(text, line),
        Block::Code { text: code, .. } => {
            text.push_str(code);
            text.push('\n');
        }
        Block::List(_) | Block::Quote(_) | Block::Callout(..) | Block::Rule | Block::Table(_) => {}
    });
}

fn write_line(text: &mut String, line: &[Inline]) {
    for piece in line {
        match &piece.leaf {
            Leaf::Text(words) => text.push_str(words),
            Leaf::Break => text.push('\n'),
            Leaf::Image(picture) => text.push_str(&picture.alt),
        }
    }
    text.push('\n');
}
