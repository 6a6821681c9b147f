use std::cell::RefCell;

use chrono::{TimeZone, Utc};
use html5ever::{
    TokenizerResult,
    tendril::StrTendril,
    tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer},
};

use super::*;

const ORIGIN: &str = "https://acme.example.com";

/// What people may type where a name is asked for. Each is one value of every field in turn.
const HOSTILE: [&str; 24] = [
    "<script>alert(1)</script>",
    "<a href=\"https://evil.example\">Click</a>",
    "<img src=x onerror=alert(1)>",
    "</mj-text><mj-text>x</mj-text><mj-text>",
    "]]></mjml><!-- x",
    "<!-- <mj-raw> -->",
    "<mj-include path=\"/etc/passwd\" />",
    "\" href=\"https://evil.example\" x=\"",
    "'><style>*{display:none}</style>",
    "&lt;b&gt; &amp;lt; &#60;b&#62;",
    "{{ page.home }}{% raw %}",
    "https://evil.example/win",
    "http:\\\\evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "evil.example/prize?a=1",
    "evil。example",
    "mailto:ann@evil.example",
    "ann@evil.example",
    "https://acme.example.com.evil.example/",
    "Ann\r\nBcc: victim@evil.example\r\n\r\nHello",
    "Ann\u{2028}\u{2029}\u{85}\u{0b}Bcc:x\u{0}\u{1b}[31m",
    "\u{202e}gnp.elpmaxe.live\u{202c}",
    "e\u{200b}vil\u{2060}.\u{feff}example\u{ad}",
];

fn brand() -> MailBrand {
    MailBrand { organization_name: "Acme Academy".into(), color: Some("#0b7a75".into()), logo_url: None, origin: ORIGIN.into() }
}

fn link(path: &str) -> String {
    format!("{ORIGIN}{path}")
}

/// One mail of each kind in which every free text is `typed`.
fn every_mail(typed: &str) -> Vec<MailTemplate> {
    let text = || typed.to_owned();
    vec![
        MailTemplate::VerifyEmail { name: text(), link: link("/verify-email#token=T") },
        MailTemplate::AlreadyRegistered { name: text(), sign_in_link: link("/sign-in"), reset_link: link("/forgot-password") },
        MailTemplate::PasswordReset { name: text(), link: link("/reset-password#token=T") },
        MailTemplate::PasswordChanged { name: text() },
        MailTemplate::Invitation {
            invited_by: Some(text()),
            roles: vec![text(), "learner".into()],
            link: link("/accept-invitation#token=T"),
            expires_at: Utc.with_ymd_and_hms(2026, 11, 24, 7, 5, 0).unwrap(),
        },
        MailTemplate::Enrolled { name: text(), course_title: text(), link: link("/learn/1/2") },
        MailTemplate::CertificateIssued {
            name: text(),
            course_title: text(),
            link: link("/certificates"),
            verify_link: link("/verify/A-B"),
        },
        MailTemplate::CertificateRevoked { name: text(), course_title: text(), reason: Some(text()), verify_link: link("/verify/A-B") },
        plan_notice(PlanNotice::TrialEnding, text()),
        plan_notice(PlanNotice::PaymentFailed, text()),
        plan_notice(PlanNotice::ReadOnly, text()),
        plan_notice(PlanNotice::PaymentRecovered, text()),
        plan_notice(PlanNotice::PlanReduced, text()),
        MailTemplate::SendingDomainFailed { name: text(), domain: text(), link: link("/settings/email") },
    ]
}

fn plan_notice(notice: PlanNotice, name: String) -> MailTemplate {
    MailTemplate::PlanNotice { name, notice, plan: "Pro".into(), until: None, link: link("/plan") }
}

/// A tag's name and its attributes.
type Tag = (String, Vec<(String, String)>);

/// What a browser sees: the tags with their attributes, and the words between them.
#[derive(Default)]
struct Seen {
    tags: RefCell<Vec<Tag>>,
    words: RefCell<String>,
    comments: RefCell<usize>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                let attributes =
                    tag.attrs.iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string())).collect();
                let slash = if tag.kind == TagKind::EndTag { "/" } else { "" };
                self.words.borrow_mut().push(' ');
                self.tags.borrow_mut().push((format!("{slash}{}", tag.name), attributes));
            }
            Token::CharacterTokens(words) => self.words.borrow_mut().push_str(&words),
            Token::CommentToken(_) => *self.comments.borrow_mut() += 1,
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn seen(html: &str) -> Seen {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Seen::default(), html5ever::tokenizer::TokenizerOpts::default());
    assert!(matches!(tokenizer.feed(&input), TokenizerResult::Done));
    tokenizer.end();
    tokenizer.sink
}

