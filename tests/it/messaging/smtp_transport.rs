//! Sending by SMTP to a server that behaves, and to servers that do not (F08).

use std::time::{Duration, Instant};

use chrono::{TimeZone, Utc};
use lyceum_tests::smtp::{LATE, Mode, SmtpServer};
use messaging::transport::{MailError, MailTransport, OutgoingMail, SmtpTransport};
use uuid::Uuid;

fn mail(number: u128) -> OutgoingMail {
    OutgoingMail {
        message_id: Uuid::from_u128(number),
        from_name: "Acme Academy".into(),
        from_address: "no-reply@acme.example".into(),
        id_domain: "acme.example".into(),
        reply_to: None,
        signed_by: None,
        to: "ann@example.com".into(),
        subject: format!("Mail {number}"),
        html: "<p>Grüße</p>".into(),
        text: "Hello\n.\n..dots\n".into(),
        sent_at: Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap(),
    }
}

/// A transport that does not wait long.
fn impatient(url: &str) -> SmtpTransport {
    SmtpTransport::new(url).unwrap().with_limits(Duration::from_millis(400), Duration::from_millis(400))
}

fn is_temporary(sent: &Result<(), MailError>) -> bool {
    matches!(sent, Err(MailError::Temporary(_)))
}

fn is_permanent(sent: &Result<(), MailError>) -> bool {
    matches!(sent, Err(MailError::Permanent(_)))
}

#[tokio::test]
async fn mails_arrive_on_one_connection() {
    let server = SmtpServer::start(Mode::Accept).await;
    let transport = SmtpTransport::new(&server.url()).unwrap();
    for number in 1..=3 {
        transport.send(&mail(number)).await.unwrap();
    }
    let mails = server.taken();
    assert_eq!(mails.len(), 3);
    assert_eq!((mails[0].from.as_str(), mails[0].to.as_slice()), ("no-reply@acme.example", ["ann@example.com".to_owned()].as_slice()));
    assert_eq!(mails[2].header("Message-ID").unwrap(), "<00000000-0000-0000-0000-000000000003@acme.example>");
    assert_eq!(mails[2].header("Subject").unwrap(), "Mail 3");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn many_at_once_all_arrive() {
    let server = SmtpServer::start(Mode::Accept).await;
    let transport = std::sync::Arc::new(SmtpTransport::new(&server.url()).unwrap());
    let sends: Vec<_> = (0..40)
        .map(|number| {
            let transport = std::sync::Arc::clone(&transport);
            tokio::spawn(async move { transport.send(&mail(number)).await })
        })
        .collect();
    for send in sends {
        send.await.unwrap().unwrap();
    }
    let mut subjects: Vec<_> = server.taken().iter().map(|mail| mail.header("Subject").unwrap()).collect();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), 40);
}

