//! A change of what a subscription consists of: which items it has afterwards, and what that costs.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{period, proration};
use crate::{
    account::{Account, conceal},
    document::{amount, at, elements, flag, id, is, owned, put, text},
    params::Params,
    refusal::Refusal,
    resources::prices,
};

/// When what a change costs is invoiced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behavior {
    /// With the next invoice.
    CreateProrations,
    /// At once.
    AlwaysInvoice,
    /// Never.
    None,
}

impl Behavior {
    /// Reads `proration_behavior`.
    pub fn of(params: &Params, path: &str) -> Result<Self, Refusal> {
        Ok(match params.word(path, &["create_prorations", "always_invoice", "none"])? {
            Some("always_invoice") => Self::AlwaysInvoice,
            Some("none") => Self::None,
            _ => Self::CreateProrations,
        })
    }
}

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Change {
    /// The items afterwards.
    pub items: Vec<Value>,
    /// What is credited and charged.
    pub lines: Vec<Value>,
    /// Whether the lines are invoiced at once.
    pub is_invoiced_now: bool,
    /// Whether a new period begins, because the interval is another.
    pub restarts: bool,
}

impl Change {
    /// Works out a change of `subscription` to `items` at a moment.
    pub fn new(account: &Account, subscription: &Value, items: Vec<Value>, behavior: Behavior, moment: i64) -> Result<Self, Refusal> {
        let before = elements(subscription, "items.data");
        let currency = owned(subscription, "currency");
        let interval = |items: &[Value]| items.first().and_then(|item| at(item, "price.recurring").cloned());
        let restarts = interval(before) != interval(&items) && !is(subscription, "status", "trialing");
        let mut change = Self { items, lines: Vec::new(), is_invoiced_now: restarts || behavior == Behavior::AlwaysInvoice, restarts };
        if is(subscription, "status", "trialing") {
            change.is_invoiced_now = false;
            return Ok(change);
        }
        if behavior != Behavior::None {
            for item in before.iter().filter(|item| !change.items.iter().any(|after| costs_the_same(item, after))) {
                change.lines.push(prorated(account, subscription, item, &currency, moment, -1)?);
            }
            if !restarts {
                for item in change.items.iter().filter(|item| !before.iter().any(|before| costs_the_same(before, item))) {
                    change.lines.push(prorated(account, subscription, item, &currency, moment, 1)?);
                }
            }
        }
        if restarts {
            for item in &mut change.items {
                let end = at(item, "price.recurring").map(|recurring| period::next_end(moment, recurring, moment));
                put(item, "current_period_start", moment);
                put(item, "current_period_end", end);
            }
            change.lines.extend(full_lines(account, subscription, &change.items)?);
        }
        Ok(change)
    }
}

/// The items of a subscription after `items[..]` of a request.
pub fn items_after(account: &Account, subscription: &Value, given: &[Params]) -> Result<Vec<Value>, Refusal> {
    let mut items = elements(subscription, "items.data").to_vec();
    for params in given {
        let price = params.text("price").map(|price| active_price(account, price)).transpose()?;
        let quantity = params.int("quantity")?;
        let Some(item_id) = params.text("id") else {
            let price = price.ok_or_else(|| Refusal::missing("items[0][price]"))?;
            items.push(new_item(account, subscription, &price, quantity.unwrap_or(1)));
            continue;
        };
        let position = items.iter().position(|item| is(item, "id", item_id));
        let position = position.ok_or_else(|| Refusal::no_such_in("items[0][id]", "subscription item", item_id))?;
        if params.flag("deleted")? == Some(true) {
            items.remove(position);
        } else if let Some(item) = items.get_mut(position) {
            if let Some(price) = price {
                set_price(item, &price);
            }
            let quantity = quantity.unwrap_or_else(|| amount(item, "quantity"));
            put(item, "quantity", quantity);
        }
    }
    check(account, subscription, &items)?;
    Ok(items)
}

/// A new item with a period that ends with the subscription's.
pub fn new_item(account: &Account, subscription: &Value, price: &Value, quantity: i64) -> Value {
    let end = at(subscription, "items.data.0.current_period_end").cloned().unwrap_or_default();
    let start = at(subscription, "items.data.0.current_period_start").cloned().unwrap_or_default();
    let mut item = json!({
        "id": Account::new_id("si"),
        "object": "subscription_item",
        "billing_thresholds": null,
        "created": account.now,
        "current_period_end": end,
        "current_period_start": start,
        "current_trial": null,
        "discounts": [],
        "metadata": {},
        "quantity": quantity,
        "subscription": id(subscription),
        "tax_rates": [],
    });
    set_price(&mut item, price);
    item
}

/// The price that a request names; one that is not active cannot be subscribed to.
pub fn active_price(account: &Account, price: &str) -> Result<Value, Refusal> {
    let found = account.named("price", "items[0][price]", price)?;
    if !flag(&found, "active") {
        return Err(Refusal::invalid("items[0][price]", "The price specified is inactive. This field only accepts active prices."));
    }
    if at(&found, "recurring").is_none() {
        return Err(Refusal::invalid(
            "items[0][price]",
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        ));
    }
    Ok(found)
}

