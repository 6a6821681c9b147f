//! What the template is given: every word and number of one certificate, ready to be set.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::{
    color::Inks,
    document::CertificateDocument,
    fonts::{FAMILIES, FontCase},
    text::{Field, clean, is_covered, is_rtl, spell},
    words::Words,
};

/// The characters that the names of instructors may take; those who are too many are counted.
const MAX_SIGNERS: usize = 160;
/// The longest address that is printed in full, in characters; the link and the QR code hold it all.
const MAX_SHOWN: usize = 140;

/// The values that certificate.typ reads.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sheet {
    title: String,
    author: String,
    description: String,
    issued: (i32, u32, u32),
    language: &'static str,
    fonts: [&'static str; 4],
    strong: String,
    has_capitals: bool,
    words: Fixed,
    organization: Field,
    learner: Field,
    course: Field,
    completed_on: Field,
    notes: Vec<String>,
    signers: Field,
    code: String,
    verify_url: String,
    verify_shown: String,
    logo: Option<&'static str>,
    logo_alt: String,
}

/// The words that are the same on every certificate of a language.
#[derive(Clone, Debug, Serialize)]
struct Fixed {
    heading: &'static str,
    awarded: &'static str,
    completed: &'static str,
    date: &'static str,
    signers: &'static str,
    verify: &'static str,
    qr: String,
}

/// How far people's words may be shown as they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Words with letters that the fonts lack are spelled in Latin letters.
    Covered,
    /// Whatever is not ASCII is. For letters that a font has, but not with these marks on them.
    Ascii,
}

/// A certificate's texts, cleaned.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    pub(crate) learner: String,
    pub(crate) course: String,
    pub(crate) organization: String,
    pub(crate) signers: Vec<String>,
}

impl Texts {
    pub(crate) fn of(document: &CertificateDocument) -> Self {
        Self {
            learner: clean(&document.learner_name),
            course: clean(&document.course_title),
            organization: clean(&document.organization_name),
            signers: document.instructor_names.iter().map(|name| clean(name)).filter(|name| !name.is_empty()).collect(),
        }
    }

    /// Whether the fonts have every letter.
    pub(crate) fn are_covered(&self, case: &FontCase) -> bool {
        let fields = [&self.learner, &self.course, &self.organization];
        fields.into_iter().chain(&self.signers).all(|text| is_covered(text, case))
    }
}

impl Sheet {
    /// The values for a certificate, with the fonts of a case; `logo` is the logo's format if it is to be shown.
    pub(crate) fn new(
        document: &CertificateDocument,
        texts: &Texts,
        case: &FontCase,
        spelling: Spelling,
        inks: &Inks,
        logo: Option<&'static str>,
    ) -> Self {
        let words = Words::of(&document.language);
        let shown = |text: &str| {
            spell(text, |word| match spelling {
                Spelling::Covered => is_covered(word, case),
                Spelling::Ascii => word.is_ascii(),
            })
        };
        let field = |text: &str, language: Option<&str>| Field::new(shown(text), language, case);
        let course_language = primary_language(&document.language).filter(|language| language != words.language);
        let (signers, signers_label) = match texts.signers.as_slice() {
            [] => (texts.organization.clone(), words.issued_by),
            [one] => (one.clone(), words.instructor),
            [first, ..] => (names_of(&texts.signers, if is_rtl(first) { words.comma } else { ", " }), words.instructors),
        };
        let address: String = document.verify_url.chars().filter(|symbol| !symbol.is_whitespace() && !symbol.is_control()).collect();
        Self {
            title: format!("{}: {}, {}", words.heading, texts.course, texts.learner),
            author: texts.organization.clone(),
            description: format!("{} {} {} {}", words.awarded, texts.learner, words.completed, texts.course),
            issued: parts(document.issued_on),
            language: words.language,
            fonts: FAMILIES,
            strong: inks.strong.clone(),
            has_capitals: words.has_capitals,
            words: Fixed {
                heading: words.heading,
                awarded: words.awarded,
                completed: words.completed,
                date: words.date,
                signers: signers_label,
                verify: words.verify,
                qr: format!("{} {address}", words.qr),
            },
            organization: field(&texts.organization, None),
            learner: field(&texts.learner, None),
            course: field(&texts.course, course_language.as_deref()),
            completed_on: Field::new(words.date(document.completed_on), None, case),
            notes: notes(document, words),
            signers: field(&signers, None),
            code: clean(&document.code),
            verify_shown: shown_address(&address),
            verify_url: address,
            logo,
            logo_alt: format!("{} {}", words.logo, texts.organization),
        }
    }
}

/// When it was issued, if on another day than it was earned, and until when it is valid.
fn notes(document: &CertificateDocument, words: &Words) -> Vec<String> {
    let issued = (document.issued_on != document.completed_on).then_some((words.issued, document.issued_on));
    let until = document.expires_on.map(|end| (words.valid_until, end));
    issued.into_iter().chain(until).map(|(label, date)| format!("{label} {}", words.date(date))).collect()
}

/// As many names as there is room for, at least one, and how many there are beside them.
fn names_of(names: &[String], comma: &str) -> String {
    let mut list = String::new();
    for (n, name) in names.iter().enumerate() {
        if n > 0 && list.chars().count() + name.chars().count() > MAX_SIGNERS {
            return format!("{list} (+{})", names.len() - n);
        }
        if n > 0 {
            list.push_str(comma);
        }
        list.push_str(name);
    }
    list
}

/// The primary language of a tag, if it has the form of one: two or three letters.
fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.split(['-', '_']).next()?;
    let is_tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|letter| letter.is_ascii_alphabetic());
    is_tag.then(|| primary.to_ascii_lowercase())
}

fn shown_address(address: &str) -> String {
    let bare = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    let shown: String = bare.chars().filter(char::is_ascii_graphic).take(MAX_SHOWN).collect();
    if shown.len() == bare.len() { shown } else { format!("{shown}\u{2026}") }
}

fn parts(date: NaiveDate) -> (i32, u32, u32) {
    (date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_instructors_are_counted() {
        let names: Vec<String> = (10..50).map(|n| format!("Name{n}")).collect();
        assert_eq!(names_of(&names[..2], "، "), "Name10، Name11");
        assert!(names_of(&names[..20], ", ").ends_with("Name29"));
        assert!(names_of(&names, ", ").ends_with("Name29 (+20)"), "{}", names_of(&names, ", "));
        assert_eq!(names_of(&["W".repeat(300), "Ann".into()], ", "), format!("{} (+1)", "W".repeat(300)));
    }

    #[test]
    fn only_a_language_is_taken_for_one() {
        for (tag, primary) in
            [("ja", Some("ja")), ("de-AT", Some("de")), ("FIL", Some("fil")), ("", None), ("x", None), ("#e", None), ("english", None)]
        {
            assert_eq!(primary_language(tag).as_deref(), primary, "{tag}");
        }
    }
}
