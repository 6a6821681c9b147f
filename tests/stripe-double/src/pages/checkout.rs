//! The hosted page of a checkout session.

use actix_web::{
    HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;
use serde_json::Value;

use super::page::{CARDS, alert, escaped, go_to, money, offer, page};
use crate::{
    document::{amount, elements, is, owned, text},
    double::Double,
    resources::{checkout, payment_methods::Card},
};

/// What the page's form sends.
#[derive(Deserialize)]
pub struct Submission {
    card: Option<String>,
    without_card: Option<String>,
    email: Option<String>,
}

/// Shows the page.
pub async fn show(double: Data<Double>, session: Path<String>) -> HttpResponse {
    render(&double, &session, None)
}

/// Pays, or begins the trial, and goes back to the shop.
pub async fn submit(double: Data<Double>, session: Path<String>, form: Form<Submission>) -> HttpResponse {
    let card = form.card.as_deref().filter(|_| form.without_card.is_none()).and_then(Card::parse);
    let email = form.email.as_deref().filter(|email| !email.is_empty());
    match double.transact(|account| checkout::complete(account, &session, card, email)) {
        Ok(session) => go_to(&owned(&session, "success_url").replace("{CHECKOUT_SESSION_ID}", &owned(&session, "id"))),
        Err(refusal) => render(&double, &session, Some(refusal.message())),
    }
}

fn render(double: &Double, named: &str, message: Option<&str>) -> HttpResponse {
    let found = double.transact(|account| account.get("checkout.session", named).map(|session| (session, account.clone())));
    let Ok((session, account)) = found else { return page(404, "Checkout", "<p>There is no such page.</p>") };
    let back =
        text(&session, "cancel_url").map(|url| format!("<p><a href=\"{}\">Cancel and go back</a></p>", escaped(url))).unwrap_or_default();
    if !is(&session, "status", "open") {
        let words = if is(&session, "status", "complete") { "This is paid and done." } else { "This page has expired." };
        return page(410, "Checkout", &format!("<p>{words}</p>{back}"));
    }
    let currency = owned(&session, "currency");
    let wish = account.find(&format!("{named}_wish")).cloned().unwrap_or_default();
    let offers: String = elements(&wish, "items").iter().map(|item| wanted(&account, item, &currency)).collect();
    let due = amount(&session, "amount_total");
    let is_trial = due == 0;
    let email = match text(&session, "customer").or(text(&session, "customer_email")) {
        Some(_) => String::new(),
        None => "<label>E-mail <input type=\"email\" name=\"email\" autocomplete=\"email\"></label>".to_owned(),
    };
    let action = escaped(&format!("/c/pay/{named}"));
    let (main, title) = if is_trial { ("Start trial with this card", "Start your trial") } else { ("Subscribe", "Subscribe") };
    let without = if checkout::needs_card(&session) {
        ""
    } else {
        "<p><button name=\"without_card\" value=\"true\">Start trial without a card</button></p>"
    };
    let content = format!(
        "{}<ul>{offers}</ul><p>Due today: {}</p><form method=\"post\" action=\"{action}\">{email}{without}{CARDS}<button>{main}</button></form>{back}",
        alert(message),
        money(due, &currency)
    );
    page(if message.is_some() { 402 } else { 200 }, title, &content)
}

fn wanted(account: &crate::account::Account, item: &Value, currency: &str) -> String {
    let price = account.find(&owned(item, "price")).cloned().unwrap_or_default();
    format!("<li>{} × {}</li>", amount(item, "quantity"), escaped(&offer(account, &price, currency)))
}
