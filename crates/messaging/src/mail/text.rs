//! What people typed, made fit for a mail: text in one line, of limited length, that no mail program takes for a link.
//!
//! Mail programs turn `evil.example`, `https://..` and `a@b.example` into links by themselves, escaped or not. A hair space after each
//! dot, colon-slash and at sign inside a word ends every such address and can hardly be seen. It is a real space: programs that read
//! an address up to the next space would run over the zero-width characters that are used for this elsewhere.

/// The longest name of a person; longer ones are cut, so that a name cannot be a letter of its own.
const NAME: usize = 64;
/// The longest title of a course or name of an organization.
const TITLE: usize = 160;
/// The longest remark.
const REMARK: usize = 400;
/// The longest header: three names and the words around them.
const HEADER: usize = 480;
/// Breaks an address and hardly a word.
const HAIR_SPACE: char = '\u{200a}';
/// Begins and ends a text whose direction is its own (UAX 9, 2.1).
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// The name of a person.
pub(super) fn name(typed: &str) -> String {
    safe(typed, NAME)
}

/// The title of a course, the name of an organization.
pub fn title(typed: &str) -> String {
    safe(typed, TITLE)
}

/// A sentence or two that somebody wrote for the reader.
pub(super) fn remark(typed: &str) -> String {
    safe(typed, REMARK)
}

/// A text made fit for a header: one line without anything that cannot be seen.
pub fn header_line(text: &str) -> String {
    one_line(text, HEADER)
}

fn safe(typed: &str, longest: usize) -> String {
    let line = unlinked(&one_line(typed, longest));
    let [begin, end] = ISOLATE;
    if line.contains(is_right_to_left) { format!("{begin}{line}{end}") } else { line }
}

fn one_line(text: &str, longest: usize) -> String {
    let seen: String =
        text.chars().map(|symbol| if symbol.is_whitespace() { ' ' } else { symbol }).filter(|symbol| !is_unseen(*symbol)).collect();
    let line = seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Control characters, marks of direction, and what takes no room. The two joiners stay: Persian and Hindi are wrong without them.
fn is_unseen(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
        || u32::from(symbol) & 0xfffe == 0xfffe
}

fn unlinked(line: &str) -> String {
    let mut broken = String::with_capacity(line.len());
    let mut symbols = line.chars().peekable();
    while let Some(symbol) = symbols.next() {
        broken.push(symbol);
        if is_joint(symbol, symbols.peek().copied()) {
            broken.push(HAIR_SPACE);
        }
    }
    broken
}

/// Whether an address could go on here. Beside the full stop, browsers take its wide forms for one (UTS 46, section 4).
fn is_joint(symbol: char, next: Option<char>) -> bool {
    let Some(next) = next.filter(|next| *next != ' ' && !is_stop(*next)) else { return false };
    match symbol {
        '@' | '＠' => true,
        ':' | '：' => !next.is_ascii_digit(),
        '/' | '／' | '\\' => matches!(next, '/' | '／' | '\\'),
        _ => is_stop(symbol),
    }
}

fn is_stop(symbol: char) -> bool {
    matches!(symbol, '.' | '。' | '．' | '｡' | '․')
}

fn is_right_to_left(symbol: char) -> bool {
    matches!(symbol, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        for plain in
            ["Amélie Dubois-Løvgren", "Dr. Ann O'Neill", "李明", "Ann <b>", "Rust: a course", "क्‍ष", "9:30 class", "AC/DC and so on..."]
        {
            assert_eq!(name(plain), plain);
        }
        assert_eq!(name("می\u{200c}خواهم"), "\u{2068}می\u{200c}خواهم\u{2069}");
    }

    #[test]
    fn an_address_is_broken_up() {
        assert_eq!(name("evil.example"), "evil.\u{200a}example");
        assert_eq!(name("https://evil.example/a"), "https:\u{200a}/\u{200a}/evil.\u{200a}example/a");
        assert_eq!(name("mailto:ann@evil.example"), "mailto:\u{200a}ann@\u{200a}evil.\u{200a}example");
        assert_eq!(name("evil。example \\\\evil"), "evil。\u{200a}example \\\u{200a}\\evil");
        assert_eq!(name("evil.\u{200b}example"), "evil.\u{200a}example");
        assert_eq!(name("evil.\u{200d}example"), "evil.\u{200a}\u{200d}example");
    }

    #[test]
    fn a_name_is_one_line_and_short() {
        assert_eq!(name(" Ann\r\nBcc: x\u{0}\u{7}\u{2028}y\u{202e}z "), "Ann Bcc: x yz");
        assert_eq!(name(&"n".repeat(1000)), format!("{}…", "n".repeat(63)));
        assert_eq!(title(&"n".repeat(160)), "n".repeat(160));
        assert_eq!(header_line("a\r\nb\tc"), "a b c");
    }

    proptest! {
        #[test]
        fn no_word_holds_an_address(typed in any::<String>()) {
            let safe = name(&typed);
            prop_assert!(!safe.contains(is_unseen_here));
            for word in safe.split(char::is_whitespace) {
                let inner = word.trim_end_matches(is_stop).trim_matches(ISOLATE);
                let last = inner.trim_end_matches(['…', '@', ':', '/', '.']);
                prop_assert!(!last.contains("//") && !last.contains('@') && !last.trim_start_matches(is_stop).contains(is_stop), "{word:?} of {safe:?}");
            }
        }

        #[test]
        fn what_looks_like_an_address_is_none(typed in "[a-z]{1,3}(:|://|@|\\.|/|//)[a-z]{1,9}(\\.|@|:|/)[a-z]{2,5}") {
            let safe = name(&typed);
            for word in safe.split(char::is_whitespace) {
                prop_assert!(!word.trim_end_matches('.').contains('.') && !word.contains("://") && !word.trim_end_matches('@').contains('@'), "{word:?}");
            }
        }
    }

    fn is_unseen_here(symbol: char) -> bool {
        is_unseen(symbol) && !ISOLATE.contains(&symbol)
    }
}
