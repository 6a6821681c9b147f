//! The sending domain: which may be named, when mails come from it, how its key changes, when it fails.

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration;
use domain::access::Role;
use lyceum::jobs::{handlers, perform};
use lyceum_tests::{
    Client, Org, PASSWORD, TestApp,
    smtp::{Mode, ReceivedMail, SmtpServer},
};
use serde_json::{Value, json};

use crate::learning::fixtures::{number, tamper};

const DOMAIN: &str = "mail.acme.example";

pub(super) async fn signed_in(org: &Org<'_>) -> Client {
    let session = org.visitor().post("/sessions", json!({ "email": "owner@acme.example", "password": PASSWORD })).await.expect(201);
    org.visitor().signed_in(&session)
}

/// Names the domain and puts its records into DNS.
pub(super) async fn verify(org: &Org<'_>) -> Value {
    let owner = signed_in(org).await;
    let named = owner.put("/sending-domain", json!({ "domain": DOMAIN })).await.expect(200);
    org.app.dns.publish(&named.body["sending_domain"]);
    let checked = owner.post("/sending-domain/check", json!({})).await.expect(200);
    assert_eq!(checked.body["status"], "verified", "{}", checked.body);
    checked.body
}

fn record<'v>(domain: &'v Value, kind: &str) -> &'v Value {
    domain["records"].as_array().unwrap().iter().find(|record| record["kind"] == kind && record["key"] != "retired").unwrap()
}

fn key<'v>(domain: &'v Value, state: &str) -> Option<&'v Value> {
    domain["records"].as_array().unwrap().iter().find(|record| record["key"] == state)
}

async fn invite(org: &Org<'_>, name: &str) {
    let owner = signed_in(org).await;
    owner.post("/invitations", json!({ "email": format!("{name}@else.example"), "roles": ["learner"] })).await.expect(201);
}

fn mail_to(server: &SmtpServer, address: &str) -> ReceivedMail {
    server.taken().into_iter().rev().find(|mail| mail.to == [address]).unwrap_or_else(|| panic!("no mail to {address}"))
}

/// The tags of a header such as `a=1; b=2`.
fn tag(header: &str, name: &str) -> String {
    let found = header.split(';').filter_map(|part| part.split_once('=')).find(|(tag, _)| tag.trim() == name);
    found.unwrap_or_else(|| panic!("no {name} in {header}")).1.split_whitespace().collect()
}

/// Verifies a signature as the standard says (RFC 6376, 6.1.3), with the key that DNS shows.
fn is_signed_by(mail: &ReceivedMail, record: &Value) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let header = mail.header("DKIM-Signature").unwrap();
    let (head, body) = mail.raw.split_once("\r\n\r\n").unwrap();
    let lines: Vec<String> = body
        .split("\r\n")
        .map(|line| {
            let first = if line.starts_with([' ', '\t']) && !line.trim().is_empty() { " " } else { "" };
            format!("{first}{}", squeezed(line))
        })
        .collect();
    let body = format!("{}\r\n", lines.join("\r\n").trim_end_matches("\r\n"));
    if tag(&header, "bh") != STANDARD.encode(digest(&SHA256, body.as_bytes())) {
        return false;
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n") {
        let (name, value) = line.split_once(':').unwrap();
        headers.push((name.to_lowercase(), squeezed(value)));
    }
    let mut signed = String::new();
    for name in tag(&header, "h").split(':') {
        if let Some(place) = headers.iter().rposition(|(known, _)| known == name) {
            let (name, value) = headers.remove(place);
            signed.push_str(&format!("{name}:{value}\r\n"));
        }
    }
    let (unsigned, _) = header.split_once(" b=").unwrap();
    signed.push_str(&format!("dkim-signature:{} b=", squeezed(unsigned)));
    let shown = STANDARD.decode(tag(record["value"].as_str().unwrap(), "p")).unwrap();
    let signature = STANDARD.decode(tag(&header, "b")).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, shown).verify(signed.as_bytes(), &signature).is_ok()
}

