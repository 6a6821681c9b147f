//! What the pages have in common.

use actix_web::{HttpResponse, http::header};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::{
    account::Account,
    document::{amount, owned, text},
    resources::prices,
};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}\
fieldset{margin:1rem 0;padding:1rem;border:1px solid #767676;border-radius:.5rem}label{display:block;padding:.25rem 0}\
button{font:inherit;padding:.5rem 1rem;min-height:2.75rem;border:0;border-radius:.5rem;background:#2b4acb;color:#fff;cursor:pointer}\
a{color:#2b4acb}[role=alert]{border:2px solid #b3261e;padding:.5rem 1rem;border-radius:.5rem}\
:focus-visible{outline:3px solid #1a1a1a;outline-offset:2px}form{margin:1rem 0}";

/// The choice of a card.
pub const CARDS: &str = r#"<fieldset><legend>Card</legend>
<label><input type="radio" name="card" value="works" checked> A card that works (4242)</label>
<label><input type="radio" name="card" value="fails_later"> A card that fails when it is charged (0341)</label>
<label><input type="radio" name="card" value="declined"> A card that is declined (0002)</label>
</fieldset>"#;

/// A whole page.
pub fn page(status: u16, title: &str, content: &str) -> HttpResponse {
    let title = escaped(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>\
<p>Test mode: a double of Stripe. No money moves.</p>{content}</main></body></html>"
    );
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or(actix_web::http::StatusCode::BAD_REQUEST);
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html)
}

/// Goes on to another page.
pub fn go_to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}

/// A message that something did not work.
pub fn alert(message: Option<&str>) -> String {
    message.map(|message| format!("<p role=\"alert\">{}</p>", escaped(message))).unwrap_or_default()
}

/// Text as HTML shows it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// An amount of a currency with a hundred minor units.
pub fn money(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}{}.{:02} {}", minor / 100, minor % 100, currency.to_uppercase())
}

/// A day.
pub fn day(moment: i64) -> String {
    DateTime::<Utc>::from_timestamp(moment, 0).map(|moment| moment.format("%-d %B %Y").to_string()).unwrap_or_default()
}

/// What a price is for and costs: `Pro, 99.00 EUR each month`.
pub fn offer(account: &Account, price: &Value, currency: &str) -> String {
    let product = text(price, "product").and_then(|product| account.find(product));
    let name = product.map_or_else(|| "Subscription".to_owned(), |product| owned(product, "name"));
    let cost = prices::amount_in(account, &owned(price, "id"), currency).unwrap_or_else(|_| amount(price, "unit_amount"));
    format!("{name}, {} each {}", money(cost, currency), owned(price, "recurring.interval"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_digits_of_cents() {
        assert_eq!((money(9_905, "eur").as_str(), money(-5, "usd").as_str()), ("99.05 EUR", "-0.05 USD"));
    }

    #[test]
    fn names_cannot_bring_markup_along() {
        assert_eq!(escaped("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
    }
}
