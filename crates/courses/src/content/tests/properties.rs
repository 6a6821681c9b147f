//! Laws over made-up texts.

use std::rc::Rc;

use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use super::{
    super::{
        clean_html, html, markdown_to_html,
        tree::{Block, Callout, Cell, Image, Inline, Leaf, List, Marks, Style},
        values,
    },
    assert_stable,
    hostile::assert_harmless,
};

/// Pieces of HTML, right and wrong, from which a text is thrown together.
fn html_soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(vec![
            "<p>", "</p>", "<b>", "</b>", "<em>", "</em>", "<code>", "</code>", "<pre>", "</pre>", "<ul>", "</ul>", "<ol start=3>", "</ol>", "<li>", "</li>", "<table>", "</table>",
            "<tr>", "</tr>", "<td>", "</td>", "<th colspan=2>", "</th>", "<thead>", "<tbody>", "<blockquote>", "</blockquote>", "<aside data-callout=tip>", "</aside>", "<h1>", "</h1>",
            "<h3>", "</h3>", "<a href=https://a.example/?a=1&b=(2)>", "<a href=#x>", "</a>", "<br>", "<hr>", "<img src=lyceum-asset:01890f3e-7cc0-7000-8000-000000000001 alt='a|b'>", "<u>",
            "</u>", "<sub>", "</sub>", "<div>", "</div>", "<s>", "</s>", "<svg>", "</svg>", "<script>", "</script>", "<textarea>", "</textarea>", "<!--", "-->", "<math>", "</math>",
            "<span onclick=x>", "<pre><code class=language-c>", "<caption>", "<dl><dt>",
        ]).prop_map(str::to_owned),
        4 => text_soup(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Pieces of Markdown, right and wrong.
fn markdown_soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(vec![
            "\n", "\n\n", "  \n", "\n- ", "\n  ", "\n    ", "\n1. ", "\n> ", "> ", "\n> [!NOTE]\n> ", "\n## ", "# ", "**", "*", "_", "__", "~~", "`", "``", "```", "\n```rust\n", "\n```\n", "[", "](",
            "](https://a.example)", "](<#x>)", ")", "![", "](lyceum-asset:01890f3e-7cc0-7000-8000-000000000001)", "\n| a | b |\n|---|---|\n| ", " | ", "|", "\n---\n", "\n***\n", "\n===\n", "\\", "&amp;",
            "&", "<b>", "</b>", "<u>", "</u>", "<br>", "<div>", "</div>", "\n<table><tr><td>", "</table>", "<!--", "-->", "<https://a.example>", "\t", "\n[a]: https://a.example\n", "[a]", "!",
        ]).prop_map(str::to_owned),
        4 => text_soup(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn text_soup() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "a", "b c", " ", "\n", "1", ".", "é", "字", "\u{a0}", "\u{202e}", "😀", "&lt;", "&nbsp;", "&#x41;", "<", ">", "\"", "'",
            "\u{0}", "\r", "\u{c}", "\u{b}", "\u{200b}", "\u{2028}", "\u{3000}", "“", "+", "$"
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ]
}

fn line() -> impl Strategy<Value = Vec<Inline>> {
    let picture = (any::<u64>(), text_soup(), prop::option::of(1..2000_u32)).prop_map(|(id, alt, width)| {
        Leaf::Image(Image { asset: Uuid::from_u64_pair(id, id), alt: values::alternative(&alt), width, height: None })
    });
    let leaf = prop_oneof![8 => text_soup().prop_map(Leaf::Text), 1 => Just(Leaf::Break), 1 => picture];
    let link =
        prop::option::weighted(0.2, select(vec!["https://a.example/", "https://a.example/(x)?a&b;|*_", "mailto:a@b.example", "#place"]));
    let marks = (link, prop::collection::vec(select(Style::ALL.to_vec()), 0..3)).prop_map(|(link, styles)| {
        let mut marks = Marks::default();
        marks.link = link.map(Rc::from);
        for style in styles {
            marks.add(style);
        }
        marks
    });
    prop::collection::vec((leaf, marks).prop_map(|(leaf, marks)| Inline { leaf, marks }), 0..8)
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let code = (prop::option::of(select(vec!["rust", "c++", "c#"])), prop::collection::vec("[ -~\t]{0,12}", 1..4))
        .prop_map(|(language, lines)| Block::Code { language: language.map(str::to_owned), text: lines.join("\n") });
    let block = prop_oneof![
        5 => line().prop_map(Block::Paragraph),
        2 => (2..=4_u8, line()).prop_map(|(level, line)| Block::Heading(level, line)),
        2 => code,
        1 => Just(Block::Rule),
    ]
    .prop_recursive(4, 24, 4, |inner| {
        let many = prop::collection::vec(inner, 0..4);
        let cell = (any::<bool>(), 1..3_u16, 1..3_u16, many.clone()).prop_map(|(header, columns, rows, blocks)| Cell { header, columns, rows, blocks });
        let plain = |header| line().prop_map(move |line| Cell { header, columns: 1, rows: 1, blocks: vec![Block::Paragraph(line)] });
        let plain_table = (1..4_usize, 0..3_usize).prop_flat_map(move |(columns, rows)| {
            let head = prop::collection::vec(plain(true), columns);
            let body = prop::collection::vec(prop::collection::vec(plain(false), columns), rows);
            (head, body).prop_map(|(head, mut body)| {
                body.insert(0, head);
                Block::Table(body)
            })
        });
        prop_oneof![
            3 => (prop::option::of(0..20_u32), prop::collection::vec(many.clone(), 1..4)).prop_map(|(start, items)| Block::List(List { start, items })),
            1 => many.clone().prop_map(Block::Quote),
            1 => (select(Callout::ALL.to_vec()), many).prop_map(|(kind, blocks)| Block::Callout(kind, blocks)),
            1 => prop::collection::vec(prop::collection::vec(cell, 1..3), 1..3).prop_map(Block::Table),
            1 => plain_table,
        ]
    });
    prop::collection::vec(block, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 600 } else { 50_000 }))]

    #[test]
    fn any_html_becomes_stable_and_harmless(text in html_soup()) {
        let clean = clean_html(&text).unwrap();
        assert_harmless(clean.as_str(), &text);
        assert_stable(clean.as_str());
    }

    #[test]
    fn any_markdown_becomes_stable_and_harmless(text in markdown_soup()) {
        if let Ok(clean) = markdown_to_html(&text) {
            assert_harmless(clean.as_str(), &text);
            assert_stable(clean.as_str());
        }
    }

    #[test]
    fn any_tree_goes_there_and_back(blocks in blocks()) {
        let clean = clean_html(&html::document(&blocks)).unwrap();
        assert_stable(clean.as_str());
    }

    #[test]
    fn any_characters_are_taken(text in any::<String>()) {
        assert_stable(clean_html(&text).unwrap().as_str());
    }
}
