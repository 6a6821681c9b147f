use std::time::{Duration, Instant};

use lyceum_tests::dns::{DnsServer, Said};
use outbound::dns::{Dns, SystemDns};

fn texts(records: &[&[&str]]) -> Said {
    Said::Texts(records.iter().map(|strings| strings.iter().map(|text| (*text).to_owned()).collect()).collect())
}

#[tokio::test]
async fn what_stands_there_is_read_and_what_does_not_is_nothing() {
    let half = "x".repeat(250);
    let server = DnsServer::start(vec![
        ("acme.example", texts(&[&["v=spf1 -all"], &["other"]])),
        ("key._domainkey.acme.example", texts(&[&["v=DKIM1; p=", &half, "end"]])),
        ("_dmarc.acme.example", Said::Nothing),
    ])
    .await;
    let dns = SystemDns::open(&[server.address]).unwrap();
    assert_eq!(dns.txt("acme.example").await.unwrap(), ["v=spf1 -all", "other"]);
    assert_eq!(dns.txt("key._domainkey.acme.example").await.unwrap(), [format!("v=DKIM1; p={half}end")]);
    assert_eq!(dns.txt("_dmarc.acme.example").await.unwrap(), Vec::<String>::new());
    assert_eq!(dns.txt("nobody.example").await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_server_that_cannot_say_is_no_answer() {
    let server = DnsServer::start(vec![("broken.example", Said::Failure), ("silent.example", Said::Silence)]).await;
    let dns = SystemDns::open(&[server.address]).unwrap();
    for name in ["broken.example", "silent.example"] {
        let begun = Instant::now();
        assert!(dns.txt(name).await.is_err(), "{name}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{name} took {:?}", begun.elapsed());
    }
    let nowhere = SystemDns::open(&["127.0.0.1:1".parse().unwrap()]).unwrap();
    assert!(nowhere.txt("acme.example").await.is_err());
}

#[tokio::test]
async fn nothing_is_remembered() {
    let server = DnsServer::start(vec![("acme.example", texts(&[&["one"]]))]).await;
    let dns = SystemDns::open(&[server.address]).unwrap();
    assert_eq!(dns.txt("acme.example").await.unwrap(), ["one"]);
    let address = server.address;
    drop(server);
    tokio::task::yield_now().await;
    let socket = tokio::net::UdpSocket::bind(address).await;
    drop(socket);
    assert!(dns.txt("acme.example").await.is_err(), "an answer was kept");
}
