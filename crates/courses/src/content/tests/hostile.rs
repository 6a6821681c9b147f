//! Nothing hostile comes out: a corpus of texts that got through somewhere (threat C01), as HTML and as Markdown.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};

use super::{clean, from_markdown};

const CORPUS: &str = include_str!("../../../testdata/xss.txt");

#[test]
fn no_hostile_text_survives() {
    let mut count = 0;
    for line in CORPUS.lines().filter(|line| !line.starts_with("# ")) {
        let (_, escaped) = line.split_once('\t').unwrap();
        let text = unescaped(escaped);
        for around in [
            "{}",
            "<p>a {} b</p>",
            "<table><tr><td>{}",
            "<ul><li>{}</li></ul>",
            "<pre><code>{}</code></pre>",
            "<a href=\"https://a.example\">{}</a>",
            "| a |\n|---|\n| {} |",
            "> [!NOTE]\n> {}",
        ] {
            let text = around.replace("{}", &text);
            assert_harmless(&clean(&text), &text);
            assert_harmless(&from_markdown(&text), &text);
        }
        count += 1;
    }
    assert!(count >= 300, "the corpus has {count} texts");
}

/// The corpus can fail: these are what a careless cleaner would let through.
#[test]
fn the_check_sees_harm() {
    for html in [
        "<script>x</script>",
        "<p onclick=\"x\">a</p>",
        "<p style=\"x\">a</p>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"https://a.example\">a</a>",
        "<img src=\"https://a.example/x.png\" alt=\"\">",
        "<img src=\"lyceum-asset:x\" alt=\"\">",
        "<svg></svg>",
        "<code class=\"x\">a</code>",
        "<aside data-callout=\"x\">a</aside>",
        "<!-- x -->",
        "<p>a",
    ] {
        assert!(harm(html).is_some(), "{html}");
    }
}

#[track_caller]
pub(super) fn assert_harmless(html: &str, from: &str) {
    if let Some(harm) = harm(html) {
        panic!("{harm}\nfrom {from}\nto {html}");
    }
}

/// What is in the HTML that may not be there, by a list that shares nothing with the cleaner's.
fn harm(html: &str) -> Option<String> {
    let tokenizer = Tokenizer::new(Watch::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let open = tokenizer.sink.open.take();
    tokenizer.sink.found.take().or_else(|| open.last().map(|tag| format!("{tag} is left open")))
}

#[derive(Default)]
struct Watch {
    open: RefCell<Vec<String>>,
    found: RefCell<Option<String>>,
}

impl TokenSink for Watch {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let harm = match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::NullCharacterToken => Some(format!("{token:?}")),
            Token::ParseError(error) if error.contains("Saw") || error.contains("Bad") => Some(error.to_string()),
            Token::CharacterTokens(_) | Token::EOFToken | Token::ParseError(_) => None,
        };
        self.found.borrow_mut().get_or_insert_with(|| harm.clone().unwrap_or_default());
        if harm.is_none() && self.found.borrow().as_deref() == Some("") {
            self.found.take();
        }
        TokenSinkResult::Continue
    }
}

impl Watch {
    fn tag(&self, tag: &Tag) -> Option<String> {
        let name = &*tag.name;
        if tag.kind == TagKind::EndTag {
            let open = self.open.borrow_mut().pop();
            return (open.as_deref() != Some(name)).then(|| format!("{name} ends inside {open:?}"));
        }
        if !matches!(name, "br" | "hr" | "img") {
            self.open.borrow_mut().push(name.to_owned());
        }
        let known = [
            "p",
            "h2",
            "h3",
            "h4",
            "ul",
            "ol",
            "li",
            "blockquote",
            "aside",
            "pre",
            "code",
            "strong",
            "em",
            "s",
            "u",
            "sub",
            "sup",
            "a",
            "br",
            "hr",
            "img",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ];
        if !known.contains(&name) {
            return Some(format!("element {name}"));
        }
        let value = |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string());
        if name == "a" && value("href").is_none_or(|href| href.starts_with("http") && value("rel").is_none()) {
            return Some("a link without address or rel".to_owned());
        }
        if (name == "img" && (value("src").is_none() || value("alt").is_none())) || (name == "aside" && value("data-callout").is_none()) {
            return Some(format!("{name} without its attribute"));
        }
        tag.attrs
            .iter()
            .find(|attribute| !is_known(name, &attribute.name.local, &attribute.value))
            .map(|attribute| format!("{name} with {}={}", &*attribute.name.local, &*attribute.value))
    }
}

fn is_known(element: &str, attribute: &str, value: &str) -> bool {
    let number = || value.parse::<u32>().is_ok_and(|n| n.to_string() == value);
    match (element, attribute) {
        ("a", "href") => {
            let starts = ["http://", "https://", "mailto:", "#"].iter().any(|start| value.starts_with(start));
            starts && !value.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>`\\".contains(c))
        }
        ("a", "rel") => value == "noopener noreferrer nofollow",
        ("aside", "data-callout") => ["note", "tip", "warning", "danger"].contains(&value),
        ("code", "class") => value
            .strip_prefix("language-")
            .is_some_and(|l| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || "+#-_.".contains(c))),
        ("img", "src") => {
            value.strip_prefix("lyceum-asset:").is_some_and(|id| uuid::Uuid::parse_str(id).is_ok_and(|uuid| uuid.to_string() == id))
        }
        ("img", "alt") => !value.contains(char::is_control),
        ("img", "width" | "height") | ("ol", "start") | ("td" | "th", "colspan" | "rowspan") => number(),
        ("th", "scope") => value == "col" || value == "row",
        _ => false,
    }
}

/// Turns the escapes of the corpus file into characters.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let hex = |digits: usize| after.get(1..=digits).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let (character, used) = match after.chars().next() {
            Some('n') => ('\n', 1),
            Some('r') => ('\r', 1),
            Some('t') => ('\t', 1),
            Some('0') => ('\0', 1),
            Some('\\') => ('\\', 1),
            Some('x') if hex(2).is_some() => (hex(2).unwrap(), 3),
            Some('u') if hex(4).is_some() => (hex(4).unwrap(), 5),
            _ => ('\\', 0),
        };
        out.push(character);
        rest = &after[used..];
    }
    out + rest
}