/// Tags and the names of their attributes: what markup there is, whatever the words say.
fn skeleton(html: &str) -> Vec<String> {
    let tags = seen(html).tags.into_inner();
    tags.into_iter()
        .map(|(name, attributes)| format!("{name} {:?}", attributes.into_iter().map(|(name, _)| name).collect::<Vec<_>>()))
        .collect()
}

/// The words that a mail program could take for an address.
fn addresses(text: &str) -> Vec<&str> {
    let looks_like_one = |word: &&str| {
        let inner = word.trim_end_matches(['.', '。', ',', ':', '@', '”', ')', '…']).trim_start_matches(['.', '“', '(']);
        inner.contains("//") || inner.contains('@') || inner.contains("\\\\") || inner.contains(['.', '。', '．', '｡'])
    };
    text.split_whitespace().filter(looks_like_one).collect()
}

fn assert_only_own_addresses(mail: &RenderedMail, what: &str) {
    let is_own = |address: &str| address == ORIGIN || address.starts_with(&format!("{ORIGIN}/"));
    let page = seen(&mail.html);
    for (tag, attributes) in page.tags.borrow().iter() {
        for (name, value) in attributes {
            if matches!(name.as_str(), "href" | "src" | "background" | "action" | "srcset" | "poster") {
                assert!(is_own(value), "{what}: <{tag} {name}={value:?}>");
            }
            assert!(!name.starts_with("on") && !value.contains("url("), "{what}: <{tag} {name}={value:?}>");
        }
    }
    assert!(!mail.html.contains("@import") && !mail.html.contains("<link"), "{what}");
    let body = mail.html.split_once("<body").map_or("", |(_, body)| body);
    for address in addresses(&seen(body).words.into_inner()).into_iter().chain(addresses(&mail.text)).chain(addresses(&mail.subject)) {
        assert!(is_own(address), "{what}: {address:?} could become a link");
    }
}

#[test]
fn whatever_is_typed_stays_text() {
    for (kind, plain) in every_mail("Ann").iter().enumerate() {
        let plain = render(&brand(), plain).unwrap();
        let outline = skeleton(&plain.html);
        let comments = seen(&plain.html).comments.into_inner();
        for typed in HOSTILE {
            let what = format!("mail {kind} with {typed:?}");
            let hostile = render(&MailBrand { organization_name: typed.into(), ..brand() }, every_mail(typed).get(kind).unwrap()).unwrap();
            assert_eq!(skeleton(&hostile.html), outline, "{what}");
            assert_eq!(seen(&hostile.html).comments.into_inner(), comments, "{what}");
            assert_eq!(hostile.text.lines().count(), plain.text.lines().count(), "{what}");
            assert!(!hostile.subject.contains(char::is_control), "{what}");
            assert_only_own_addresses(&hostile, &what);
        }
    }
}

#[test]
fn names_are_shown_as_they_were_typed() {
    for mail in every_mail("Zoë <b> & \"Co\"") {
        let mail = render(&brand(), &mail).unwrap();
        let words = seen(&mail.html).words.into_inner();
        for shown in [&words, &mail.text] {
            assert!(shown.contains("Zoë <b> & \"Co\"") && !shown.contains("&amp;") && !shown.contains("&lt;"), "{shown}");
        }
    }
}

#[test]
fn only_links_on_the_origin_are_sent() {
    for foreign in
        ["https://evil.example/verify-email#token=T", "https://acme.example.com.evil.example/", "javascript:alert(1)", "/verify-email"]
    {
        let link = || foreign.to_owned();
        let own = || self::link("/");
        let expires_at = Utc.with_ymd_and_hms(2026, 11, 24, 7, 5, 0).unwrap();
        for mail in [
            MailTemplate::VerifyEmail { name: "Ann".into(), link: link() },
            MailTemplate::AlreadyRegistered { name: "Ann".into(), sign_in_link: link(), reset_link: own() },
            MailTemplate::AlreadyRegistered { name: "Ann".into(), sign_in_link: own(), reset_link: link() },
            MailTemplate::PasswordReset { name: "Ann".into(), link: link() },
            MailTemplate::Invitation { invited_by: None, roles: Vec::new(), link: link(), expires_at },
            MailTemplate::Enrolled { name: "Ann".into(), course_title: "Rust".into(), link: link() },
            MailTemplate::CertificateIssued { name: "Ann".into(), course_title: "Rust".into(), link: link(), verify_link: own() },
            MailTemplate::CertificateIssued { name: "Ann".into(), course_title: "Rust".into(), link: own(), verify_link: link() },
            MailTemplate::CertificateRevoked { name: "Ann".into(), course_title: "Rust".into(), reason: None, verify_link: link() },
        ] {
            let refusal = render(&brand(), &mail).unwrap_err();
            assert!(matches!(refusal, RenderError::ForeignLink { .. }), "{refusal}");
            assert!(!refusal.to_string().contains("evil"), "the refusal repeats the link");
        }
    }
    for origin in ["https://acme.example.com/", "https://acme.example.com\r\nX: y", "acme"] {
        let brand = MailBrand { origin: origin.into(), ..brand() };
        let mail = MailTemplate::PasswordChanged { name: "Ann".into() };
        assert!(matches!(render(&brand, &mail).unwrap_err(), RenderError::Origin(_)));
    }
}

