use chrono::{TimeDelta, TimeZone, Utc};

use super::*;

fn mail() -> OutgoingMail {
    OutgoingMail {
        message_id: Uuid::from_u128(7),
        from_name: "Acme Academy".into(),
        from_address: "no-reply@acme.example".into(),
        id_domain: "acme.example".into(),
        reply_to: None,
        signed_by: None,
        to: "ann@example.com".into(),
        subject: "Welcome".into(),
        html: "<p>Hello</p>".into(),
        text: "Hello\n\nhttps://acme.example/a#token=T\nhttps://acme.example/b\nhttps://acme.example/a#token=T\n".into(),
        sent_at: Utc.with_ymd_and_hms(2026, 11, 21, 9, 5, 7).unwrap(),
    }
}

fn formatted(mail: &OutgoingMail) -> String {
    String::from_utf8(mail.message().unwrap().formatted()).unwrap()
}

/// The header block, unfolded.
fn headers(mail: &OutgoingMail) -> Vec<String> {
    let formatted = formatted(mail);
    let (head, _) = formatted.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_mail_has_the_headers_of_an_automatic_one() {
    let headers = headers(&mail());
    for header in [
        "Message-ID: <00000000-0000-0000-0000-000000000007@acme.example>",
        "Date: Sat, 21 Nov 2026 09:05:07 +0000",
        "From: \"Acme Academy\" <no-reply@acme.example>",
        "To: ann@example.com",
        "Subject: Welcome",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ] {
        assert!(headers.iter().any(|line| line == header), "{header} is not in {headers:#?}");
    }
    assert!(headers.iter().any(|line| line.starts_with("Content-Type: multipart/alternative;")));
    assert_eq!(headers.len(), 8);
}

#[test]
fn everything_else_is_encoded() {
    let words = "Ünïcödé 李明 \"quoted\" ".repeat(9);
    let html = format!("<p>{}</p>", "é".repeat(2000));
    let mail = OutgoingMail { from_name: words.clone(), subject: words, html, text: "naïve\n.\nend".into(), ..mail() };
    let formatted = formatted(&mail);
    assert!(formatted.is_ascii() && formatted.lines().all(|line| line.len() <= 998), "{formatted}");
    assert!(!formatted.replace("\r\n", "").contains(['\r', '\n']), "a line ends with CRLF and nothing else");
}

#[test]
fn no_value_makes_a_header() {
    let count = headers(&mail()).len();
    for hostile in [
        "x\r\nBcc: victim@evil.example",
        "x\nBcc: victim@evil.example",
        "x\rBcc: v@e.example",
        "x\r\n\r\n<script>",
        "x\u{85}\u{2028}Bcc: v@e.example",
    ] {
        let injected = OutgoingMail { from_name: hostile.into(), subject: hostile.into(), ..mail() };
        let lines = headers(&injected);
        assert_eq!(lines.len(), count, "{hostile:?}: {lines:#?}");
        assert!(!lines.iter().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{hostile:?}");
        assert!(lines.iter().any(|line| line.starts_with("Subject: x ")), "the subject is one line, not an encoded line break: {lines:#?}");
        for address in [format!("ann@example.com{}", &hostile[1..]), format!("{hostile}@example.com"), format!("\"{hostile}\"@example.com")]
        {
            let to = OutgoingMail { to: address.clone(), ..mail() }.message();
            let from = OutgoingMail { from_address: address.clone(), ..mail() }.message();
            assert!(matches!(to, Err(MailError::Permanent(_))) && matches!(from, Err(MailError::Permanent(_))), "{address:?}");
        }
    }
}

#[test]
fn one_recipient_is_one_recipient() {
    for many in [
        "a@example.com,b@example.com",
        "a@example.com;b@example.com",
        "Ann <a@example.com>",
        "<a@example.com>",
        "a@example.com b@example.com",
        "",
        "ann",
        "@example.com",
    ] {
        assert!(matches!(OutgoingMail { to: many.into(), ..mail() }.message(), Err(MailError::Permanent(_))), "{many:?}");
    }
    // the base domain of a fresh installation has no dot
    let message = OutgoingMail { from_address: "no-reply@localhost".into(), ..mail() }.message().unwrap();
    assert_eq!(message.envelope().to().len(), 1);
}

#[test]
fn a_sender_name_is_no_link() {
    let mail = OutgoingMail { from_name: "evil.example".into(), ..mail() };
    assert!(!formatted(&mail).contains("evil.example"));
}

#[tokio::test]
async fn a_folder_keeps_each_mail_once() {
    let folder = tempfile::tempdir().unwrap();
    let transport = FolderTransport::new(folder.path().join("mails"));
    assert_eq!(transport.list(10).await.unwrap(), Vec::new());
    transport.send(&mail()).await.unwrap();
    transport.send(&OutgoingMail { subject: "Welcome again".into(), ..mail() }).await.unwrap();

    let kept = transport.list(10).await.unwrap();
    let [kept] = kept.as_slice() else { panic!("{kept:#?}") };
    assert_eq!((kept.id, kept.to.as_str(), kept.subject.as_str()), (Uuid::from_u128(7), "ann@example.com", "Welcome again"));
    assert_eq!((kept.sent_at, kept.html.as_str()), (mail().sent_at, "<p>Hello</p>"));
    assert_eq!(kept.links, ["https://acme.example/a#token=T", "https://acme.example/b"]);

    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("mails")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["00000000-0000-0000-0000-000000000007.eml", "00000000-0000-0000-0000-000000000007.json"]);
    let eml = std::fs::read_to_string(folder.path().join("mails").join(&names[0])).unwrap();
    assert!(eml.contains("Subject: Welcome again\r\n"));
}

#[tokio::test]
async fn a_folder_lists_the_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let transport = FolderTransport::new(folder.path());
    for number in [2_u8, 3, 1] {
        let sent_at = mail().sent_at + TimeDelta::seconds(i64::from(number));
        let mail = OutgoingMail { message_id: Uuid::from_u128(u128::from(9 - number)), subject: number.to_string(), sent_at, ..mail() };
        transport.send(&mail).await.unwrap();
    }
    std::fs::write(folder.path().join("notes.json"), "{\"id\": 1}").unwrap();
    std::fs::write(folder.path().join("half.json"), "{").unwrap();
    let subjects = |mails: Vec<KeptMail>| mails.into_iter().map(|mail| mail.subject).collect::<Vec<_>>();
    assert_eq!(subjects(transport.list(10).await.unwrap()), ["3", "2", "1"]);
    assert_eq!(subjects(transport.list(2).await.unwrap()), ["3", "2"]);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_folder_s_mails() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    FolderTransport::new(folder.path()).send(&mail()).await.unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refused = FolderTransport::new(file.join("mails")).send(&mail()).await.unwrap_err();
    assert!(matches!(refused, MailError::Temporary(_)), "{refused}");
}
