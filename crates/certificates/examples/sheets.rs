//! Draws certificates of every kind into a folder, to look at, and says how long each took:
//! `cargo run -p certificates --example sheets -- FOLDER [FONT_FOLDER]`.

use std::{env, error::Error, fs, path::PathBuf, time::Instant};

use certificates::document::{CertificateDocument, DocumentRenderer, FontFolders, Logo};
use chrono::NaiveDate;

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 60"><circle cx="30" cy="30" r="26" fill="#1f3a5f"/>
<circle cx="66" cy="30" r="26" fill="#c8963e" fill-opacity="0.85"/></svg>"##;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("which folder?")?;
    fs::create_dir_all(&folder)?;
    let renderer = DocumentRenderer::new(FontFolders::new(arguments));
    for (name, document) in sheets() {
        let started = Instant::now();
        let pdf = renderer.render(&document)?;
        println!("{name:12} {:7.1} ms  {:6} bytes", started.elapsed().as_secs_f64() * 1e3, pdf.len());
        fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    let started = Instant::now();
    let rounds = 100_u32;
    for n in 0..rounds {
        renderer.render(&CertificateDocument { learner_name: format!("Learner Number {n}"), ..plain() })?;
    }
    println!("{:.2} ms each, {rounds} names in a row", started.elapsed().as_secs_f64() * 1e3 / f64::from(rounds));
    Ok(())
}

fn plain() -> CertificateDocument {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default();
    CertificateDocument {
        learner_name: "Amélie Dubois-Løvgren".into(),
        course_title: "Foundations of Sustainable Bookkeeping".into(),
        organization_name: "Northwind Academy".into(),
        instructor_names: vec!["Jonas Weber".into(), "María Ibáñez".into()],
        completed_on: day(3, 14),
        issued_on: day(3, 14),
        expires_on: None,
        code: "7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F".into(),
        verify_url: "https://northwind.example.com/verify/7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F".into(),
        brand_color: None,
        logo: None,
        language: "en".into(),
    }
}

fn sheets() -> Vec<(&'static str, CertificateDocument)> {
    let named = |name: &str, color: &str| CertificateDocument { learner_name: name.into(), brand_color: Some(color.into()), ..plain() };
    let spoken = |language: &str, name: &str, course: &str| CertificateDocument {
        language: language.into(),
        course_title: course.into(),
        ..named(name, "#7a1f2b")
    };
    let logo = || Some(Logo { bytes: LOGO.into(), content_type: "image/svg+xml".into() });
    let expires = NaiveDate::from_ymd_opt(2028, 3, 14);
    vec![
        ("latin", plain()),
        ("again", plain()),
        ("logo", CertificateDocument { logo: logo(), expires_on: expires, ..plain() }),
        ("arabic", named("عبد الرحمن بن محمد الأندلسي", "#1b5e3a")),
        ("hebrew", named("אביגיל בן־דוד", "#1b5e3a")),
        ("greek", spoken("el", "Αλέξανδρος Παπαδόπουλος", "Εισαγωγή στη θεωρία των συνόλων")),
        ("russian", spoken("ru", "Екатерина Михайловна Соловьёва", "Основы бухгалтерского учёта")),
        ("german", spoken("de-AT", "Jürgen Großkopf", "Grundlagen der nachhaltigen Buchführung")),
        ("all-arabic", CertificateDocument { organization_name: "أكاديمية الشمال".into(), expires_on: expires, ..spoken("ar", "فاطمة الزهراء", "أساسيات المحاسبة") }),
        ("all-hebrew", spoken("he", "אביגיל בן־דוד", "יסודות הנהלת חשבונות")),
        ("chinese", named("李明", "#b3261e")),
        ("japanese", named("山田 はなこ", "#b3261e")),
        ("korean", named("김철수", "#b3261e")),
        ("hindi", named("क्षत्रिय श्रीवास्तव", "#b3261e")),
        ("thai", named("สมชาย ศรีสุวรรณ", "#b3261e")),
        ("emoji", named("Ann 🎓 Smith", "#ffff00")),
        ("yellow", named("Björk Guðmundsdóttir", "#ffe100")),
        ("white", named("Zoë Ó Súilleabháin", "#ffffff")),
        ("markup", CertificateDocument { course_title: "#eval(\"1\") *bold* $x$ \\u0000 <b>".into(), ..named("Robert'); DROP TABLE learners;--", "red") }),
        (
            "long",
            CertificateDocument {
                course_title: "An Extraordinarily Comprehensive and Practical Introduction to the Foundations of Sustainable Bookkeeping for Small Organizations and Everyone Who Works With Them".into(),
                organization_name: "The International Consortium for Continuing Professional Education in Rural Development, Regional Office North".into(),
                instructor_names: (1..=11).map(|n| format!("Instructor Number {n}")).collect(),
                issued_on: NaiveDate::from_ymd_opt(2026, 3, 16).unwrap_or_default(),
                expires_on: expires,
                logo: logo(),
                ..named(&"Maximiliana Bartholomäus von ".repeat(10), "#4b2e83")
            },
        ),
        ("wide", CertificateDocument { organization_name: "O".repeat(200), course_title: "x".repeat(200), ..named(&"W".repeat(300), "#4b2e83") }),
    ]
}
