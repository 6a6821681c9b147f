//! Bills.

use billing::payments::PaymentProvider;
use stripe_double::Card;

use crate::shop::{HOUR, JANUARY, NEW_YEAR, PRO, Shop, at};

#[tokio::test]
async fn bills_come_newest_first_and_page_by_page() {
    let shop = Shop::open().await;
    let (customer, _) = shop.subscribed(PRO).await;
    shop.double.set_card(&customer, Card::FailsLater).unwrap();
    shop.double.advance(JANUARY + HOUR);
    let all = shop.invoices(&customer, None, 10).await.unwrap();
    assert_eq!(
        all.items.iter().map(|it| (it.status.as_str(), it.total, it.due)).collect::<Vec<_>>(),
        [("open", 9_100, 9_100), ("paid", 9_100, 0)]
    );
    assert!(!all.has_more);
    let (newest, oldest) = (&all.items[0], &all.items[1]);
    assert_eq!((oldest.created_at, oldest.currency.as_str()), (at(NEW_YEAR), "eur"));
    assert!(newest.number.is_some() && newest.hosted_url.is_some() && newest.pdf_url.is_some());

    let page = shop.invoices(&customer, None, 1).await.unwrap();
    assert_eq!((page.items.as_slice(), page.has_more), (std::slice::from_ref(newest), true));
    let rest = shop.invoices(&customer, Some(&newest.id), 1).await.unwrap();
    assert_eq!((rest.items.as_slice(), rest.has_more), (std::slice::from_ref(oldest), false));
    assert!(shop.invoices(&customer, None, 0).await.is_ok(), "a page has one bill at least");
    assert!(shop.invoices(&customer, None, 1_000).await.is_ok(), "and a hundred at most");
}

#[tokio::test]
async fn a_customer_without_bills_has_an_empty_page() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    assert!(shop.invoices(&customer, None, 10).await.unwrap().items.is_empty());
}