#[tokio::test]
async fn mails_come_from_the_domain_once_its_records_are_right() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    let nothing = org.owner.get("/sending-domain").await.expect(200);
    assert_eq!((&nothing.body["sending_domain"], &nothing.body["platform_address"]), (&Value::Null, &json!("no-reply@lyceum.test")));

    let body =
        json!({ "domain": "Mail.ACME.example.", "local_part": "school", "display_name": "Acme School", "reply_to": "desk@acme.example" });
    let named = org.owner.put("/sending-domain", body.clone()).await.expect(200).body["sending_domain"].clone();
    assert_eq!(
        (&named["domain"], &named["address"], &named["status"]),
        (&json!(DOMAIN), &json!("school@mail.acme.example"), &json!("pending"))
    );
    assert!(named["records"].as_array().unwrap().iter().all(|record| record["status"] == "unchecked"));
    assert!(record(&named, "dkim")["name"].as_str().unwrap().ends_with("._domainkey.mail.acme.example"));
    assert_eq!(record(&named, "spf")["must_contain"], "include:_spf.lyceum.test");
    assert_eq!(record(&named, "dmarc")["name"], "_dmarc.mail.acme.example");

    let checked = org.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    for kind in ["dkim", "spf", "dmarc"] {
        assert_eq!((&record(&checked, kind)["status"], &record(&checked, kind)["fault"]), (&json!("wrong"), &json!("missing")), "{kind}");
    }
    invite(&org, "before").await;
    app.run_jobs().await;
    let before = mail_to(&server, "before@else.example");
    assert_eq!((before.from.as_str(), before.header("DKIM-Signature")), ("no-reply@lyceum.test", None));
    assert!(before.header("Reply-To").is_none() && before.header("From").unwrap().contains("acme academy"));

    // two of three are not enough
    app.dns.publish(&named);
    app.dns.set(record(&named, "spf")["name"].as_str().unwrap(), &["v=spf1 mx -all"]);
    let checked = org.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!((&checked["status"], &record(&checked, "spf")["fault"]), (&json!("pending"), &json!("not_included")));
    assert_eq!(record(&checked, "spf")["value"], "v=spf1 include:_spf.lyceum.test mx -all");
    assert_eq!(record(&checked, "dkim")["status"], "right");

    app.dns.publish(&named);
    let checked = org.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!(checked["status"], "verified", "{checked}");
    invite(&org, "after").await;
    app.run_jobs().await;
    let after = mail_to(&server, "after@else.example");
    assert_eq!(after.from, "school@mail.acme.example");
    assert_eq!(after.header("From").unwrap(), "\"Acme School\" <school@mail.acme.example>");
    assert_eq!(after.header("Reply-To").unwrap(), "desk@acme.example");
    let signature = after.header("DKIM-Signature").unwrap();
    assert_eq!((tag(&signature, "d").as_str(), tag(&signature, "a").as_str()), (DOMAIN, "rsa-sha256"));
    assert!(is_signed_by(&after, record(&checked, "dkim")), "{}", after.raw);
    for changed in [("Subject: ", "Subject: Re: "), ("acme", "bolt"), ("desk@", "evil@")] {
        let forged = ReceivedMail { raw: after.raw.replacen(changed.0, changed.1, 9), ..after.clone() };
        assert!(!is_signed_by(&forged, record(&checked, "dkim")), "{changed:?}");
    }
    // the same domain once more changes the sender and nothing else
    let again = org.owner.put("/sending-domain", json!({ "domain": DOMAIN })).await.expect(200).body["sending_domain"].clone();
    assert_eq!((&again["address"], &again["status"]), (&json!("no-reply@mail.acme.example"), &json!("verified")));
    assert_eq!(record(&again, "dkim")["name"], record(&named, "dkim")["name"]);

    let log = org.owner.get("/audit-events").await.expect(200);
    let acts: Vec<&str> = log.items().iter().filter_map(|event| event["action"].as_str()).filter(|act| act.contains("domain")).collect();
    assert_eq!(acts, ["sending_domain_changed", "sending_domain_verified", "sending_domain_set"]);
}

#[tokio::test]
async fn nobody_names_what_is_not_theirs() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    for (domain, code) in [
        ("gmail.com", "public_provider"),
        ("co.uk", "public_suffix"),
        ("acme.lyceum.test", "platform_domain"),
        ("127.0.0.1", "invalid_domain"),
        ("ann@acme.example", "invalid_domain"),
        ("acme.example\r\nBcc: x@y.example", "invalid_domain"),
    ] {
        let refused = org.owner.put("/sending-domain", json!({ "domain": domain })).await.refused(422, "invalid_input");
        assert_eq!(
            (&refused.body["errors"][0]["pointer"], &refused.body["errors"][0]["code"]),
            (&json!("/domain"), &json!(code)),
            "{domain}"
        );
    }
    for (field, value) in [("local_part", "a b"), ("local_part", ""), ("reply_to", "nobody"), ("display_name", "\n")] {
        let refused = org.owner.put("/sending-domain", json!({ "domain": DOMAIN, field: value })).await.refused(422, "invalid_input");
        assert_eq!(refused.body["errors"][0]["pointer"], format!("/{field}"));
    }
    assert_eq!((number(&org, "SELECT COUNT(*) FROM sending_domains").await, number(&org, "SELECT COUNT(*) FROM dkim_keys").await), (0, 0));
    for path in ["/sending-domain/check", "/sending-domain/rotate"] {
        org.owner.post(path, json!({})).await.refused(404, "not_found");
    }
    org.owner.delete("/sending-domain").await.refused(404, "not_found");
}