/// The lines of whole periods of items.
pub fn full_lines(account: &Account, subscription: &Value, items: &[Value]) -> Result<Vec<Value>, Refusal> {
    let currency = owned(subscription, "currency");
    let line = |item: &Value| {
        let total = cost(account, item, &currency)?;
        let span = (amount(item, "current_period_start"), amount(item, "current_period_end"));
        let description = format!("{} × {}", amount(item, "quantity"), product_name(account, item));
        Ok(self::line(subscription, item, &currency, total, span, description, false))
    };
    items.iter().map(line).collect()
}

/// A line of an invoice about an item.
pub fn line(
    subscription: &Value,
    item: &Value,
    currency: &str,
    total: i64,
    span: (i64, i64),
    description: String,
    proration: bool,
) -> Value {
    json!({
        "id": Account::new_id("il"),
        "object": "line_item",
        "amount": total,
        "currency": currency,
        "description": description,
        "discount_amounts": [],
        "discountable": !proration,
        "discounts": [],
        "invoice": null,
        "livemode": false,
        "metadata": {},
        "parent": {
            "invoice_item_details": null,
            "subscription_item_details": {
                "invoice_item": null,
                "proration": proration,
                "proration_details": { "credited_items": null },
                "subscription": id(subscription),
                "subscription_item": id(item),
            },
            "type": "subscription_item_details",
        },
        "period": { "start": span.0, "end": span.1 },
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": { "price": owned(item, "price.id"), "product": owned(item, "price.product") },
            "type": "price_details",
            "unit_amount_decimal": at(item, "price.unit_amount_decimal"),
        },
        "quantity": amount(item, "quantity"),
        "quantity_decimal": amount(item, "quantity").to_string(),
        "subscription": id(subscription),
        "subtotal": total,
        "taxes": [],
    })
}

/// What is sold by an item.
pub fn product_name(account: &Account, item: &Value) -> String {
    let product = text(item, "price.product").and_then(|product| account.find(product));
    product.map_or_else(|| "Subscription".to_owned(), |product| owned(product, "name"))
}

fn prorated(account: &Account, subscription: &Value, item: &Value, currency: &str, moment: i64, sign: i64) -> Result<Value, Refusal> {
    let (start, end) = (amount(item, "current_period_start"), amount(item, "current_period_end"));
    if !(start..=end).contains(&moment) {
        return Err(Refusal::invalid("proration_date", "`proration_date` must be between the current period's start and end."));
    }
    let total = proration::share(cost(account, item, currency)? * sign, end - moment, end - start);
    let day = DateTime::<Utc>::from_timestamp(moment, 0).map(|moment| moment.format("%d %b %Y").to_string()).unwrap_or_default();
    let what = if sign < 0 { "Unused" } else { "Remaining" };
    let description = format!("{what} time on {} after {day}", product_name(account, item));
    Ok(line(subscription, item, currency, total, (moment, end), description, true))
}

fn cost(account: &Account, item: &Value, currency: &str) -> Result<i64, Refusal> {
    Ok(prices::amount_in(account, &owned(item, "price.id"), currency)?.saturating_mul(amount(item, "quantity")))
}

fn costs_the_same(one: &Value, other: &Value) -> bool {
    ["id", "price.id", "quantity"].iter().all(|path| at(one, path) == at(other, path))
}

fn set_price(item: &mut Value, price: &Value) {
    let mut shown = price.clone();
    conceal(&mut shown);
    let plan = json!({
        "id": id(price),
        "object": "plan",
        "active": flag(price, "active"),
        "amount": at(price, "unit_amount"),
        "amount_decimal": at(price, "unit_amount_decimal"),
        "billing_scheme": "per_unit",
        "created": at(price, "created"),
        "currency": at(price, "currency"),
        "interval": at(price, "recurring.interval"),
        "interval_count": at(price, "recurring.interval_count"),
        "livemode": false,
        "metadata": {},
        "meter": null,
        "nickname": at(price, "nickname"),
        "product": at(price, "product"),
        "tiers_mode": null,
        "transform_usage": null,
        "trial_period_days": null,
        "usage_type": "licensed",
    });
    put(item, "price", shown);
    put(item, "plan", plan);
}

fn check(account: &Account, subscription: &Value, items: &[Value]) -> Result<(), Refusal> {
    let Some(first) = items.first() else {
        return Err(Refusal::invalid("items", "A subscription must have at least one active plan."));
    };
    for (position, item) in items.iter().enumerate() {
        prices::amount_in(account, &owned(item, "price.id"), &owned(subscription, "currency"))?;
        if at(item, "price.recurring.interval") != at(first, "price.recurring.interval") {
            let message = "Currently, all prices of a subscription must have the same `interval` and `interval_count`.";
            return Err(Refusal::invalid("items", message));
        }
        if items.iter().take(position).any(|other| at(other, "price.id") == at(item, "price.id")) {
            let message = format!("Cannot add multiple subscription items with the same price: {}", owned(item, "price.id"));
            return Err(Refusal::invalid("items", message));
        }
    }
    Ok(())
}