#[tokio::test]
async fn four_hundreds_are_temporary_and_five_hundreds_are_not() {
    let server = SmtpServer::start(Mode::Accept).await;
    let transport = SmtpTransport::new(&server.url()).unwrap();
    for (mode, temporary) in [(Mode::Busy, true), (Mode::BusyAfterData, true), (Mode::Refuse, false), (Mode::RefuseAfterData, false)] {
        server.set_mode(mode);
        let sent = transport.send(&mail(1)).await;
        assert_eq!((is_temporary(&sent), is_permanent(&sent)), (temporary, !temporary), "{mode:?}: {sent:?}");
    }
    assert_eq!(server.taken().len(), 0);
    server.set_mode(Mode::Accept);
    transport.send(&mail(1)).await.unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn the_server_s_words_reach_the_administrator() {
    let server = SmtpServer::start(Mode::Refuse).await;
    let refused = SmtpTransport::new(&server.url()).unwrap().send(&mail(1)).await.unwrap_err();
    assert!(refused.to_string().contains("550") && refused.to_string().contains("no such user"), "{refused}");
}

#[tokio::test]
async fn a_mail_that_is_dropped_after_data_is_one_mail_twice() {
    let server = SmtpServer::start(Mode::DropAfterData).await;
    let transport = impatient(&server.url());
    let sent = transport.send(&mail(1)).await;
    assert!(is_temporary(&sent), "{sent:?}");
    server.set_mode(Mode::Accept);
    transport.send(&mail(1)).await.unwrap();
    let mails = server.taken();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
}

#[tokio::test]
async fn a_tarpit_holds_a_mail_no_longer_than_the_limit() {
    for mode in [Mode::Tarpit, Mode::TarpitAfterData, Mode::HangUp] {
        let server = SmtpServer::start(mode).await;
        let begun = Instant::now();
        let sent = impatient(&server.url()).send(&mail(1)).await;
        assert!(is_temporary(&sent), "{mode:?}: {sent:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{mode:?} took {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn a_connection_that_was_given_up_is_never_used_again() {
    let server = SmtpServer::start(Mode::Accept).await;
    let transport = impatient(&server.url());
    transport.send(&mail(1)).await.unwrap();
    server.set_mode(Mode::TarpitAfterData);
    assert!(is_temporary(&transport.send(&mail(2)).await));
    server.set_mode(Mode::Accept);
    transport.send(&mail(2)).await.unwrap();
    assert_eq!(server.connections(), 2);

    // the caller goes away in the middle of a mail
    server.set_mode(Mode::TarpitAfterData);
    let half = tokio::time::timeout(Duration::from_millis(100), transport.send(&mail(3))).await;
    assert!(half.is_err());
    server.set_mode(Mode::BusyAfterData);
    assert!(is_temporary(&transport.send(&mail(3)).await), "an answer meant for another mail was taken for this one's");
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_late_answer_is_not_taken_for_the_next_mail_s() {
    let server = SmtpServer::start(Mode::LateAfterData).await;
    let transport = impatient(&server.url());
    assert!(is_temporary(&transport.send(&mail(1)).await));
    server.set_mode(Mode::RefuseAfterData);
    tokio::time::sleep(LATE).await;
    // on the same connection "taken" would still be waiting to be read
    let sent = transport.send(&mail(2)).await;
    assert!(is_permanent(&sent), "{sent:?}");
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closed_costs_nothing() {
    let server = SmtpServer::start(Mode::Accept).await;
    let transport = SmtpTransport::new(&server.url()).unwrap();
    transport.send(&mail(1)).await.unwrap();
    server.hang_up();
    transport.send(&mail(2)).await.unwrap();
    assert_eq!((server.taken().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn nobody_there_is_temporary() {
    let url = SmtpServer::start(Mode::Accept).await.url();
    tokio::task::yield_now().await;
    let sent = impatient(&url).send(&mail(1)).await;
    assert!(is_temporary(&sent), "{sent:?}");
    let sent = impatient("smtp://nowhere.invalid:25").send(&mail(1)).await;
    assert!(is_temporary(&sent), "{sent:?}");
}

#[tokio::test]
async fn a_wrong_password_keeps_the_mails_for_later() {
    let server = SmtpServer::start(Mode::RefuseLogin).await;
    let transport = SmtpTransport::new(&server.url_with_login()).unwrap();
    assert!(is_temporary(&transport.check().await));
    assert!(is_temporary(&transport.send(&mail(1)).await));
    server.set_mode(Mode::Accept);
    transport.check().await.unwrap();
    transport.send(&mail(1)).await.unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn encryption_that_was_asked_for_is_never_left_out() {
    let server = SmtpServer::start(Mode::Accept).await;
    for url in [format!("{}?tls=required", server.url()), server.url().replacen("smtp://", "smtps://", 1)] {
        let sent = impatient(&url).send(&mail(1)).await;
        assert!(is_temporary(&sent), "{url}: {sent:?}");
    }
    assert_eq!(server.mails().len(), 0);
    impatient(&format!("{}?tls=opportunistic", server.url())).send(&mail(1)).await.unwrap();
}

#[tokio::test]
async fn an_address_that_is_none_never_reaches_the_server() {
    let server = SmtpServer::start(Mode::Accept).await;
    let transport = SmtpTransport::new(&server.url()).unwrap();
    for to in ["ann@example.com>\r\nRCPT TO:<victim@evil.example", "ann@example.com\r\nDATA", "ann"] {
        assert!(is_permanent(&transport.send(&OutgoingMail { to: to.into(), ..mail(1) }).await), "{to:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn dots_and_umlauts_arrive_as_they_were() {
    let server = SmtpServer::start(Mode::Accept).await;
    SmtpTransport::new(&server.url()).unwrap().send(&mail(1)).await.unwrap();
    let mails = server.taken();
    assert!(mails[0].raw.is_ascii());
    assert!(mails[0].raw.contains("Hello\r\n.\r\n..dots\r\n") && mails[0].raw.contains("<p>Gr=C3=BC=C3=9Fe</p>"), "{}", mails[0].raw);
}
