//! Reads any HTML into the tree, dropping what the tree cannot hold.
//!
//! The tokens are html5ever's; the tree is our own, because the schema needs no adoption agency, no foster parents and no
//! foreign content, and those are where time explodes and where sanitizers were fooled. Work is linear in the input.

use std::cell::RefCell;

use html5ever::{
    Attribute,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::{Rawtext, Rcdata},
    },
};

use super::{ContentError, builder::Builder, tree::Block};

/// Bytes given to the tokenizer between two looks at what it does with them.
const CHUNK: usize = 4096;

/// How many characters that can separate attributes one tag or comment may hold. The tokenizer compares each attribute
/// of a tag with all before it: without a limit, one megabyte of attributes takes minutes.
const SEPARATORS_MAX: usize = 20_000;

/// Reads HTML that somebody sent, within the limits of depth and effort.
pub(super) fn read(html: &str) -> Result<Vec<Block>, ContentError> {
    let (blocks, error) = run(html);
    error.map_or(Ok(blocks), Err)
}

/// Reads HTML that the cleaner wrote. What is over a limit, and so was never written by it, is left out.
pub(super) fn read_cleaned(html: &str) -> Vec<Block> {
    run(html).0
}

fn run(html: &str) -> (Vec<Block>, Option<ContentError>) {
    let sink = Sink(RefCell::new(State { builder: Builder::new(), tokens: 0, skipped: None }));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut error = None;
    let (mut separators, mut tokens) = (0, 0);
    for chunk in chunks(html) {
        input.push_back(StrTendril::from_slice(chunk));
        // The sink asks for no script to run, so one call takes all that there is.
        let _ = tokenizer.feed(&input);
        let seen = tokenizer.sink.0.borrow().tokens;
        separators = if seen == tokens { separators + count_separators(chunk) } else { count_separators(chunk) };
        tokens = seen;
        if separators > SEPARATORS_MAX {
            error = Some(ContentError::TooComplex);
            break;
        }
    }
    if error.is_none() {
        tokenizer.end();
    }
    let state = tokenizer.sink.0.into_inner();
    let (blocks, too_deep) = state.builder.finish();
    (blocks, error.or(too_deep))
}

/// Cuts the text into pieces of about [`CHUNK`] bytes.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.ceil_char_boundary(CHUNK.min(rest.len()));
        let (chunk, after) = rest.split_at_checked(end)?;
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

fn count_separators(chunk: &str) -> usize {
    chunk.bytes().filter(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'=')).count()
}

/// What the tokenizer speaks to.
struct Sink(RefCell<State>);

struct State {
    builder: Builder,
    /// How many tokens have come: tells whether the tokenizer is inside a long one.
    tokens: u64,
    /// The element whose content is being dropped, and how often it is open.
    skipped: Option<(String, u32)>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        state.tokens += u64::from(!matches!(token, Token::ParseError(_)));
        match token {
            Token::TagToken(tag) => state.tag(&tag),
            Token::CharacterTokens(text) => {
                if state.skipped.is_none() {
                    state.builder.text(&text);
                }
                TokenSinkResult::Continue
            }
            Token::DoctypeToken(_) | Token::CommentToken(_) | Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {
                TokenSinkResult::Continue
            }
        }
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some((skipped, depth)) = &mut self.skipped {
            if *skipped == name {
                *depth = if tag.kind == TagKind::StartTag { *depth + 1 } else { *depth - 1 };
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return TokenSinkResult::Continue;
        }
        if tag.kind == TagKind::EndTag {
            self.builder.end(name);
            return TokenSinkResult::Continue;
        }
        match name {
            // Their content is no HTML: the tokenizer must know, or it would find tags in a script's strings.
            "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" | "plaintext" => {
                self.skipped = Some((name.to_owned(), 1));
                TokenSinkResult::RawData(Rawtext)
            }
            "textarea" | "title" => {
                self.skipped = Some((name.to_owned(), 1));
                TokenSinkResult::RawData(Rcdata)
            }
            "svg" | "math" | "template" | "object" | "applet" | "select" | "video" | "audio" | "canvas" => {
                self.skipped = (!tag.self_closing).then(|| (name.to_owned(), 1));
                TokenSinkResult::Continue
            }
            _ => {
                self.builder.start(name, &Attributes(&tag.attrs));
                TokenSinkResult::Continue
            }
        }
    }
}

/// The attributes of a start tag.
pub(super) struct Attributes<'a>(&'a [Attribute]);

impl Attributes<'_> {
    /// The value of the attribute with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    /// The attribute as a whole number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }
}
