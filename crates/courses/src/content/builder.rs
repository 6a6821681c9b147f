//! Builds the tree from start tags, end tags and text, in whatever order they come.

use std::rc::Rc;

use super::{
    ContentError, MAX_DEPTH,
    line::{canonical, is_space},
    reader::Attributes,
    tree::{Block, Callout, Cell, Image, Inline, Leaf, List, Marks, Style},
    values,
};

/// Marks that are kept open at once. More would be the same marks again.
const OPEN_MARKS_MAX: usize = 64;

/// An element that is open.
enum Frame {
    /// Holds blocks.
    Flow(Flow, Vec<Block>),
    /// Holds items.
    List(List),
    /// Holds rows.
    Table(Vec<Vec<Cell>>),
    /// Holds cells.
    Row(Vec<Cell>),
    /// Holds a line: a heading of this level, or a paragraph.
    Line(Option<u8>, Vec<Inline>),
    /// Holds code; `fresh` until anything came, because a newline that comes first does not count.
    Code { language: Option<String>, text: String, fresh: bool },
}

/// What the blocks of a frame will be.
enum Flow {
    Quote,
    Callout(Callout),
    Item,
    Cell { header: bool, columns: u16, rows: u16 },
}

enum Mark {
    Link(Rc<str>),
    Style(Style),
}

/// The open elements and what is done already.
pub(super) struct Builder {
    done: Vec<Block>,
    open: Vec<Frame>,
    /// Open marks, each with the number of elements that were open when it began: it ends with them.
    marks: Vec<(usize, Mark)>,
    too_deep: bool,
}

impl Builder {
    /// An empty document.
    pub(super) const fn new() -> Self {
        Self { done: Vec::new(), open: Vec::new(), marks: Vec::new(), too_deep: false }
    }

    /// Closes everything and gives the document, and the error if it went too deep.
    pub(super) fn finish(mut self) -> (Vec<Block>, Option<ContentError>) {
        self.close_to(0);
        (self.done, self.too_deep.then_some(ContentError::TooDeep))
    }

    /// Characters.
    pub(super) fn text(&mut self, text: &str) {
        if self.too_deep {
            return;
        }
        let visible = text.replace(|c: char| c.is_control() && !is_space(c), "");
        if let Some(Frame::Code { text: code, fresh, .. }) = self.open.last_mut() {
            let lines = visible.replace("\r\n", "\n").replace(['\r', '\x0c'], "\n");
            let first = std::mem::take(fresh).then(|| lines.strip_prefix('\n')).flatten();
            code.push_str(first.unwrap_or(&lines));
            return;
        }
        let in_line = matches!(self.open.last(), Some(Frame::Line(..)));
        if in_line || !visible.chars().all(is_space) {
            self.leaf(Leaf::Text(visible));
        }
    }

