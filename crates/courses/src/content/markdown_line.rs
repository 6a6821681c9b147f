//! A line of text as Markdown: which characters need a backslash, and which marks can be signs.

use super::{
    html,
    tree::{Image, Inline, Leaf, Style},
    values,
};

/// How marks are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `**bold**`, wherever Markdown would understand it.
    Signs,
    /// `<strong>bold</strong>`, always.
    Tags,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a paragraph: it may have several rows.
    Paragraph,
    /// In a heading.
    Heading,
    /// In a table cell.
    Cell,
}

/// The line as Markdown.
pub(super) fn line(pieces: &[Inline], spelling: Spelling, place: Place) -> String {
    let mut writer = Writer { text: String::new(), spelling, place };
    writer.links(pieces);
    let mut text = writer.text;
    if place == Place::Heading && text.ends_with('#') {
        // Signs at a heading's end would be taken for its closing ones.
        text.insert(text.len() - 1, '\\');
    }
    text
}

/// A fence that is longer than any run of backticks in the code.
pub(super) fn code_fence(code: &str) -> String {
    "`".repeat(longest_run(code).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

struct Writer {
    text: String,
    spelling: Spelling,
    place: Place,
}

impl Writer {
    fn links(&mut self, pieces: &[Inline]) {
        let mut runs = pieces.chunk_by(|a, b| a.marks.link == b.marks.link).peekable();
        while let Some(run) = runs.next() {
            let after = runs.peek().and_then(|next| next.first());
            let address = run.first().and_then(|piece| piece.marks.link.clone());
            match address {
                None => self.styles(run, &Style::ALL, after),
                Some(address) if self.spelling == Spelling::Signs => {
                    if self.text.ends_with('!') {
                        // An exclamation mark before a link would make a picture of it.
                        self.text.insert(self.text.len() - 1, '\\');
                    }
                    self.text.push('[');
                    self.styles(run, &Style::ALL, None);
                    self.text.push_str("](");
                    self.address(&address);
                    self.text.push(')');
                }
                Some(address) => {
                    html::open_link(&mut self.text, &address);
                    self.styles(run, &Style::ALL, None);
                    self.text.push_str("</a>");
                }
            }
        }
    }

    /// Writes pieces with these styles and those inside them; `after` is the piece that follows, for the rules on what may
    /// stand beside a sign.
    fn styles(&mut self, pieces: &[Inline], styles: &[Style], after: Option<&Inline>) {
        let Some((style, inner)) = styles.split_first() else {
            for piece in pieces {
                self.leaf(&piece.leaf);
            }
            return;
        };
        let mut runs = pieces.chunk_by(|a, b| a.marks.has(*style) == b.marks.has(*style)).peekable();
        while let Some(run) = runs.next() {
            let next = runs.peek().and_then(|next| next.first()).or(after);
            if !run.first().is_some_and(|piece| piece.marks.has(*style)) {
                self.styles(run, inner, next);
            } else if *style == Style::Code {
                self.code(run);
            } else {
                self.styled(run, *style, inner, next);
            }
        }
    }

    fn styled(&mut self, run: &[Inline], style: Style, inner: &[Style], next: Option<&Inline>) {
        let start = self.text.len();
        // The opening sign is not known before its content is; a placeholder keeps line starts from being escaped.
        self.text.push('<');
        self.styles(run, inner, None);
        let content = self.text.split_off(start + 1);
        self.text.truncate(start);
        let sign = if self.spelling == Spelling::Signs { self.sign(style, &content, next) } else { None };
        let tag = style.tag();
        match sign {
            Some(sign) => self.push_all([sign, &content, sign]),
            None => self.push_all(["<", tag, ">", &content, "</", tag, ">"]),
        }
    }

    /// The sign for a style if Markdown would read it here (CommonMark 0.31, 6.2).
    fn sign(&self, style: Style, content: &str, next: Option<&Inline>) -> Option<&'static str> {
        let before = self.text.chars().next_back().unwrap_or(' ');
        let after = next.map_or(' ', |piece| match &piece.leaf {
            Leaf::Text(text) if !has_sign(piece) => text.chars().next().unwrap_or(' '),
            Leaf::Break => ' ',
            Leaf::Text(_) | Leaf::Image(_) => '*',
        });
        let (first, last) = (content.chars().next()?, content.chars().next_back()?);
        let opens = !first.is_whitespace() && (is_wordy(first) || !is_wordy(before));
        let closes = !last.is_whitespace() && (is_wordy(last) || !is_wordy(after));
        if !opens || !closes {
            return None;
        }
        match style {
            Style::Strong => (before != '*' && after != '*').then_some("**"),
            Style::Em if !is_wordy(before) && !is_wordy(after) && before != '_' => Some("_"),
            Style::Em => (before != '*' && first != '*' && last != '*').then_some("*"),
            Style::Strike => (before != '~').then_some("~~"),
            Style::Underline | Style::Sub | Style::Sup | Style::Code => None,
        }
    }

    fn code(&mut self, run: &[Inline]) {
        let code: String = run
            .iter()
            .map(|piece| match &piece.leaf {
                Leaf::Text(text) => text.as_str(),
                Leaf::Break | Leaf::Image(_) => "",
            })
            .collect();
        if self.spelling == Spelling::Tags || self.text.ends_with('`') {
            self.text.push_str("<code>");
            self.escaped(&code);
            self.text.push_str("</code>");
            return;
        }
        let fence = "`".repeat(longest_run(&code) + 1);
        let is_padded =
            code.starts_with('`') || code.ends_with('`') || (code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty());
        let pad = if is_padded { " " } else { "" };
        let code = if self.place == Place::Cell { code.replace('|', "\\|") } else { code };
        self.push_all([&fence, pad, &code, pad, &fence]);
    }

    fn push_all<const N: usize>(&mut self, parts: [&str; N]) {
        for part in parts {
            self.text.push_str(part);
        }
    }

    fn leaf(&mut self, leaf: &Leaf) {
        match leaf {
            Leaf::Text(text) => self.escaped(text),
            Leaf::Break if self.place == Place::Paragraph && !self.text.is_empty() => self.text.push_str("\\\n"),
            Leaf::Break => self.text.push_str("<br>"),
            Leaf::Image(picture) => self.picture(picture),
        }
    }

    fn picture(&mut self, picture: &Image) {
        if picture.width.is_some() || picture.height.is_some() || self.spelling == Spelling::Tags {
            let mut tag = String::new();
            html::write_image(&mut tag, picture);
            self.text.push_str(&if self.place == Place::Cell { tag.replace('|', "&#124;") } else { tag });
            return;
        }
        self.text.push_str("![");
        self.escaped(&picture.alt);
        self.push_all(["](", values::ASSET_SCHEME, &picture.asset.to_string(), ")"]);
    }

    /// An address between the parentheses of a link.
    fn address(&mut self, address: &str) {
        let needs_brackets = address.contains(['(', ')']);
        if needs_brackets {
            self.text.push('<');
        }
        for (index, character) in address.char_indices() {
            let is_entity = character == '&' && address.get(index..).is_some_and(|rest| rest.contains(';'));
            match character {
                '&' if is_entity => self.text.push_str("&amp;"),
                '|' if self.place == Place::Cell => self.text.push_str("\\|"),
                '\\' => self.text.push_str("\\\\"),
                _ => self.text.push(character),
            }
        }
        if needs_brackets {
            self.text.push('>');
        }
    }

    /// Text, with a backslash where a character would mean something else.
    fn escaped(&mut self, text: &str) {
        let mut characters = text.char_indices().peekable();
        let mut before = ' ';
        while let Some((index, character)) = characters.next() {
            let after = characters.peek().map(|(_, next)| *next);
            if character == '\u{a0}' {
                self.text.push_str("&nbsp;");
            } else {
                if self.needs_backslash(character, before, after, text.get(index..).unwrap_or_default()) {
                    self.text.push('\\');
                }
                self.text.push(character);
            }
            before = character;
        }
    }

    fn needs_backslash(&self, character: char, before: char, after: Option<char>, rest: &str) -> bool {
        match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !before.is_alphanumeric() || !after.is_some_and(char::is_alphanumeric),
            '|' => self.place == Place::Cell || self.at_row_start(),
            '&' => after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            '#' | '>' | '=' | ':' => self.at_row_start(),
            '+' | '-' => self.at_row_start() && after.is_none_or(|c| c == ' ' || c == character),
            '.' | ')' => self.follows_number_at_row_start() && (rest.len() == 1 || after == Some(' ')),
            _ => false,
        }
    }

    fn at_row_start(&self) -> bool {
        self.place == Place::Paragraph && (self.text.is_empty() || self.text.ends_with('\n'))
    }

    /// Looks back no further than the number: a line may be a megabyte.
    fn follows_number_at_row_start(&self) -> bool {
        let without_number = self.text.trim_end_matches(|c: char| c.is_ascii_digit());
        self.place == Place::Paragraph
            && without_number.len() < self.text.len()
            && (without_number.is_empty() || without_number.ends_with('\n'))
    }
}

/// Whether the piece will begin with a sign or tag.
fn has_sign(piece: &Inline) -> bool {
    piece.marks.link.is_some() || Style::ALL.into_iter().any(|style| piece.marks.has(style))
}

/// Whether the character is neither white space nor punctuation in CommonMark's sense.
fn is_wordy(character: char) -> bool {
    character.is_alphanumeric() || !(character.is_whitespace() || character.is_ascii() || is_symbol(character))
}

/// Punctuation and symbols outside ASCII: general punctuation, arrows, mathematical and technical signs, pictographs.
/// Where this guess is wrong the reading back notices.
const fn is_symbol(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{1f000}'..='\u{1faff}')
}
