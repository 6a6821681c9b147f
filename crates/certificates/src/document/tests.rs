use std::{process::Command, thread};

use proptest::prelude::*;

use super::*;

/// One half-transparent pixel.
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\x54\x78\x9c\x63\xf8\xdf\xc0\xd0\x00\x00\x06\x01\x02\x00\x0d\x3c\x8f\x29\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";
const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" rx="3" fill="#7a1f2b" fill-opacity="0.5"/></svg>"##;

fn document() -> CertificateDocument {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    CertificateDocument {
        learner_name: "Amélie Dubois".into(),
        course_title: "Foundations of Bookkeeping".into(),
        organization_name: "Northwind Academy".into(),
        instructor_names: vec!["Jonas Weber".into()],
        completed_on: day(3, 14),
        issued_on: day(3, 16),
        expires_on: None,
        code: "7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F".into(),
        verify_url: "https://northwind.example.com/verify/7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F".into(),
        brand_color: None,
        logo: None,
        language: "en".into(),
    }
}

fn named(name: &str) -> CertificateDocument {
    CertificateDocument { learner_name: name.into(), ..document() }
}

fn with_logo(content_type: &str, bytes: &[u8]) -> CertificateDocument {
    CertificateDocument { logo: Some(Logo { bytes: Bytes::copy_from_slice(bytes), content_type: content_type.into() }), ..document() }
}

/// What stands on the sheet, without the spaces: lines are broken where there is one.
fn words_on(document: &CertificateDocument) -> String {
    fn collect(frame: &Frame, text: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Text(run) => text.push_str(&run.text),
                FrameItem::Group(group) => collect(&group.frame, text),
                _ => {}
            }
        }
    }
    let sheet = DocumentRenderer::default().set(document, None).unwrap();
    assert_eq!(sheet.pages().len(), 1, "one sheet: {:.80}", document.learner_name);
    assert!(!has_empty_box(&sheet.pages()[0].frame), "{:.80}", document.learner_name);
    let mut text = String::new();
    collect(&sheet.pages()[0].frame, &mut text);
    text.replace([' ', '\u{200b}'], "")
}

fn is_archival(pdf: &[u8]) -> bool {
    let text = String::from_utf8_lossy(pdf);
    assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>"), "it is PDF/UA-1");
    text.contains("<pdfaid:part>2</pdfaid:part>")
}