    /// A start tag, or an element that has no content.
    pub(super) fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        if self.too_deep {
            return;
        }
        if matches!(self.open.last(), Some(Frame::Code { .. })) {
            self.start_in_code(name, attributes);
            return;
        }
        match name {
            "p" => self.start_line(None),
            "h1" | "h2" => self.start_line(Some(2)),
            "h3" => self.start_line(Some(3)),
            "h4" | "h5" | "h6" => self.start_line(Some(4)),
            "ul" | "menu" | "dir" => self.start_list(None),
            "ol" => self.start_list(Some(attributes.number("start").filter(|n| *n <= values::LIST_START_MAX).unwrap_or(1))),
            "li" => self.start_item(),
            "blockquote" => self.start_flow(Flow::Quote),
            "aside" => match attributes.get("data-callout").and_then(Callout::parse) {
                Some(kind) => self.start_flow(Flow::Callout(kind)),
                None => self.end_paragraph(),
            },
            "pre" | "listing" => {
                self.want_flow();
                let language = attributes.get("class").and_then(values::language);
                self.push(Frame::Code { language, text: String::new(), fresh: true });
            }
            "hr" => {
                self.want_flow();
                self.add(Block::Rule);
            }
            "table" => {
                if matches!(self.open.last(), Some(Frame::Table(_) | Frame::Row(_))) {
                    self.end("table");
                }
                self.want_flow();
                self.push(Frame::Table(Vec::new()));
            }
            "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => self.start_in_table(name, attributes),
            "br" => self.leaf(Leaf::Break),
            "img" => {
                if let Some(image) = image(attributes) {
                    self.leaf(Leaf::Image(image));
                }
            }
            "a" => {
                self.marks.retain(|(_, mark)| !matches!(mark, Mark::Link(_)));
                if let Some(address) = attributes.get("href").and_then(values::link) {
                    self.mark(Mark::Link(address.into()));
                }
            }
            _ => {
                if let Some(style) = style(name) {
                    self.mark(Mark::Style(style));
                } else if values::breaks_paragraph(name) {
                    self.end_paragraph();
                }
            }
        }
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: &str) {
        if self.too_deep {
            return;
        }
        if matches!(self.open.last(), Some(Frame::Code { .. })) {
            if matches!(name, "pre" | "listing") {
                self.close();
            }
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                if matches!(self.open.last(), Some(Frame::Line(Some(_), _))) {
                    self.close();
                }
            }
            "a" => self.unmark(|mark| matches!(mark, Mark::Link(_))),
            "ul" | "menu" | "dir" => self.close_nearest(|f| matches!(f, Frame::List(list) if list.start.is_none()), is_cell),
            "ol" => self.close_nearest(|f| matches!(f, Frame::List(list) if list.start.is_some()), is_cell),
            "li" => self.close_nearest(|f| matches!(f, Frame::Flow(Flow::Item, _)), |f| is_cell(f) || matches!(f, Frame::List(_))),
            "blockquote" => self.close_nearest(|f| matches!(f, Frame::Flow(Flow::Quote, _)), is_cell),
            "aside" => self.close_nearest(|f| matches!(f, Frame::Flow(Flow::Callout(_), _)), is_cell),
            "table" => self.close_nearest(is_table, |_| false),
            "tr" => self.close_nearest(|f| matches!(f, Frame::Row(_)), is_table),
            "td" | "th" => self.close_nearest(is_cell, is_table),
            _ => {
                if let Some(style) = style(name) {
                    self.unmark(|mark| matches!(mark, Mark::Style(open) if *open == style));
                } else if name == "p" || values::breaks_paragraph(name) {
                    self.end_paragraph();
                }
            }
        }
    }

    /// Inside code only its text counts; elements that stand on a line of their own begin a line.
    fn start_in_code(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some(Frame::Code { language, text, fresh }) = self.open.last_mut() else { return };
        *fresh = false;
        if name == "br"
            || (matches!(name, "p" | "li" | "tr") || values::breaks_paragraph(name)) && !text.is_empty() && !text.ends_with('\n')
        {
            text.push('\n');
        } else if name == "code" && language.is_none() {
            *language = attributes.get("class").and_then(values::language);
        }
    }

    fn start_line(&mut self, level: Option<u8>) {
        // A paragraph inside a heading is the heading's text.
        if level.is_none() && matches!(self.open.last(), Some(Frame::Line(Some(_), _))) {
            return;
        }
        self.want_flow();
        self.push(Frame::Line(level, Vec::new()));
    }

    fn start_flow(&mut self, flow: Flow) {
        self.want_flow();
        self.push(Frame::Flow(flow, Vec::new()));
    }

    fn start_list(&mut self, start: Option<u32>) {
        // A list straight inside a list belongs to the item before it: office programs write so.
        if let Some(Frame::List(list)) = self.open.last_mut() {
            let item = list.items.pop().unwrap_or_default();
            self.push(Frame::Flow(Flow::Item, item));
        }
        self.want_flow();
        self.push(Frame::List(List { start, items: Vec::new() }));
    }

    fn start_item(&mut self) {
        let list = self.nearest(|f| matches!(f, Frame::List(_)), |f| matches!(f, Frame::Flow(flow, _) if !matches!(flow, Flow::Item)));
        match list {
            Some(index) => self.close_to(index + 1),
            None => self.start_list(None),
        }
        self.push(Frame::Flow(Flow::Item, Vec::new()));
    }

    fn start_in_table(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some(table) = self.nearest(is_table, |_| false) else { return };
        if !matches!(name, "td" | "th") {
            self.close_to(table + 1);
            if name == "tr" {
                self.push(Frame::Row(Vec::new()));
            }
            return;
        }
        if let Some(row) = self.nearest(|f| matches!(f, Frame::Row(_)), is_table) {
            self.close_to(row + 1);
        } else {
            self.close_to(table + 1);
            self.push(Frame::Row(Vec::new()));
        }
        let columns = values::span(attributes.number("colspan"));
        let rows = values::span(attributes.number("rowspan"));
        self.push(Frame::Flow(Flow::Cell { header: name == "th", columns, rows }, Vec::new()));
    }

    /// Makes sure that the innermost open element can hold a block.
    fn want_flow(&mut self) {
        loop {
            match self.open.last() {
                None | Some(Frame::Flow(..)) => return,
                Some(Frame::Line(..) | Frame::Code { .. }) => self.close(),
                Some(Frame::List(_)) => self.push(Frame::Flow(Flow::Item, Vec::new())),
                Some(Frame::Table(_)) => self.push(Frame::Row(Vec::new())),
                Some(Frame::Row(_)) => {
                    self.push(Frame::Flow(Flow::Cell { header: false, columns: 1, rows: 1 }, Vec::new()));
                }
            }
            if self.too_deep {
                return;
            }
        }
    }

    fn leaf(&mut self, leaf: Leaf) {
        if !matches!(self.open.last(), Some(Frame::Line(..))) {
            self.want_flow();
            self.push(Frame::Line(None, Vec::new()));
        }
        let marks = self.current_marks();
        if let Some(Frame::Line(_, line)) = self.open.last_mut() {
            line.push(Inline { leaf, marks });
        }
    }

    fn current_marks(&self) -> Marks {
        let mut marks = Marks::default();
        for (_, mark) in &self.marks {
            match mark {
                Mark::Link(address) => marks.link = Some(Rc::clone(address)),
                Mark::Style(style) => marks.add(*style),
            }
        }
        marks
    }

    fn mark(&mut self, mark: Mark) {
        if self.marks.len() < OPEN_MARKS_MAX {
            self.marks.push((self.open.len(), mark));
        }
    }

    fn unmark(&mut self, ends: impl Fn(&Mark) -> bool) {
        if let Some(index) = self.marks.iter().rposition(|(_, mark)| ends(mark)) {
            self.marks.remove(index);
        }
    }

    fn push(&mut self, frame: Frame) {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep = true;
        } else {
            self.open.push(frame);
        }
    }

    fn end_paragraph(&mut self) {
        if matches!(self.open.last(), Some(Frame::Line(None, _))) {
            self.close();
        }
    }

    /// The innermost open element that is `wanted`, unless a `wall` comes before it.
    fn nearest(&self, wanted: impl Fn(&Frame) -> bool, wall: impl Fn(&Frame) -> bool) -> Option<usize> {
        for (index, frame) in self.open.iter().enumerate().rev() {
            if wanted(frame) {
                return Some(index);
            }
            if wall(frame) {
                return None;
            }
        }
        None
    }

    fn close_nearest(&mut self, wanted: impl Fn(&Frame) -> bool, wall: impl Fn(&Frame) -> bool) {
        if let Some(index) = self.nearest(wanted, wall) {
            self.close_to(index);
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close();
        }
    }

    /// Closes the innermost element and gives it to the one around it.
    fn close(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        let depth = self.open.len();
        self.marks.retain(|(opened_at, _)| *opened_at <= depth);
        match frame {
            Frame::Line(level, line) => {
                let line = canonical(line);
                if !line.is_empty() {
                    self.add(match level {
                        Some(level) => Block::Heading(level, line),
                        None => Block::Paragraph(line),
                    });
                }
            }
            Frame::Code { language, text, .. } => {
                let text = text.trim_end_matches('\n');
                if !text.trim().is_empty() {
                    self.add(Block::Code { language, text: text.to_owned() });
                }
            }
            Frame::List(list) => {
                if !list.items.is_empty() {
                    self.add(Block::List(list));
                }
            }
            Frame::Table(rows) => {
                if !rows.is_empty() {
                    self.add(Block::Table(rows));
                }
            }
            Frame::Row(cells) => {
                if let (false, Some(Frame::Table(rows))) = (cells.is_empty(), self.open.last_mut()) {
                    rows.push(cells);
                }
            }
            Frame::Flow(flow, blocks) => self.close_flow(&flow, blocks),
        }
    }

    fn close_flow(&mut self, flow: &Flow, blocks: Vec<Block>) {
        match (flow, self.open.last_mut()) {
            (Flow::Item, Some(Frame::List(list))) => list.items.push(blocks),
            (Flow::Cell { header, columns, rows }, Some(Frame::Row(cells))) => {
                cells.push(Cell { header: *header, columns: *columns, rows: *rows, blocks });
            }
            _ if blocks.is_empty() => {}
            (Flow::Callout(kind), _) => self.add(Block::Callout(*kind, blocks)),
            // An item or cell always closes into its list or row, so that only quotes are left.
            (Flow::Quote | Flow::Item | Flow::Cell { .. }, _) => self.add(Block::Quote(blocks)),
        }
    }

    fn add(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Frame::Flow(_, blocks)) => blocks.push(block),
            _ => self.done.push(block),
        }
    }
}

const fn is_cell(frame: &Frame) -> bool {
    matches!(frame, Frame::Flow(Flow::Cell { .. }, _))
}

const fn is_table(frame: &Frame) -> bool {
    matches!(frame, Frame::Table(_))
}

fn style(name: &str) -> Option<Style> {
    Some(match name {
        "strong" | "b" => Style::Strong,
        "em" | "i" => Style::Em,
        "s" | "strike" | "del" => Style::Strike,
        "u" | "ins" => Style::Underline,
        "sub" => Style::Sub,
        "sup" => Style::Sup,
        "code" | "tt" | "kbd" | "samp" => Style::Code,
        _ => return None,
    })
}

fn image(attributes: &Attributes<'_>) -> Option<Image> {
    Some(Image {
        asset: attributes.get("src").and_then(values::asset)?,
        alt: values::alternative(attributes.get("alt").unwrap_or_default()),
        width: attributes.number("width").and_then(values::pixels),
        height: attributes.number("height").and_then(values::pixels),
    })
}
