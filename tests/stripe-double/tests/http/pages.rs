//! The hosted pages, through their forms.

use crate::shop::{DAY, Shop};

struct Page {
    status: u16,
    location: Option<String>,
    html: String,
}

async fn see(shop: &Shop, url: &str) -> Page {
    read(shop.client.get(url).send().await.unwrap()).await
}

async fn submit(shop: &Shop, url: &str, form: &str) -> Page {
    let request = shop.client.post(url).header("Content-Type", "application/x-www-form-urlencoded");
    read(request.body(form.to_owned()).send().await.unwrap()).await
}

async fn read(answer: reqwest::Response) -> Page {
    let location = answer.headers().get("Location").map(|value| value.to_str().unwrap().to_owned());
    Page { status: answer.status().as_u16(), location, html: answer.text().await.unwrap() }
}

#[actix_web::test]
async fn checkout_takes_a_card_that_works_and_goes_back_to_the_shop() {
    let shop = Shop::open().await;
    let session = shop.session("client_reference_id=org-1").await;
    let page = see(&shop, session.text("url")).await;
    assert!(page.html.contains("Pro, 91.00 EUR each month") && page.html.contains("Due today: 91.00 EUR"));
    assert!(!page.html.contains("without a card"));

    let declined = submit(&shop, session.text("url"), "card=declined&email=ann@example.org").await;
    assert!(declined.status == 402 && declined.html.contains("role=\"alert\""));
    assert!(shop.get("subscriptions").await.body["data"].as_array().unwrap().is_empty());

    let paid = submit(&shop, session.text("url"), "card=works&email=ann@example.org").await;
    assert_eq!(paid.location, Some(format!("http://shop.test/done?session={}", session.text("id"))));
    let done = shop.get(&format!("checkout/sessions/{}?expand[]=subscription", session.text("id"))).await;
    assert_eq!((done.text("customer_details.email"), done.text("subscription.status")), ("ann@example.org", "active"));
    assert_eq!((done.text("payment_status"), done.text("client_reference_id")), ("paid", "org-1"));

    let twice = submit(&shop, session.text("url"), "card=works").await;
    assert_eq!(twice.status, 410);
    assert_eq!(shop.get("subscriptions").await.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_trial_begins_without_a_card_and_an_expired_page_says_so() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let wish = format!("customer={customer}&payment_method_collection=if_required&subscription_data[trial_period_days]=14");
    let session = shop.session(&wish).await;
    assert!(see(&shop, session.text("url")).await.html.contains("Start trial without a card"));
    assert_eq!(submit(&shop, session.text("url"), "card=works&without_card=true").await.status, 303);
    let trial = shop.get("subscriptions?status=trialing").await;
    assert_eq!(trial.text("data.0.customer"), customer);
    assert!(trial.at("data.0.default_payment_method").is_null());

    let other = shop.session("").await;
    shop.double.advance(DAY);
    assert_eq!(see(&shop, other.text("url")).await.status, 410);
    assert!(shop.events().await.contains(&"checkout.session.expired".to_owned()));
}

#[actix_web::test]
async fn the_portal_switches_cancels_resumes_changes_the_card_and_pays() {
    let shop = Shop::open().await;
    let (customer, id) = shop.subscribed(&shop.starter).await;
    let features = [
        "features[subscription_update][enabled]=true",
        "features[subscription_update][default_allowed_updates][0]=price",
        "features[subscription_update][proration_behavior]=always_invoice",
        "features[subscription_cancel][enabled]=true",
        "features[payment_method_update][enabled]=true",
        "features[invoice_history][enabled]=true",
    ];
    let configuration = shop.post("billing_portal/configurations", &features.join("&")).await;
    assert_eq!(configuration.at("features.subscription_update.default_allowed_updates.0"), "price");
    let session = shop.post("billing_portal/sessions", &format!("customer={customer}&return_url=http://shop.test/billing")).await;
    let url = session.text("url");
    let page = see(&shop, url).await;
    for words in ["Starter, 36.00 EUR each month", "Switch plan", "Cancel subscription", "Update card", "http://shop.test/billing"] {
        assert!(page.html.contains(words), "{words}");
    }

    assert_eq!(submit(&shop, &format!("{url}/plan"), &format!("price={}", shop.pro)).await.status, 303);
    assert_eq!(shop.subscription(&id).await.text("items.data.0.price.id"), shop.pro);
    submit(&shop, &format!("{url}/cancel"), "").await;
    assert!(see(&shop, url).await.html.contains("Resume subscription"));
    submit(&shop, &format!("{url}/resume"), "").await;
    assert!(shop.subscription(&id).await.at("cancel_at").is_null());

    submit(&shop, &format!("{url}/card"), "card=fails_later").await;
    shop.double.advance(31 * DAY + 3_600);
    assert_eq!(shop.subscription(&id).await.text("status"), "past_due");
    let invoice = shop.subscription(&id).await.text("latest_invoice").to_owned();
    assert_eq!(submit(&shop, &format!("{url}/pay"), &format!("invoice={invoice}")).await.status, 402);
    submit(&shop, &format!("{url}/card"), "card=works").await;
    assert_eq!(submit(&shop, &format!("{url}/pay"), &format!("invoice={invoice}")).await.status, 303);
    assert_eq!(shop.subscription(&id).await.text("status"), "active");
}

#[actix_web::test]
async fn an_open_invoice_is_paid_on_its_page_and_has_a_pdf() {
    let shop = Shop::open().await;
    let customer = shop.customer_with("pm_card_chargeCustomerFail").await;
    let opened = shop.post("subscriptions", &format!("customer={customer}&items[0][price]={}&expand[]=latest_invoice", shop.pro)).await;
    let url = opened.text("latest_invoice.hosted_invoice_url");
    assert!(see(&shop, url).await.html.contains("Pay 91.00 EUR"));
    assert_eq!(submit(&shop, url, "card=works").await.status, 303);
    assert_eq!(shop.subscription(opened.text("id")).await.text("status"), "active");
    assert!(see(&shop, opened.text("latest_invoice.invoice_pdf")).await.html.starts_with("%PDF-1.4"));
}
