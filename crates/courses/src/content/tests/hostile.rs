//! Nothing hostile comes out: a corpus of texts that got through somewhere (threat C01), as HTML and as Markdown.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};

use super::{super::html::second_wall, clean, from_markdown};

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

/// The second wall alone, as if the first had a hole: what it lets through is known, even if not in canonical form.
#[test]
fn the_second_wall_holds_alone() {
    for line in CORPUS.lines().filter(|line| !line.starts_with("# ")) {
        let text = unescaped(line.split_once('\t').unwrap().1);
        let html = second_wall(&text);
        let watch = watched(&html);
        assert_eq!(watch.forbidden.take(), None, "from {text}\nto {html}");
    }
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

/// What is wrong with HTML that should be canonical.
fn harm(html: &str) -> Option<String> {
    let watch = watched(html);
    let open = watch.open.take();
    watch.forbidden.take().or(watch.missing.take()).or_else(|| open.last().map(|tag| format!("{tag} is left open")))
}

/// Looks at HTML by a list that shares nothing with the cleaner's.
fn watched(html: &str) -> Watch {
    let tokenizer = Tokenizer::new(Watch::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

#[derive(Default)]
struct Watch {
    open: RefCell<Vec<String>>,
    /// What is there and may not be.
    forbidden: RefCell<Option<String>>,
    /// What is not there and should be.
    missing: RefCell<Option<String>>,
}

impl TokenSink for Watch {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let forbidden = match token {
            Token::TagToken(tag) => {
                let missing = self.missing(&tag);
                keep_first(&self.missing, missing);
                forbidden(&tag)
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::NullCharacterToken => Some(format!("{token:?}")),
            Token::CharacterTokens(_) | Token::EOFToken | Token::ParseError(_) => None,
        };
        keep_first(&self.forbidden, forbidden);
        TokenSinkResult::Continue
    }
}

fn keep_first(kept: &RefCell<Option<String>>, new: Option<String>) {
    let mut kept = kept.borrow_mut();
    *kept = kept.take().or(new);
}

impl Watch {
    fn missing(&self, tag: &Tag) -> Option<String> {
        let name = &*tag.name;
        if tag.kind == TagKind::EndTag {
            let open = self.open.borrow_mut().pop();
            return (open.as_deref() != Some(name)).then(|| format!("{name} ends inside {open:?}"));
        }
        if !matches!(name, "br" | "hr" | "img") {
            self.open.borrow_mut().push(name.to_owned());
        }
        let value = |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string());
        let is_whole = match name {
            "a" => value("href").is_some_and(|href| !href.starts_with("http") || value("rel").is_some()),
            "img" => value("src").is_some() && value("alt").is_some(),
            "aside" => value("data-callout").is_some(),
            _ => true,
        };
        (!is_whole).then(|| format!("{name} lacks an attribute"))
    }
}

fn forbidden(tag: &Tag) -> Option<String> {
    let name = &*tag.name;
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
    tag.attrs
        .iter()
        .find(|attribute| !is_known(name, &attribute.name.local, &attribute.value))
        .map(|attribute| format!("{name} with {}={}", &*attribute.name.local, &*attribute.value))
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
