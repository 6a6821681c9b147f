//! Lesson content as a tree: what the editor's schema can hold, and nothing else.
//!
//! HTML and Markdown are read into this tree and written from it, so that neither form can carry what the other cannot.

use std::rc::Rc;

use uuid::Uuid;

/// A block of a document, quote, callout, list item or table cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Text.
    Paragraph(Vec<Inline>),
    /// A heading of level 2, 3 or 4; the lesson's title is level 1.
    Heading(u8, Vec<Inline>),
    /// A list.
    List(List),
    /// A quotation.
    Quote(Vec<Self>),
    /// A box that asks for attention.
    Callout(Callout, Vec<Self>),
    /// Code in lines.
    Code {
        /// The language to color it in.
        language: Option<String>,
        /// The code, without newlines at its end.
        text: String,
    },
    /// A line across.
    Rule,
    /// A table, as rows of cells.
    Table(Vec<Vec<Cell>>),
}

/// A list, with a number to start from when it is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// The first number; `None` for bullets.
    pub start: Option<u32>,
    /// The items.
    pub items: Vec<Vec<Block>>,
}

/// What a callout is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Callout {
    /// Worth knowing.
    Note,
    /// Makes life easier.
    Tip,
    /// Can go wrong.
    Warning,
    /// Will do harm.
    Danger,
}

impl Callout {
    /// Every kind.
    pub(super) const ALL: [Self; 4] = [Self::Note, Self::Tip, Self::Warning, Self::Danger];

    /// The kind's word in HTML.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    /// The kind with this word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A table cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Whether it heads a column or a row.
    pub header: bool,
    /// How many columns it covers, from 1.
    pub columns: u16,
    /// How many rows it covers, from 1.
    pub rows: u16,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// A piece of a line with the marks it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inline {
    /// The piece.
    pub leaf: Leaf,
    /// Its marks.
    pub marks: Marks,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    /// Characters.
    Text(String),
    /// A new line inside the block.
    Break,
    /// A picture of the organization's.
    Image(Image),
}

/// A picture in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// Which uploaded picture.
    pub asset: Uuid,
    /// What it shows, in words; empty when the author gave none.
    pub alt: String,
    /// Width to show it at, in CSS pixels.
    pub width: Option<u32>,
    /// Height to show it at, in CSS pixels.
    pub height: Option<u32>,
}

/// A way to set text apart. The order is the order of nesting in HTML, the outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Strong importance.
    Strong,
    /// Emphasis.
    Em,
    /// No longer right.
    Strike,
    /// Underlined.
    Underline,
    /// Below the line.
    Sub,
    /// Above the line.
    Sup,
    /// Code in a line.
    Code,
}

impl Style {
    /// Every style, the outermost first.
    pub(super) const ALL: [Self; 7] = [Self::Strong, Self::Em, Self::Strike, Self::Underline, Self::Sub, Self::Sup, Self::Code];

    /// The style's element in HTML.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Em => "em",
            Self::Strike => "s",
            Self::Underline => "u",
            Self::Sub => "sub",
            Self::Sup => "sup",
            Self::Code => "code",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The marks of a piece: where it links to, and its styles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Address of the link.
    pub link: Option<Rc<str>>,
    styles: u8,
}

impl Marks {
    /// Whether the style is among them.
    pub(super) const fn has(&self, style: Style) -> bool {
        self.styles & style.bit() != 0
    }

    /// Adds a style.
    pub(super) const fn add(&mut self, style: Style) {
        self.styles |= style.bit();
    }

    /// The marks without the style.
    pub(super) fn without(&self, style: Style) -> Self {
        Self { link: self.link.clone(), styles: self.styles & !style.bit() }
    }

    /// The link without any style.
    pub(super) fn only_link(&self) -> Self {
        Self { link: self.link.clone(), styles: 0 }
    }

    /// The marks that both carry.
    pub(super) fn shared(&self, other: &Self) -> Self {
        let link = self.link.clone().filter(|_| self.link == other.link);
        Self { link, styles: self.styles & other.styles }
    }
}

/// Calls `visit` for every block that holds no other blocks, in reading order.
pub(super) fn each_leaf<'a>(blocks: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        match block {
            Block::Paragraph(_) | Block::Heading(..) | Block::Code { .. } | Block::Rule => visit(block),
            Block::List(list) => list.items.iter().for_each(|item| each_leaf(item, visit)),
            Block::Quote(inner) | Block::Callout(_, inner) => each_leaf(inner, visit),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| each_leaf(&cell.blocks, visit)),
        }
    }
}

/// Calls `visit` for every run of characters with equal marks, and for every code.
pub(super) fn each_text<'a>(blocks: &'a [Block], visit: &mut impl FnMut(&'a str)) {
    each_leaf(blocks, &mut |block| match block {
        Block::Code { text, .. } => visit(text),
        Block::Paragraph(line) | Block::Heading(_, line) => {
            for piece in line {
                if let Leaf::Text(text) = &piece.leaf {
                    visit(text);
                }
            }
        }
        Block::List(_) | Block::Quote(_) | Block::Callout(..) | Block::Rule | Block::Table(_) => {}
    });
}