#[test]
fn the_logo_comes_from_the_origin_or_not_at_all() {
    let mail = MailTemplate::PasswordChanged { name: "Ann".into() };
    let with = |logo: &str| render(&MailBrand { logo_url: Some(logo.into()), ..brand() }, &mail).unwrap().html;
    let html = with(&link("/logo/1.png"));
    let pictures: Vec<_> = seen(&html).tags.into_inner().into_iter().filter(|(tag, _)| tag == "img").collect();
    assert_eq!(pictures.len(), 1);
    let (_, attributes) = pictures.first().unwrap();
    assert!(attributes.contains(&("src".into(), link("/logo/1.png"))) && attributes.contains(&("alt".into(), "Acme Academy".into())));
    for foreign in ["https://evil.example/pixel.png", "data:image/png;base64,AAAA", "x\" onerror=\"alert(1)"] {
        assert_eq!(seen(&with(foreign)).tags.into_inner().iter().filter(|(tag, _)| tag == "img").count(), 0, "{foreign}");
    }
}

#[test]
fn a_mail_says_who_what_and_why() {
    let mails: Vec<_> = every_mail("Ann").iter().map(|mail| render(&brand(), mail).unwrap()).collect();
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "Confirm your e-mail address for Acme Academy",
            "You already have an account at Acme Academy",
            "Choose a new password for Acme Academy",
            "Your password at Acme Academy was changed",
            "Ann invites you to Acme Academy",
            "You are enrolled in Ann",
            "Your certificate for Ann",
            "Your certificate for Ann was revoked",
            "The free trial of Acme Academy ends soon",
            "A payment for Acme Academy failed",
            "Acme Academy is read-only now",
            "Payment received for Acme Academy",
            "Acme Academy is on the plan Pro now",
            "Mails of Acme Academy no longer come from Ann",
        ]
    );
    for mail in &mails {
        let button =
            seen(&mail.html).tags.into_inner().into_iter().filter(|(tag, attributes)| {
                tag == "a" && attributes.iter().any(|(name, value)| name == "style" && value.contains("#0b7a75"))
            });
        assert_eq!(button.count(), 1, "one clear button: {}", mail.subject);
        assert!(
            mail.text.contains("You get this mail because") && mail.text.ends_with("Acme Academy\nhttps://acme.example.com\n"),
            "{}",
            mail.text
        );
        assert!(mail.html.len() < 30_000, "{} bytes: Gmail cuts mails off at 102 kB", mail.html.len());
    }
}

#[test]
fn an_invitation_in_plain_text() {
    let mail = MailTemplate::Invitation {
        invited_by: Some("Olga Owner".into()),
        roles: vec!["instructor".into(), "manager".into()],
        link: link("/accept-invitation#token=aB3"),
        expires_at: Utc.with_ymd_and_hms(2026, 11, 4, 7, 5, 0).unwrap(),
    };
    assert_eq!(
        render(&brand(), &mail).unwrap().text,
        "You are invited\n\
         \n\
         Hello,\n\
         \n\
         Olga Owner invites you to join Acme Academy as an instructor and a manager.\n\
         \n\
         Accept the invitation:\n\
         https://acme.example.com/accept-invitation#token=aB3\n\
         \n\
         The button works once, until 4 November 2026, 07:05 UTC.\n\
         \n\
         -- \n\
         You get this mail because somebody at Acme Academy entered your address to invite you. If you did not expect it, ignore it: you get \
         no account unless you accept.\n\
         \n\
         Acme Academy\n\
         https://acme.example.com\n"
    );
}

#[test]
fn what_is_absent_leaves_no_hole() {
    let expires_at = Utc.with_ymd_and_hms(2026, 11, 4, 7, 5, 0).unwrap();
    let invitation =
        MailTemplate::Invitation { invited_by: Some(" ".into()), roles: Vec::new(), link: link("/accept-invitation#token=T"), expires_at };
    let mail = render(&brand(), &invitation).unwrap();
    assert_eq!(mail.subject, "You are invited to Acme Academy");
    assert!(mail.text.contains("You are invited to join Acme Academy.\n"));
    let changed = render(&brand(), &MailTemplate::PasswordChanged { name: "\u{200b}".into() }).unwrap();
    assert!(changed.text.contains("\nHello,\n"));
    let revoked =
        MailTemplate::CertificateRevoked { name: "Ann".into(), course_title: "Rust".into(), reason: None, verify_link: link("/verify/A") };
    assert!(!render(&brand(), &revoked).unwrap().text.contains("reason given"));
}
