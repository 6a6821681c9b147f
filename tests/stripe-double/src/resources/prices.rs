//! Prices: what a product costs, how often, and in which currencies. The amount of a price never changes.

use serde_json::{Map, Value, json};

use crate::{
    account::Account,
    document::{at, flag, id, int, is, owned, put, text},
    params::Params,
    refusal::Refusal,
};

/// `POST /v1/prices`
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&[
        "active",
        "billing_scheme",
        "currency",
        "currency_options",
        "lookup_key",
        "metadata",
        "nickname",
        "product",
        "product_data",
        "recurring",
        "tax_behavior",
        "transfer_lookup_key",
        "unit_amount",
    ])?;
    params.only_in("recurring", &["interval", "interval_count", "usage_type"])?;
    params.only_in("product_data", &["name"])?;
    let currency = params.required("currency")?.to_lowercase();
    let unit_amount = params.int("unit_amount")?.ok_or_else(|| Refusal::missing("unit_amount"))?;
    if unit_amount < 0 {
        return Err(Refusal::invalid("unit_amount", "This value must be greater than or equal to 0."));
    }
    let product = if let Some(product) = params.text("product") {
        account.named("product", "product", product)?
    } else {
        let mut given = Params::default();
        given.set("name", params.required("product_data.name")?);
        super::products::create(account, &given)?
    };
    let recurring = recurring(params)?;
    let tax_behavior = params.word("tax_behavior", &["exclusive", "inclusive", "unspecified"])?.unwrap_or("unspecified");
    let mut price = json!({
        "id": Account::new_id("price"),
        "object": "price",
        "active": params.flag("active")?.unwrap_or(true),
        "billing_scheme": "per_unit",
        "created": account.now,
        "currency": currency,
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": null,
        "metadata": {},
        "nickname": params.text("nickname"),
        "product": id(&product),
        "recurring": recurring,
        "tax_behavior": tax_behavior,
        "tiers_mode": null,
        "transform_quantity": null,
        "type": if recurring.is_null() { "one_time" } else { "recurring" },
        "unit_amount": unit_amount,
        "unit_amount_decimal": unit_amount.to_string(),
    });
    let own = currency_option(unit_amount, tax_behavior);
    put(&mut price, &format!("currency_options.{currency}"), own);
    params.merge_metadata("metadata", &mut price);
    add_currencies(&mut price, params)?;
    take_lookup_key(account, &mut price, params)?;
    Ok(account.create(price, "price.created"))
}

/// `POST /v1/prices/{id}`
pub fn update(account: &mut Account, id: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&["active", "currency_options", "lookup_key", "metadata", "nickname", "tax_behavior", "transfer_lookup_key"])?;
    let mut price = account.get("price", id)?;
    params.copy_texts(&mut price, &["nickname", "tax_behavior"]);
    params.merge_metadata("metadata", &mut price);
    if let Some(active) = params.flag("active")? {
        put(&mut price, "active", active);
    }
    add_currencies(&mut price, params)?;
    take_lookup_key(account, &mut price, params)?;
    Ok(account.change(price, "price.updated"))
}

/// `GET /v1/prices`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let (active, keys) = (params.flag("active")?, params.texts("lookup_keys"));
    if keys.len() > 10 {
        return Err(Refusal::invalid("lookup_keys", "You can provide at most 10 lookup keys."));
    }
    let same = |price: &Value, param: &str, path: &str| params.text(param).is_none_or(|wanted| is(price, path, wanted));
    let wanted = |price: &Value| {
        active.is_none_or(|active| flag(price, "active") == active)
            && (keys.is_empty() || text(price, "lookup_key").is_some_and(|key| keys.iter().any(|wanted| wanted == key)))
            && same(price, "product", "product")
            && same(price, "currency", "currency")
            && same(price, "type", "type")
            && same(price, "recurring.interval", "recurring.interval")
    };
    account.list("price", "/v1/prices", params, wanted)
}

/// What a price costs in a currency.
pub fn amount_in(account: &Account, price: &str, currency: &str) -> Result<i64, Refusal> {
    let price = account.named("price", "price", price)?;
    int(&price, &format!("currency_options.{currency}.unit_amount")).ok_or_else(|| {
        let own = owned(&price, "currency");
        Refusal::invalid(
            "currency",
            format!("The price specified only supports `{own}`. This doesn't match the expected currency: `{currency}`."),
        )
    })
}

fn recurring(params: &Params) -> Result<Value, Refusal> {
    if !params.has("recurring") {
        return Ok(Value::Null);
    }
    let interval =
        params.word("recurring.interval", &["day", "week", "month", "year"])?.ok_or_else(|| Refusal::missing("recurring[interval]"))?;
    Ok(json!({
        "interval": interval,
        "interval_count": params.int("recurring.interval_count")?.unwrap_or(1),
        "meter": null,
        "trial_period_days": null,
        "usage_type": "licensed",
    }))
}

fn currency_option(unit_amount: i64, tax_behavior: &str) -> Value {
    json!({
        "custom_unit_amount": null,
        "tax_behavior": tax_behavior,
        "unit_amount": unit_amount,
        "unit_amount_decimal": unit_amount.to_string(),
    })
}

fn add_currencies(price: &mut Value, params: &Params) -> Result<(), Refusal> {
    for currency in params.group("currency_options").into_iter().flat_map(Map::keys) {
        let path = format!("currency_options.{currency}");
        params.only_in(&path, &["tax_behavior", "unit_amount"])?;
        let unit_amount = params
            .int(&format!("{path}.unit_amount"))?
            .ok_or_else(|| Refusal::missing(&format!("currency_options[{currency}][unit_amount]")))?;
        let tax_behavior = params.text(&format!("{path}.tax_behavior")).map_or_else(|| owned(price, "tax_behavior"), str::to_owned);
        put(price, &path, currency_option(unit_amount, &tax_behavior));
    }
    Ok(())
}

fn take_lookup_key(account: &mut Account, price: &mut Value, params: &Params) -> Result<(), Refusal> {
    if !params.has("lookup_key") {
        return Ok(());
    }
    let key = params.text("lookup_key");
    let holder = key
        .and_then(|key| account.every("price").find(|other| is(other, "lookup_key", key) && at(other, "id") != at(price, "id")).cloned());
    if let Some(mut holder) = holder {
        if params.flag("transfer_lookup_key")? != Some(true) {
            let message = format!("A price (`{}`) already uses that lookup key.", owned(&holder, "id"));
            return Err(Refusal::coded("resource_already_exists", "lookup_key", message));
        }
        put(&mut holder, "lookup_key", Value::Null);
        account.change(holder, "price.updated");
    }
    put(price, "lookup_key", key);
    Ok(())
}
