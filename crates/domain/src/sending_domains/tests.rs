use proptest::prelude::*;

use super::{
    records::{Fault, dmarc_value, judge_dkim, judge_dmarc, judge_spf, spf_value},
    *,
};

const HOST: &str = "_spf.lyceum.test";

fn values(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn key() -> String {
    format!("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA{}", "abcdefghijklmnopqrstuvwxyz0123456789+/".repeat(9))
}

fn at(hours: i64) -> Timestamp {
    "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap() + Duration::hours(hours)
}

#[test]
fn a_domain_is_read_as_people_type_it() {
    let parsed = |text| DomainName::parse(text, "lyceum.test").map(|name| name.as_str().to_owned());
    for (typed, is) in [
        ("Acme.Example", "acme.example"),
        (" mail.acme.co.uk. ", "mail.acme.co.uk"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("live-music.example", "live-music.example"),
        ("notlyceum.test", "notlyceum.test"),
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(is), "{typed}");
    }
    let long = format!("{}.example", "a".repeat(64));
    for bad in [
        "",
        "acme",
        "ann@acme.example",
        "https://acme.example",
        "acme.example/x",
        "-acme.example",
        "acme..example",
        "a b.example",
        "10.0.0.1",
        "[::1]",
        "*.acme.example",
        "acme.example:25",
        "_dmarc.acme.example",
        "acme.example\r\nx",
        &long,
    ] {
        assert_eq!(parsed(bad), Err(DomainNameError::Malformed), "{bad:?}");
    }
}

#[test]
fn nobody_claims_what_is_everybodys_or_the_platforms() {
    let refusal = |text| DomainName::parse(text, "lyceum.test").unwrap_err();
    for provider in ["gmail.com", "GMail.com.", "x.gmail.com", "yahoo.co.uk", "gmx.de", "outlook.com", "hotmail.fr", "web.de", "proton.me"]
    {
        assert_eq!(refusal(provider), DomainNameError::PublicProvider, "{provider}");
    }
    for suffix in ["co.uk", "com.au", "github.io"] {
        assert_eq!(refusal(suffix), DomainNameError::PublicSuffix, "{suffix}");
    }
    for platform in ["lyceum.test", "acme.lyceum.test", "LYCEUM.test", "a.b.lyceum.test"] {
        assert_eq!(refusal(platform), DomainNameError::Platform, "{platform}");
    }
}

#[test]
fn a_local_part_is_a_plain_word() {
    assert!(["no-reply", "hello", "a", "school.news+x"].into_iter().all(is_local_part));
    assert!(!["", ".a", "a.", "a..b", "a b", "a@b", "é", "a\r\n", "\"a\"", &"a".repeat(65)].into_iter().any(is_local_part));
}

#[test]
fn each_fault_of_a_key_has_its_name() {
    let key = key();
    let judge = |found: &[&str]| judge_dkim(&key, &values(found));
    let right = format!("v=DKIM1; k=rsa; p={key}");
    assert_eq!(judge(&[&right]), Verdict::Right);
    assert_eq!(judge(&[&format!("k=rsa;p={} {}", &key[..255], &key[255..])]), Verdict::Right, "spaces and order do not matter");
    let other = right.replace("abc", "cba");
    let gap = format!("v=DKIM1; k=rsa; p={}{}", &key[..237], &key[260..]);
    for (found, fault) in [
        (vec![], Fault::Missing),
        (vec!["v=spf1 -all"], Fault::Malformed),
        (vec![&format!("\"{right}\"")], Fault::Quoted),
        (vec![&right, &right], Fault::TwoRecords),
        (vec![&other], Fault::OtherKey),
        (vec![&right[..255]], Fault::Cut),
        (vec![&gap], Fault::Cut),
        (vec!["v=DKIM1; p="], Fault::Withdrawn),
        (vec![&right.replace("DKIM1", "DKIM2")], Fault::Malformed),
        (vec![&right.replace("rsa", "ed25519")], Fault::Malformed),
    ] {
        assert_eq!(judge(&found), Verdict::Wrong(fault), "{found:?}");
    }
}

#[test]
fn each_fault_of_spf_has_its_name() {
    let judge = |found: &[&str]| judge_spf(HOST, &values(found));
    for right in
        ["v=spf1 include:_spf.lyceum.test ~all", "V=SPF1 ip4:192.0.2.1 +Include:_SPF.lyceum.test -all", "v=spf1 include:_spf.lyceum.test"]
    {
        assert_eq!(judge(&["google-site-verification=x", right]), (Verdict::Right, false), "{right}");
    }
    assert_eq!(judge(&["v=spf1 include:_spf.lyceum.test +all"]), (Verdict::Right, true));
    for (found, fault) in [
        (vec![], Fault::Missing),
        (vec!["v=spf10 include:_spf.lyceum.test"], Fault::Missing),
        (vec!["\"v=spf1 include:_spf.lyceum.test ~all\""], Fault::Quoted),
        (vec!["v=spf1 -all", "v=spf1 include:_spf.lyceum.test ~all"], Fault::TwoRecords),
        (vec!["v=spf1 mx -all"], Fault::NotIncluded),
        (vec!["v=spf1 -include:_spf.lyceum.test ~all"], Fault::NotIncluded),
        (vec!["v=spf1 include:_spf.lyceum.test.evil.example ~all"], Fault::NotIncluded),
        (vec!["v=spf1 -all include:_spf.lyceum.test"], Fault::AfterAll),
    ] {
        assert_eq!(judge(&found).0, Verdict::Wrong(fault), "{found:?}");
    }
}

#[test]
fn each_fault_of_dmarc_has_its_name() {
    let judge = |found: &[&str]| judge_dmarc(&values(found));
    assert_eq!(judge(&["v=DMARC1; p=none"]), Verdict::Right);
    assert_eq!(judge(&["v=DMARC1;p=Reject; rua=mailto:a@b.example"]), Verdict::Right);
    for (found, fault) in [
        (vec![], Fault::Missing),
        (vec!["p=none"], Fault::Malformed),
        (vec!["\"v=DMARC1; p=none\""], Fault::Quoted),
        (vec!["v=DMARC1; p=none", "v=DMARC1; p=reject"], Fault::TwoRecords),
        (vec!["v=DMARC1; rua=mailto:a@b.example"], Fault::NoPolicy),
        (vec!["v=DMARC1; p=maybe"], Fault::NoPolicy),
    ] {
        assert_eq!(judge(&found), Verdict::Wrong(fault), "{found:?}");
    }
    assert_eq!(records::inherited_dmarc_name("mail.acme.co.uk").as_deref(), Some("_dmarc.acme.co.uk"));
    assert_eq!(records::inherited_dmarc_name("acme.co.uk"), None);
}

#[test]
fn what_stands_there_is_kept_in_the_value_to_enter() {
    let spf = |found: &[&str]| spf_value(HOST, &values(found));
    let fresh = "v=spf1 include:_spf.lyceum.test ~all";
    assert_eq!(spf(&[]), fresh);
    assert_eq!(spf(&["\"v=spf1 -all\""]), fresh);
    assert_eq!(spf(&["v=spf1 ip4:192.0.2.1 mx -all"]), "v=spf1 include:_spf.lyceum.test ip4:192.0.2.1 mx -all");
    assert_eq!(spf(&["v=spf1 -all include:_spf.lyceum.test"]), "v=spf1 include:_spf.lyceum.test -all");
    assert_eq!(spf(&["v=spf1"]), fresh);
    for found in [vec!["v=spf1 -all"], vec!["v=spf1 ?include:_spf.lyceum.test redirect=x.example"], vec![fresh, fresh], vec![]] {
        assert_eq!(judge_spf(HOST, &[spf(&found)]).0, Verdict::Right, "{found:?}");
    }
    assert_eq!(dmarc_value(&values(&["v=DMARC1; p=reject"])), "v=DMARC1; p=reject");
    assert_eq!(dmarc_value(&values(&["v=DMARC1; p=maybe"])), "v=DMARC1; p=none");
}

#[test]
fn a_domain_fails_on_the_second_wrong_day_and_comes_back_at_once() {
    let new = Standing::new();
    assert_eq!(new.after(Outcome::Wrong, at(0)).status, DomainStatus::Pending);
    let verified = new.after(Outcome::Right, at(1));
    assert_eq!((verified.status, verified.verified_at), (DomainStatus::Verified, Some(at(1))));
    let one_day = verified.after(Outcome::Wrong, at(24)).after(Outcome::Wrong, at(30));
    assert_eq!((one_day.status, one_day.wrong_since), (DomainStatus::Verified, Some(at(24))));
    assert_eq!(one_day.after(Outcome::Wrong, at(47)).status, DomainStatus::Failing);
    // a right look between them, and the days begin anew
    let mended = one_day.after(Outcome::Right, at(31));
    assert_eq!((mended.wrong_since, mended.verified_at), (None, Some(at(1))));
    assert_eq!(mended.after(Outcome::Wrong, at(48)).status, DomainStatus::Verified);
    // no answer is no answer
    assert_eq!(one_day.after(Outcome::Unknown, at(90)).status, DomainStatus::Verified);
    let failing = one_day.after(Outcome::Wrong, at(48));
    let again = failing.after(Outcome::Wrong, at(72)).after(Outcome::Right, at(73));
    assert_eq!((again.status, again.verified_at, again.wrong_since), (DomainStatus::Verified, Some(at(73)), None));
}

#[test]
fn a_new_domain_is_looked_at_each_hour_and_an_old_one_each_day() {
    let new = Standing::new();
    assert!(new.is_due(at(0), at(0)));
    let looked = |status, hours| Standing { status, checked_at: Some(at(hours)), ..new };
    assert!(looked(DomainStatus::Pending, 10).is_due(at(0), at(11)));
    assert!(!looked(DomainStatus::Pending, 80).is_due(at(0), at(81)) && looked(DomainStatus::Pending, 80).is_due(at(0), at(104)));
    assert!(!looked(DomainStatus::Verified, 1).is_due(at(0), at(2)) && looked(DomainStatus::Verified, 1).is_due(at(0), at(24)));
    assert!(!looked(DomainStatus::Failing, 1).is_due(at(0), at(2)));
}

#[test]
fn a_wrong_record_outweighs_one_that_is_unknown() {
    let wrong = Verdict::Wrong(Fault::Missing);
    assert_eq!(Outcome::of([&Verdict::Right, &Verdict::Right]), Outcome::Right);
    assert_eq!(Outcome::of([&Verdict::Right, &Verdict::Unknown]), Outcome::Unknown);
    assert_eq!(Outcome::of([&Verdict::Unknown, &wrong]), Outcome::Wrong);
}

proptest! {
    #[test]
    fn whatever_dns_says_is_judged(found in proptest::collection::vec(".*", 0..4)) {
        let _ = (judge_dkim(&key(), &found), judge_spf(HOST, &found), judge_dmarc(&found));
    }

    #[test]
    fn a_name_that_is_taken_is_a_name_of_ascii_labels(text in ".{0,40}") {
        if let Ok(name) = DomainName::parse(&text, "lyceum.test") {
            prop_assert!(name.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.'));
        }
    }
}
