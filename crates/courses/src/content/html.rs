//! Writes the tree as canonical HTML, and lets ammonia look at it once more.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt::Write,
    sync::LazyLock,
};

use super::{
    MAX_BYTES,
    tree::{Block, Cell, Image, Inline, Leaf, List, Style, each_text},
    values,
};

/// The blocks as HTML, one block a line. Once it is over [`MAX_BYTES`], and so will be refused, the rest is left out: a link
/// around a hundred thousand paragraphs is written for each of them.
pub(super) fn document(blocks: &[Block]) -> String {
    let mut html = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            html.push('\n');
        }
        write_block(&mut html, block);
        if is_full(&html) {
            break;
        }
    }
    html
}

const fn is_full(html: &str) -> bool {
    html.len() > MAX_BYTES
}

/// One block as HTML on one line, whatever is in it.
pub(super) fn on_one_line(block: &Block) -> String {
    let mut html = String::new();
    write_block(&mut html, block);
    html.replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Passes what [`document`] wrote through ammonia: a second wall, by other people, that knows nothing of our tree.
pub(super) fn second_wall(html: &str) -> String {
    AMMONIA.clean(html).to_string()
}

/// How much work the second wall may be: for each sign, the length of the text that it stands in.
const WORK_MAX: usize = 10_000_000_000;

/// Whether [`second_wall`] would take long. html5ever's serializer looks through the rest of a text at each `&`, no-break
/// space or other character that UTF-8 begins with the same byte: a megabyte of degree signs takes a minute.
pub(super) fn is_laborious(blocks: &[Block]) -> bool {
    let mut work: usize = 0;
    each_text(blocks, &mut |text| {
        let signs = text.bytes().filter(|byte| matches!(byte, b'&' | 0xc2)).count();
        work = work.saturating_add(signs.saturating_mul(text.len()));
    });
    work > WORK_MAX
}

/// The subset again, in ammonia's words.
static AMMONIA: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href", "rel"])),
        ("aside", HashSet::from(["data-callout"])),
        ("code", HashSet::from(["class"])),
        ("img", HashSet::from(["src", "alt", "width", "height"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
    ]);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "aside",
            "blockquote",
            "br",
            "code",
            "em",
            "h2",
            "h3",
            "h4",
            "hr",
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "s",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "u",
            "ul",
        ]))
        .tag_attributes(attributes)
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "lyceum-asset"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(|element, attribute, value| is_allowed(element, attribute, value).then_some(Cow::Borrowed(value)));
    builder
});

fn is_allowed(element: &str, attribute: &str, value: &str) -> bool {
    let is_number = |value: &str| !value.is_empty() && value.len() <= 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    match (element, attribute) {
        ("a", "href") => values::link(value).as_deref() == Some(value),
        ("a", "rel") => value == values::EXTERNAL_REL,
        ("aside", "data-callout") => super::tree::Callout::parse(value).is_some(),
        ("code", "class") => values::language(value).is_some_and(|name| value == format!("language-{name}")),
        ("img", "src") => values::asset(value).is_some(),
        ("img", "alt") => true,
        ("th", "scope") => matches!(value, "col" | "row"),
        (_, "start" | "width" | "height" | "colspan" | "rowspan") => is_number(value),
        _ => false,
    }
}

fn write_block(html: &mut String, block: &Block) {
    match block {
        Block::Paragraph(line) => wrapped(html, "p", |html| write_line(html, line)),
        Block::Heading(level, line) => {
            let tag = match level {
                2 => "h2",
                3 => "h3",
                _ => "h4",
            };
            wrapped(html, tag, |html| write_line(html, line));
        }
        Block::List(list) => write_list(html, list),
        Block::Quote(blocks) => wrapped(html, "blockquote", |html| write_blocks(html, blocks)),
        Block::Callout(kind, blocks) => {
            html.push_str("<aside data-callout=\"");
            html.push_str(kind.as_str());
            html.push_str("\">");
            write_blocks(html, blocks);
            html.push_str("</aside>");
        }
        Block::Code { language, text } => {
            html.push_str("<pre><code");
            if let Some(language) = language {
                html.push_str(" class=\"language-");
                html.push_str(language);
                html.push('"');
            }
            html.push('>');
            escape(html, text);
            html.push_str("</code></pre>");
        }
        Block::Rule => html.push_str("<hr>"),
        Block::Table(rows) => wrapped(html, "table", |html| write_table(html, rows)),
    }
}

fn wrapped(html: &mut String, tag: &str, inner: impl FnOnce(&mut String)) {
    html.push('<');
    html.push_str(tag);
    html.push('>');
    inner(html);
    html.push_str("</");
    html.push_str(tag);
    html.push('>');
}

fn write_blocks(html: &mut String, blocks: &[Block]) {
    for block in blocks {
        if !is_full(html) {
            write_block(html, block);
        }
    }
}