#[tokio::test]
async fn a_domain_is_proven_by_ones_own_key_only() {
    let app = TestApp::spawn().await;
    let (acme, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    verify(&acme).await;
    let claimed = bolt.owner.put("/sending-domain", json!({ "domain": DOMAIN })).await.expect(200).body["sending_domain"].clone();
    let checked = bolt.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!((&checked["status"], &record(&checked, "dkim")["fault"]), (&json!("pending"), &json!("missing")));
    // nor by the other's key under one's own name
    let shown = acme.owner.get("/sending-domain").await.expect(200);
    let foreign = record(&shown.body["sending_domain"], "dkim")["value"].as_str().unwrap().to_owned();
    app.dns.set(record(&claimed, "dkim")["name"].as_str().unwrap(), &[&foreign]);
    let checked = bolt.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!((&checked["status"], &record(&checked, "dkim")["fault"]), (&json!("pending"), &json!("other_key")));
}

#[tokio::test]
async fn the_next_key_signs_once_dns_shows_it() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    let first = key(&verify(&org).await, "signing").unwrap().clone();
    let rotating = org.owner.post("/sending-domain/rotate", json!({})).await.expect(200).body;
    let next = key(&rotating, "next").unwrap().clone();
    assert_ne!(next["name"], first["name"]);
    let again = org.owner.post("/sending-domain/rotate", json!({})).await.expect(200).body;
    assert_eq!(key(&again, "next").unwrap()["name"], next["name"], "while one waits there is no other");

    let checked = org.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!((&checked["status"], &key(&checked, "next").unwrap()["fault"]), (&json!("verified"), &json!("missing")));
    invite(&org, "one").await;
    app.run_jobs().await;
    assert!(is_signed_by(&mail_to(&server, "one@else.example"), &first));

    app.dns.publish(&rotating);
    let switched = org.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!(key(&switched, "signing").unwrap()["name"], next["name"]);
    assert_eq!(
        (&key(&switched, "retired").unwrap()["name"], &key(&switched, "retired").unwrap()["status"]),
        (&first["name"], &json!("retired"))
    );
    assert!(key(&switched, "next").is_none() && key(&switched, "retired").unwrap()["keep_until"].is_string());
    invite(&org, "two").await;
    app.run_jobs().await;
    assert!(is_signed_by(&mail_to(&server, "two@else.example"), &next));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM dkim_keys WHERE sealed_private_key <> ''").await, 1, "a retired key signs no more");

    // the old record may go after seven days, and then it is not asked for
    for day in 1..=7 {
        app.clock.advance(Duration::hours(24));
        app.run_jobs().await;
        assert_eq!(number(&org, "SELECT COUNT(*) FROM dkim_keys").await, if day < 7 { 2 } else { 1 }, "day {day}");
    }
}

#[tokio::test]
async fn a_domain_whose_records_go_fails_on_the_second_day_and_its_owners_hear_of_it() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    org.member(Role::Admin).await;
    let second = org.member(Role::Owner).await;
    let domain = verify(&org).await;
    app.run_jobs().await;
    let spf = record(&domain, "spf").clone();
    app.dns.set(spf["name"].as_str().unwrap(), &[]);
    let status = async || signed_in(&org).await.get("/sending-domain").await.expect(200).body["sending_domain"].clone();
    let told = || server.taken().iter().filter(|mail| mail.header("Subject").unwrap().contains("no longer come from")).count();
    app.clock.advance(Duration::hours(24));
    app.run_jobs().await;
    let first_day = status().await;
    assert_eq!((&first_day["status"], first_day["wrong_since"].is_string(), told()), (&json!("verified"), true, 0));
    // a resolver that says nothing says nothing against it
    app.dns.silence(true);
    app.clock.advance(Duration::hours(24));
    app.run_jobs().await;
    assert_eq!((&status().await["status"], told()), (&json!("verified"), 0));
    app.dns.silence(false);
    app.clock.advance(Duration::hours(24));
    app.run_jobs().await;
    app.run_jobs().await;
    assert_eq!((&status().await["status"], told()), (&json!("failing"), 2));
    let mail = mail_to(&server, "owner@acme.example");
    assert_eq!((mail.from.as_str(), mail.header("DKIM-Signature")), ("no-reply@lyceum.test", None));
    assert!(mail.raw.contains("/settings/email"), "{}", mail.raw);
    let _ = second;

    app.dns.publish(&domain);
    app.clock.advance(Duration::hours(24));
    app.run_jobs().await;
    assert_eq!((&status().await["status"], told()), (&json!("verified"), 2));
}

