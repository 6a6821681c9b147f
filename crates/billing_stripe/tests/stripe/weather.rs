//! Stripe is slow, ill or gone.

use std::{sync::Arc, time::Instant};

use billing::payments::{PaymentError, PaymentProvider};
use billing_stripe::{Stripe, StripeConfig};
use domain::ports::{Clock, Random, World};
use stripe_double::{CallFault, CallFaultKind, FaultsPatch};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::shop::{HOUR, PRO, Shop, at};

#[tokio::test]
async fn what_is_down_is_asked_three_times_and_then_left_alone_for_half_a_minute() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    shop.double.set_faults(FaultsPatch { down_seconds: Some(HOUR), ..FaultsPatch::default() });
    let asked = || shop.double.requests().len();
    let before = asked();
    assert!(matches!(shop.invoices(&customer, None, 10).await, Err(PaymentError::Unavailable(_))));
    assert_eq!(asked(), before + 3);
    for _ in 0..3 {
        assert!(matches!(shop.invoices(&customer, None, 10).await, Err(PaymentError::Unavailable(_))));
    }
    assert_eq!(asked(), before + 5, "after five failures nothing is asked");
    shop.double.advance(29);
    let started = Instant::now();
    assert!(matches!(shop.create_portal(&customer, "http://academy.test/").await, Err(PaymentError::Unavailable(_))));
    assert!(started.elapsed().as_millis() < 100);
    assert_eq!(asked(), before + 5);
    shop.double.advance(1);
    assert!(shop.invoices(&customer, None, 10).await.is_err());
    assert_eq!(asked(), before + 6, "one is let through");
    shop.double.advance(HOUR);
    shop.invoices(&customer, None, 10).await.unwrap();
    shop.invoices(&customer, None, 10).await.unwrap();
}

#[tokio::test]
async fn conflicts_are_tried_again_and_break_nothing() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let always = CallFault { times: None, ..CallFault::once(CallFaultKind::Conflict).of("GET", "/v1/invoices") };
    shop.faults(vec![always]);
    let before = shop.double.requests().len();
    for _ in 0..4 {
        assert!(matches!(shop.invoices(&customer, None, 10).await, Err(PaymentError::Unavailable(_))));
    }
    assert_eq!(shop.double.requests().len(), before + 12);
}

#[tokio::test]
async fn refusals_break_nothing() {
    let shop = Shop::open().await;
    for _ in 0..8 {
        assert!(matches!(shop.close_checkout("cs_none").await, Err(PaymentError::Missing(_))));
    }
    let customer = shop.customer().await;
    shop.checkout(&customer, PRO, None).await;
}

#[tokio::test]
async fn a_key_that_stripe_does_not_know_is_refused() {
    let shop = Shop::open().await;
    let stripe = stripe_at(&shop.double.url, "sk_test_other");
    assert!(matches!(stripe.invoices("cus_1", None, 10).await, Err(PaymentError::Refused(_))));
}

#[tokio::test]
async fn answers_that_are_none_of_stripes_are_told_apart() {
    let gateway = server("502 Bad Gateway", "<html>Bad gateway</html>").await;
    assert!(matches!(stripe_at(&gateway, "sk_test_1").invoices("cus_1", None, 10).await, Err(PaymentError::Unavailable(_))));
    let other = server("200 OK", r#"{"object":"list","data":[{"id":"in_1"}],"has_more":false,"url":"/v1/invoices"}"#).await;
    let refused = stripe_at(&other, "sk_test_1").invoices("cus_1", None, 10).await.unwrap_err();
    assert!(matches!(&refused, PaymentError::Refused(text) if text.contains("cannot be read")), "{refused}");
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert!(matches!(
        stripe_at(&format!("http://{nobody}"), "sk_test_1").invoices("cus_1", None, 10).await,
        Err(PaymentError::Unavailable(_))
    ));
}

#[tokio::test]
async fn the_key_is_never_shown_and_says_whether_money_is_real() {
    for (key, is_live) in [("sk_live_secret", true), ("rk_live_secret", true), ("sk_test_secret", false), ("rk_test_secret", false)] {
        let config = StripeConfig { secret_key: key.to_owned(), base_url: None, automatic_tax: false };
        let shown = format!("{config:?}");
        let stripe = Stripe::new(config, world()).unwrap();
        assert_eq!(stripe.livemode(), is_live, "{key}");
        assert!(!format!("{shown}{stripe:?}").contains("secret"), "{shown}{stripe:?}");
    }
    let bad = |secret_key: &str, base_url: Option<&str>| {
        let config = StripeConfig { secret_key: secret_key.to_owned(), base_url: base_url.map(str::to_owned), automatic_tax: false };
        Stripe::new(config, world()).unwrap_err().to_string()
    };
    assert!(!bad("sk_test_hidden\n", None).contains("hidden"));
    assert!(bad("sk_test_secret", Some("not an address")).contains("configuration"));
}

struct NewYear;

impl Clock for NewYear {
    fn now(&self) -> domain::time::Timestamp {
        at(crate::shop::NEW_YEAR)
    }
}

impl Random for NewYear {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn world() -> World {
    World::new(Arc::new(NewYear), Arc::new(NewYear))
}

fn stripe_at(url: &str, key: &str) -> Stripe {
    let config = StripeConfig { secret_key: key.to_owned(), base_url: Some(url.to_owned()), automatic_tax: false };
    let pace = billing_stripe::Pace { first_wait: std::time::Duration::from_millis(1), ..billing_stripe::Pace::default() };
    Stripe::with_pace(config, world(), pace).unwrap()
}

/// A server that answers the same to everybody.
async fn server(status: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}")
}