/// What a tool of poppler's says about a document; `None` where it is not installed.
fn poppler(tool: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new(tool).args(arguments).arg(&file).args((tool == "pdftotext").then_some("-")).output().ok()?;
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_certificate_says_who_what_when_and_where_to_verify() {
    let expiring = CertificateDocument { expires_on: NaiveDate::from_ymd_opt(2028, 3, 14), ..document() };
    let words = words_on(&expiring);
    for part in [
        "AmélieDubois",
        "FoundationsofBookkeeping",
        "NorthwindAcademy",
        "JonasWeber",
        "March14,2026",
        "IssuedMarch16,2026",
        "ValiduntilMarch14,2028",
        "7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F",
        "northwind.example.com/verify/7ZC4M",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
}

#[test]
fn names_are_values_and_never_markup() {
    for name in
        ["#eval(\"1\")", "*bold*", "$x$", "\\u0000", "#[x]", "_a_ `b` <c> @d ~ -- ... //", "\"), evil: (\"", "{{name}} </svg> &amp;"]
    {
        let words = words_on(&CertificateDocument {
            learner_name: name.into(),
            course_title: name.into(),
            organization_name: name.into(),
            instructor_names: vec![name.into()],
            ..document()
        });
        assert_eq!(words.matches(&name.replace(' ', "")).count(), 4, "{name} in {words}");
    }
}

#[test]
fn a_long_name_is_on_the_sheet_to_the_last_letter() {
    let long = (0..50).map(|n| format!("Name{n}")).collect::<Vec<_>>().join(" ");
    let everywhere = |text: &str| CertificateDocument {
        learner_name: text.into(),
        course_title: text.into(),
        organization_name: text.into(),
        instructor_names: vec![text.into()],
        ..document()
    };
    for text in [long.as_str(), &"W".repeat(300), &"ش".repeat(300)] {
        assert_eq!(words_on(&everywhere(text)).matches(&text.replace(' ', "")).count(), 4, "{text}");
        assert!(is_archival(&DocumentRenderer::default().render(&everywhere(text)).unwrap()));
    }
}

#[test]
fn a_long_address_stays_whole_in_the_code_and_is_cut_in_print() {
    let address = format!("https://northwind.example.com/{}", "a".repeat(1000));
    let words = words_on(&CertificateDocument { verify_url: address.clone(), ..document() });
    assert!(words.contains(&"a".repeat(100)) && !words.contains(&"a".repeat(200)), "{words}");
    let pdf = DocumentRenderer::default().render(&CertificateDocument { verify_url: address.clone(), ..document() }).unwrap();
    assert!(String::from_utf8_lossy(&pdf).contains(&format!("/URI({address})")), "the link is whole");
}

#[test]
fn every_script_that_is_promised_meets_both_standards() {
    let renderer = DocumentRenderer::default();
    for name in
        ["Łukasz Nguyễn Thị Ægir", "Αλέξανδρος", "Екатерина", "محمد الأندلسي", "אביגיל בן־דוד", "Ọlọ́runfẹ́mi q̃ x̱̂", "دוד (David) محمد 12"]
    {
        assert!(is_archival(&renderer.render(&named(name)).unwrap()), "{name}");
        let words = words_on(&named(name));
        assert!(words.contains("2026"), "{words}");
    }
}

#[test]
fn what_no_font_has_is_spelled_instead_of_boxed() {
    for (name, spelled) in [("李明", "LiMing"), ("Ann 🎓 Smith 👩🏽\u{200d}🎓", "AnnSmith"), ("ๆๆ\u{e001}", "")] {
        assert!(words_on(&named(name)).contains(spelled), "{name}");
        assert!(is_archival(&DocumentRenderer::default().render(&named(name)).unwrap()), "{name}");
    }
}

#[test]
fn fonts_of_a_folder_are_read_when_a_name_needs_them() {
    let Some(folder) = std::env::var_os("LYCEUM_FONT_DIR") else { return };
    let renderer = DocumentRenderer::new(FontFolders::new([folder.into()]));
    renderer.render(&document()).unwrap();
    assert!(renderer.wide.get().is_none(), "a Latin name needs none of them");
    for name in ["李明", "山田 はなこ", "김철수", "สมชาย"] {
        let sheet = renderer.set(&named(name), None).unwrap();
        assert!(!has_empty_box(&sheet.pages()[0].frame));
        let pdf = renderer.render(&named(name)).unwrap();
        assert!(is_archival(&pdf));
        if let Some(text) = poppler("pdftotext", &[], &pdf) {
            assert!(text.contains(name), "{text}");
        }
    }
}

#[test]
fn every_language_is_set_on_one_sheet() {
    for language in ["en", "de", "fr", "es", "it", "pt-BR", "nl", "ru", "el", "ar", "he", "ja", "zz", "#x", ""] {
        let words = words_on(&CertificateDocument { language: language.into(), ..document() });
        assert!(words.contains("AmélieDubois") && words.contains("2026"), "{language}: {words}");
    }
}

#[test]
fn a_logo_is_shown_whatever_its_kind_and_left_out_when_broken() {
    let renderer = DocumentRenderer::default();
    let plain = renderer.render(&document()).unwrap();
    for (content_type, bytes) in [("image/png", PNG), ("image/svg+xml", SVG.as_bytes())] {
        let pdf = renderer.render(&with_logo(content_type, bytes)).unwrap();
        assert!(pdf != plain, "{content_type}");
        assert!(is_archival(&pdf), "{content_type}");
    }
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text>"#;
    for (content_type, bytes) in [
        ("image/png", &b"no picture"[..]),
        ("image/svg+xml", bomb.as_bytes()),
        ("text/html", SVG.as_bytes()),
        ("image/png", &vec![0; MAX_LOGO_BYTES + 1]),
    ] {
        assert!(renderer.render(&with_logo(content_type, bytes)).unwrap() == plain, "{content_type}");
    }
}

#[test]
fn the_same_certificate_has_the_same_bytes() {
    let first = DocumentRenderer::default().render(&document()).unwrap();
    let renderer = DocumentRenderer::default();
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for n in 0..5 {
                    renderer.render(&named(&format!("Somebody {n}"))).unwrap();
                    assert!(renderer.render(&document()).unwrap() == first);
                }
            });
        }
    });
}

#[test]
fn an_address_that_no_code_can_hold_is_refused() {
    let long = CertificateDocument { verify_url: format!("https://x.example/{}", "a".repeat(3000)), ..document() };
    assert!(matches!(DocumentRenderer::default().render(&long), Err(RenderError::Address(_))));
}

#[test]
fn a_reader_of_pdf_finds_it_tagged_titled_and_with_its_fonts() {
    let pdf = DocumentRenderer::default().render(&named("محمد Amélie")).unwrap();
    let Some(info) = poppler("pdfinfo", &[], &pdf) else { return };
    for line in
        ["Certificate of Completion: Foundations of Bookkeeping, محمد Amélie", "Tagged:", "Pages:           1", "841.89 x 595.276 pts (A4)"]
    {
        assert!(info.contains(line), "{line} in {info}");
    }
    let tags = poppler("pdfinfo", &["-struct-text"], &pdf).unwrap();
    assert!(tags.contains("H1") && tags.contains("Figure") && tags.contains("Link"), "{tags}");
    let fonts = poppler("pdffonts", &[], &pdf).unwrap();
    assert!(fonts.contains("EBGaramond") && fonts.contains("Amiri"), "{fonts}");
    // emb, sub and uni: each font is embedded, a subset, and maps to Unicode
    assert!(fonts.lines().skip(2).all(|font| font.contains("yes yes yes")), "{fonts}");
    let text = poppler("pdftotext", &[], &pdf).unwrap();
    assert!(text.contains("Amélie") && text.contains("7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_people_are_called_there_is_a_certificate(
        learner_name in any::<String>(), course_title in "\\PC{0,200}", organization_name in ".{0,60}", signer in any::<String>(),
        color in ".{0,8}", language in "[a-z#-]{0,6}",
    ) {
        let document = CertificateDocument {
            learner_name, course_title, organization_name, language,
            instructor_names: vec![signer],
            brand_color: Some(color),
            ..document()
        };
        prop_assert!(words_on(&document).contains("2026"));
        DocumentRenderer::default().render(&document).unwrap();
    }
}
