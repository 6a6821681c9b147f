//! Customers, and the pages where they change their cards.

use billing::payments::{NewCustomer, PaymentError, PaymentProvider};
use stripe_double::CallFaultKind;

use crate::shop::{ORG, Shop, TERMS};

fn academy() -> NewCustomer {
    NewCustomer { org_id: ORG, name: "Academy".to_owned(), email: "ann@academy.test".to_owned() }
}

#[tokio::test]
async fn a_customer_is_made_once_whatever_the_weather() {
    for kind in [
        CallFaultKind::TimeoutAfterSuccess,
        CallFaultKind::Timeout,
        CallFaultKind::Conflict,
        CallFaultKind::RateLimit,
        CallFaultKind::ServerError,
        CallFaultKind::ServerErrorAfterSuccess,
    ] {
        let shop = Shop::empty(false);
        shop.fault(kind, "POST", "/v1/customers");
        let id = shop.create_customer(&academy(), "customer-1").await.unwrap();
        assert_eq!(shop.create_customer(&academy(), "customer-1").await.as_ref(), Ok(&id), "{kind:?}");
        let made = shop.objects("customer");
        assert_eq!(made.len(), 1, "{kind:?}");
        assert_eq!((&made[0]["metadata"]["org_id"], &made[0]["name"]), (&ORG.to_string().into(), &"Academy".into()));
        assert!(shop.asked("POST", "/v1/customers").iter().all(|it| it.idempotency_key.as_deref() == Some("customer-1")));
    }
}

#[tokio::test]
async fn a_customer_without_an_address_is_refused_at_once() {
    let shop = Shop::empty(false);
    let refused = shop.create_customer(&NewCustomer { email: "nobody".to_owned(), ..academy() }, "customer-1").await;
    assert!(matches!(refused, Err(PaymentError::Refused(_))), "{refused:?}");
    assert_eq!(shop.double.requests().len(), 1, "what cannot get better is not tried again");
}

#[tokio::test]
async fn a_deleted_customer_is_missing() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    assert_eq!(shop.subscriptions(&customer).await, Ok(Vec::new()));
    shop.call("DELETE", &format!("customers/{customer}"), "").await;
    assert!(matches!(shop.subscriptions(&customer).await, Err(PaymentError::Missing(_))));
    assert!(matches!(shop.subscriptions("cus_none").await, Err(PaymentError::Missing(_))));
    let wanted = Shop::wanted(&customer, crate::shop::PRO, None);
    assert!(matches!(shop.create_checkout(&wanted, "checkout").await, Err(PaymentError::Missing(_))));
    assert!(matches!(shop.create_portal(&customer, "http://academy.test/").await, Err(PaymentError::Missing(_))));
}

#[tokio::test]
async fn the_portal_is_ours_and_not_the_default_one() {
    let shop = Shop::empty(false);
    let customer = shop.customer().await;
    // somebody made one in the dashboard, where customers cancel by themselves
    shop.post("billing_portal/configurations", "features[subscription_cancel][enabled]=true").await;
    let missing = shop.create_portal(&customer, "http://academy.test/").await.unwrap_err();
    assert!(missing.to_string().contains("lyceum stripe sync"), "{missing}");
    shop.sync_catalog(TERMS).await.unwrap();
    let url = shop.create_portal(&customer, "http://academy.test/billing").await.unwrap();
    assert!(url.starts_with(&shop.double.url), "{url}");
    let session = &shop.objects("billing_portal.session")[0];
    assert_eq!((&session["return_url"], &session["customer"]), (&"http://academy.test/billing".into(), &customer.into()));
    let configuration = shop.object("billing_portal.configuration", session["configuration"].as_str().unwrap());
    assert_eq!((&configuration["metadata"]["lyceum"], &configuration["is_default"]), (&"portal".into(), &false.into()));
}
