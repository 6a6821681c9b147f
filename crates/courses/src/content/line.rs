//! The canonical form of a line: one space where HTML shows one space, no mark that nobody can see.

use super::tree::{Inline, Leaf, Marks, Style};

/// Brings a line into canonical form. An empty answer means that the line shows nothing.
///
/// - White space becomes single spaces, none at the ends of the line or beside a break.
/// - A space or break carries only marks that both neighbors carry, so that `**bold **` is `**bold** `; in code it keeps its own.
/// - A picture carries no style; a break is never code; breaks at the end go.
/// - Neighbors with equal marks become one.
pub(super) fn canonical(line: Vec<Inline>) -> Vec<Inline> {
    let mut pieces = collapsed(line);
    while pieces.last().is_some_and(is_gap_or_break) {
        pieces.pop();
    }
    share_marks(&mut pieces);
    merged(pieces)
}

/// Whether the character is white space that HTML collapses.
pub(super) const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

fn is_gap(piece: &Inline) -> bool {
    matches!(&piece.leaf, Leaf::Text(text) if text == " ")
}

fn is_gap_or_break(piece: &Inline) -> bool {
    piece.leaf == Leaf::Break || is_gap(piece)
}

/// Splits text into words and single spaces, dropping spaces that do not show.
fn collapsed(line: Vec<Inline>) -> Vec<Inline> {
    let mut pieces: Vec<Inline> = Vec::with_capacity(line.len());
    for Inline { leaf, marks } in line {
        match leaf {
            Leaf::Text(text) => add_text(&mut pieces, &text, &marks),
            Leaf::Break => {
                while pieces.last().is_some_and(is_gap) {
                    pieces.pop();
                }
                pieces.push(Inline { leaf: Leaf::Break, marks: marks.without(Style::Code) });
            }
            Leaf::Image(image) => pieces.push(Inline { leaf: Leaf::Image(image), marks: marks.only_link() }),
        }
    }
    pieces
}

fn add_text(pieces: &mut Vec<Inline>, text: &str, marks: &Marks) {
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.split(is_space).next().unwrap_or_default();
        if !word.is_empty() {
            pieces.push(Inline { leaf: Leaf::Text(word.to_owned()), marks: marks.clone() });
        }
        let after = rest.strip_prefix(word).unwrap_or_default();
        let next = after.trim_start_matches(is_space);
        if next.len() < after.len() && pieces.last().is_some_and(|last| !is_gap_or_break(last)) {
            pieces.push(Inline { leaf: Leaf::Text(" ".to_owned()), marks: marks.clone() });
        }
        rest = next;
    }
}

/// Takes from spaces and breaks the marks that a neighbor lacks.
fn share_marks(pieces: &mut [Inline]) {
    let floats = |piece: &Inline| is_gap_or_break(piece) && !piece.marks.has(Style::Code);
    let mut before = Marks::default();
    for piece in pieces.iter_mut() {
        if floats(piece) {
            piece.marks = piece.marks.shared(&before);
        } else {
            before = piece.marks.clone();
        }
    }
    let mut after = Marks::default();
    for piece in pieces.iter_mut().rev() {
        if floats(piece) {
            piece.marks = piece.marks.shared(&after);
        } else {
            after = piece.marks.clone();
        }
    }
}

fn merged(pieces: Vec<Inline>) -> Vec<Inline> {
    let mut line: Vec<Inline> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if let (Some(Inline { leaf: Leaf::Text(before), marks }), Leaf::Text(text)) = (line.last_mut(), &piece.leaf)
            && *marks == piece.marks
        {
            before.push_str(text);
        } else {
            line.push(piece);
        }
    }
    line
}
