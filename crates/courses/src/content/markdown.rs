//! Markdown in (CommonMark with tables, strikethrough and GitHub's callouts) and Markdown out.
//!
//! What is written is read again and compared, block by block: where a block would come back different, it is written as
//! HTML, which Markdown allows. So the way there and back loses nothing, whatever the text.

use domain::content::SafeHtml;
use pulldown_cmark::{BlockQuoteKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{
    ContentError, MAX_BYTES, clean, html,
    markdown_line::{Place, Spelling, code_fence, line},
    reader::{read, read_cleaned},
    tree::{Block, Callout, Cell, List},
};

/// Reads Markdown into the canonical form of the subset. HTML inside it is cleaned as all HTML is.
pub fn markdown_to_html(markdown: &str) -> Result<SafeHtml, ContentError> {
    if markdown.len() > MAX_BYTES {
        return Err(ContentError::TooLarge);
    }
    clean(&rendered(markdown))
}

/// Writes a cleaned text as Markdown that reads back as the same text.
pub fn html_to_markdown(html: &SafeHtml) -> String {
    let blocks = read_cleaned(html.as_str());
    let mut markdown = joined(&blocks, faithful);
    if !markdown.is_empty() {
        markdown.push('\n');
    }
    markdown
}

/// Markdown as HTML, not cleaned yet.
fn rendered(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::Start(Tag::BlockQuote(Some(kind))) => Event::Html(callout_tag(kind).into()),
        Event::End(TagEnd::BlockQuote(Some(_))) => Event::Html("</aside>\n".into()),
        // The renderer would escape addresses in its own way; the cleaner has the one that counts.
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let mut tag = String::from("<a href=\"");
            if link_type == LinkType::Email {
                tag.push_str("mailto:");
            }
            html::escape_value(&mut tag, &dest_url);
            tag.push_str("\">");
            Event::InlineHtml(tag.into())
        }
        Event::End(TagEnd::Link) => Event::InlineHtml("</a>".into()),
        other => other,
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

const fn callout_tag(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Important => "<aside data-callout=\"note\">\n",
        BlockQuoteKind::Tip => "<aside data-callout=\"tip\">\n",
        BlockQuoteKind::Warning => "<aside data-callout=\"warning\">\n",
        BlockQuoteKind::Caution => "<aside data-callout=\"danger\">\n",
    }
}

const fn callout_word(kind: Callout) -> &'static str {
    match kind {
        Callout::Note => "NOTE",
        Callout::Tip => "TIP",
        Callout::Warning => "WARNING",
        Callout::Danger => "CAUTION",
    }
}

/// A block in the most readable spelling that reads back as that block.
fn faithful(block: &Block) -> String {
    for spelling in [Spelling::Signs, Spelling::Tags] {
        let markdown = written(block, spelling);
        if read(&rendered(&markdown)).is_ok_and(|blocks| blocks == [block.clone()]) {
            return markdown;
        }
    }
    html::on_one_line(block)
}

/// Blocks one after another, with an empty line between.
fn joined(blocks: &[Block], write: impl Fn(&Block) -> String) -> String {
    let mut markdown = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        match (before, block) {
            (None, _) => {}
            // Without something between them two lists of a kind would be one.
            (Some(Block::List(a)), Block::List(b)) if a.start.is_some() == b.start.is_some() => {
                markdown.push_str("\n\n<!-- -->\n\n");
            }
            (Some(_), _) => markdown.push_str("\n\n"),
        }
        markdown.push_str(&write(block));
        before = Some(block);
    }
    markdown
}

fn written(block: &Block, spelling: Spelling) -> String {
    match block {
        Block::Paragraph(text) => line(text, spelling, Place::Paragraph),
        Block::Heading(level, text) => {
            let signs = "#".repeat(usize::from(*level));
            format!("{signs} {}", line(text, spelling, Place::Heading))
        }
        Block::List(list) => written_list(list, spelling),
        Block::Quote(blocks) => quoted(&joined(blocks, |block| written(block, spelling))),
        Block::Callout(kind, blocks) => {
            let inner = joined(blocks, |block| written(block, spelling));
            quoted(&format!("[!{}]\n{inner}", callout_word(*kind)))
        }
        Block::Code { language, text } => {
            let fence = code_fence(text);
            format!("{fence}{}\n{text}\n{fence}", language.as_deref().unwrap_or_default())
        }
        // Dashes would end a list item that begins with them.
        Block::Rule => "***".to_owned(),
        Block::Table(rows) => written_table(rows, spelling).unwrap_or_else(|| html::on_one_line(block)),
    }
}

fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect();
    lines.join("\n")
}

fn written_list(list: &List, spelling: Spelling) -> String {
    let is_tight = is_tight(list);
    let items = list.items.iter().zip(0_u32..).map(|(item, index)| {
        let marker = list.start.map_or_else(|| "-".to_owned(), |start| format!("{}.", start.saturating_add(index)));
        let text = if is_tight {
            item.iter().map(|block| written(block, spelling)).collect::<Vec<_>>().join("\n")
        } else {
            joined(item, |block| written(block, spelling))
        };
        if text.is_empty() { marker } else { format!("{marker} {}", indented(&text, marker.len() + 1)) }
    });
    items.collect::<Vec<_>>().join(if is_tight { "\n" } else { "\n\n" })
}

/// Whether the items need no empty lines: a paragraph each, with lists under it that may follow one directly.
fn is_tight(list: &List) -> bool {
    list.items.iter().all(|item| match item.as_slice() {
        [] | [Block::Paragraph(_)] => true,
        [Block::Paragraph(_), Block::List(inner)] => {
            let may_follow = inner.start.is_none_or(|start| start == 1);
            may_follow && inner.items.first().is_some_and(|first| !first.is_empty()) && is_tight(inner)
        }
        _ => false,
    })
}

fn indented(text: &str, by: usize) -> String {
    let indent = " ".repeat(by);
    let mut lines = text.split('\n');
    let mut indented = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        indented.push('\n');
        if !line.is_empty() {
            indented.push_str(&indent);
            indented.push_str(line);
        }
    }
    indented
}

/// A table as Markdown, if Markdown has words for it: one row of headers, no cell over several, a line in each.
fn written_table(rows: &[Vec<Cell>], spelling: Spelling) -> Option<String> {
    let (head, body) = rows.split_first()?;
    let is_plain = |cell: &Cell| cell.columns == 1 && cell.rows == 1 && matches!(cell.blocks.as_slice(), [] | [Block::Paragraph(_)]);
    let is_sayable = html::is_head(head)
        && head.iter().all(is_plain)
        && body.iter().all(|row| row.len() == head.len() && row.iter().all(|cell| !cell.header && is_plain(cell)));
    if !is_sayable {
        return None;
    }
    let written_row = |row: &Vec<Cell>| {
        let cells = row.iter().map(|cell| match cell.blocks.first() {
            Some(Block::Paragraph(text)) => format!(" {} |", line(text, spelling, Place::Cell)),
            _ => "  |".to_owned(),
        });
        format!("|{}", cells.collect::<String>())
    };
    let mut lines = vec![written_row(head), format!("|{}", " --- |".repeat(head.len()))];
    lines.extend(body.iter().map(written_row));
    Some(lines.join("\n"))
}