/// What an item or a cell holds: a first paragraph stands bare when it is the only one.
fn write_loose(html: &mut String, blocks: &[Block]) {
    let paragraphs = blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count();
    match blocks.split_first() {
        Some((Block::Paragraph(line), rest)) if paragraphs == 1 => {
            write_line(html, line);
            write_blocks(html, rest);
        }
        _ => write_blocks(html, blocks),
    }
}

fn write_list(html: &mut String, list: &List) {
    let tag = if list.start.is_some() { "ol" } else { "ul" };
    html.push('<');
    html.push_str(tag);
    if let Some(start) = list.start.filter(|start| *start != 1) {
        number(html, "start", start);
    }
    html.push('>');
    for item in &list.items {
        if !is_full(html) {
            wrapped(html, "li", |html| write_loose(html, item));
        }
    }
    html.push_str("</");
    html.push_str(tag);
    html.push('>');
}

/// Whether a row heads the columns below it.
pub(super) fn is_head(row: &[Cell]) -> bool {
    row.iter().all(|cell| cell.header && cell.rows == 1)
}

fn write_table(html: &mut String, rows: &[Vec<Cell>]) {
    let (head, body) = match rows.split_first() {
        Some((first, rest)) if is_head(first) => (Some(first), rest),
        _ => (None, rows),
    };
    if let Some(row) = head {
        wrapped(html, "thead", |html| write_row(html, row, true));
    }
    if !body.is_empty() {
        wrapped(html, "tbody", |html| body.iter().for_each(|row| write_row(html, row, false)));
    }
}

fn write_row(html: &mut String, row: &[Cell], heads_columns: bool) {
    if is_full(html) {
        return;
    }
    wrapped(html, "tr", |html| {
        for (index, cell) in row.iter().enumerate() {
            let tag = if cell.header { "th" } else { "td" };
            html.push('<');
            html.push_str(tag);
            if cell.columns != 1 {
                number(html, "colspan", cell.columns);
            }
            if cell.rows != 1 {
                number(html, "rowspan", cell.rows);
            }
            if cell.header && heads_columns {
                html.push_str(" scope=\"col\"");
            } else if cell.header && index == 0 {
                html.push_str(" scope=\"row\"");
            }
            html.push('>');
            write_loose(html, &cell.blocks);
            html.push_str("</");
            html.push_str(tag);
            html.push('>');
        }
    });
}

/// Writes a line: links outside styles, styles in their order, each opened once for as long as it lasts.
pub(super) fn write_line(html: &mut String, line: &[Inline]) {
    for run in line.chunk_by(|a, b| a.marks.link == b.marks.link) {
        match run.first().and_then(|piece| piece.marks.link.as_deref()) {
            Some(address) => {
                open_link(html, address);
                write_styled(html, run, &Style::ALL);
                html.push_str("</a>");
            }
            None => write_styled(html, run, &Style::ALL),
        }
    }
}

/// Writes the start tag of a link.
pub(super) fn open_link(html: &mut String, address: &str) {
    html.push_str("<a href=\"");
    escape_value(html, address);
    html.push('"');
    if values::is_external(address) {
        html.push_str(" rel=\"");
        html.push_str(values::EXTERNAL_REL);
        html.push('"');
    }
    html.push('>');
}

fn write_styled(html: &mut String, line: &[Inline], styles: &[Style]) {
    let Some((style, inner)) = styles.split_first() else {
        for piece in line {
            write_leaf(html, &piece.leaf);
        }
        return;
    };
    for run in line.chunk_by(|a, b| a.marks.has(*style) == b.marks.has(*style)) {
        if run.first().is_some_and(|piece| piece.marks.has(*style)) {
            wrapped(html, style.tag(), |html| write_styled(html, run, inner));
        } else {
            write_styled(html, run, inner);
        }
    }
}

fn write_leaf(html: &mut String, leaf: &Leaf) {
    match leaf {
        Leaf::Text(text) => escape(html, text),
        Leaf::Break => html.push_str("<br>"),
        Leaf::Image(picture) => write_image(html, picture),
    }
}

/// Writes a picture.
pub(super) fn write_image(html: &mut String, picture: &Image) {
    html.push_str("<img src=\"");
    html.push_str(values::ASSET_SCHEME);
    // Writing into a string cannot fail.
    let _ = write!(html, "{}", picture.asset);
    html.push_str("\" alt=\"");
    escape_value(html, &picture.alt);
    html.push('"');
    if let Some(width) = picture.width {
        number(html, "width", width);
    }
    if let Some(height) = picture.height {
        number(html, "height", height);
    }
    html.push('>');
}

fn number(html: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = write!(html, " {name}=\"{value}\"");
}

/// Escapes text as html5ever writes it.
fn escape(html: &mut String, text: &str) {
    text.chars().for_each(|character| escape_character(html, character));
}

/// Escapes an attribute's value as html5ever writes it.
pub(super) fn escape_value(html: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '"' => html.push_str("&quot;"),
            _ => escape_character(html, character),
        }
    }
}

fn escape_character(html: &mut String, character: char) {
    match character {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '\u{a0}' => html.push_str("&nbsp;"),
        _ => html.push(character),
    }
}