#[tokio::test]
async fn dns_is_asked_each_hour_and_later_each_day() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    org.owner.put("/sending-domain", json!({ "domain": "acme.example" })).await.expect(200);
    let mut looks = Vec::new();
    for _ in 0..(24 * 6) {
        let before = app.dns.asked();
        app.clock.advance(Duration::hours(1));
        app.run_jobs().await;
        looks.push(usize::from(app.dns.asked() > before));
    }
    let days: Vec<usize> = looks.chunks(24).map(|day| day.iter().sum()).collect();
    assert!(days[..3].iter().all(|looks| *looks >= 23), "{days:?}");
    assert!(days[3..].iter().all(|looks| (1..=2).contains(looks)), "{days:?}");
}

#[tokio::test]
async fn a_person_looks_ten_times_a_minute() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    org.owner.put("/sending-domain", json!({ "domain": DOMAIN })).await.expect(200);
    for _ in 0..10 {
        org.owner.post("/sending-domain/check", json!({})).await.expect(200);
    }
    let asked = app.dns.asked();
    org.owner.post("/sending-domain/check", json!({})).await.refused(429, "too_many_requests");
    assert_eq!(app.dns.asked(), asked);
}

#[tokio::test]
async fn another_domain_takes_the_place_of_the_one_before() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let named = org.owner.put("/sending-domain", json!({ "domain": DOMAIN })).await.expect(200).body["sending_domain"].clone();
    app.dns.publish(&named);
    org.owner.put("/sending-domain", json!({ "domain": "other.example" })).await.expect(200);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM sending_domains").await, 1);
    let checked = org.owner.post("/sending-domain/check", json!({})).await.expect(200).body;
    assert_eq!((&checked["domain"], &checked["status"]), (&json!("other.example"), &json!("pending")));
    org.owner.delete("/sending-domain").await.expect(204);
    assert_eq!((number(&org, "SELECT COUNT(*) FROM sending_domains").await, number(&org, "SELECT COUNT(*) FROM dkim_keys").await), (0, 0));
}

#[tokio::test]
async fn a_mail_keeps_its_id_when_the_domain_is_verified_between_two_tries() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    server.set_mode(Mode::DropAfterData);
    invite(&org, "ann").await;
    app.run_jobs().await;
    server.set_mode(Mode::Accept);
    verify(&org).await;
    app.clock.advance(Duration::minutes(5));
    app.run_jobs().await;
    let copies: Vec<_> = server.taken().into_iter().filter(|mail| mail.to == ["ann@else.example"]).collect();
    assert_eq!(copies.iter().map(|mail| mail.from.as_str()).collect::<Vec<_>>(), ["no-reply@lyceum.test", "no-reply@mail.acme.example"]);
    assert_eq!(copies[0].header("Message-ID"), copies[1].header("Message-ID"));
}

#[tokio::test]
async fn a_key_of_another_organization_signs_nothing_here() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    verify(&org).await;
    app.run_jobs().await;
    // as if somebody who can write to the database put another's sealed key here
    let id = domain::ids::KeyId(uuid::Uuid::from_u128(7));
    let foreign = keyring::dkim::generate(app.app.keyring.master(), domain::ids::OrgId(uuid::Uuid::from_u128(1)), id).unwrap();
    tamper(&org, &format!("UPDATE dkim_keys SET sealed_private_key = '{}'", foreign.sealed_private_key)).await;
    let before = server.taken().len();
    invite(&org, "ann").await;
    app.app.db.dispatch_events(handlers).await.unwrap();
    let lease = app.app.db.claim_jobs(10).await.unwrap().remove(0);
    let refused = perform(&app.app, &lease).await;
    assert!(refused.is_err(), "a key that does not belong here signed");
    assert_eq!(server.taken().len(), before);
}
