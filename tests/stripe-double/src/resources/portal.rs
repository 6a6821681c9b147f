//! The billing portal: configurations, and sessions that open its pages for one customer.

use serde_json::{Map, Value, json};

use crate::{
    account::Account,
    document::{at, elements, flag, is, owned, put},
    params::Params,
    refusal::Refusal,
};

/// `POST /v1/billing_portal/configurations`
pub fn create_configuration(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&["business_profile", "default_return_url", "features", "login_page", "metadata", "name"])?;
    if !params.has("features") {
        return Err(Refusal::missing("features"));
    }
    let is_default = account.every("billing_portal.configuration").next().is_none();
    let mut configuration = json!({
        "id": Account::new_id("bpc"),
        "object": "billing_portal.configuration",
        "active": true,
        "application": null,
        "business_profile": { "headline": null, "privacy_policy_url": null, "terms_of_service_url": null },
        "created": account.now,
        "default_return_url": null,
        "features": {
            "customer_update": { "allowed_updates": [], "enabled": false },
            "invoice_history": { "enabled": false },
            "payment_method_update": { "enabled": false, "payment_method_configuration": null },
            "subscription_cancel": {
                "cancellation_reason": { "enabled": false, "feedback_options": null, "options": [] },
                "enabled": false,
                "mode": "at_period_end",
                "proration_behavior": "none",
            },
            "subscription_update": {
                "billing_cycle_anchor": null,
                "default_allowed_updates": [],
                "enabled": false,
                "proration_behavior": "none",
                "schedule_at_period_end": { "conditions": [] },
                "trial_update_behavior": "end_trial",
            },
        },
        "is_default": is_default,
        "livemode": false,
        "login_page": { "enabled": false, "url": null },
        "metadata": {},
        "name": null,
        "updated": account.now,
    });
    apply(&mut configuration, params)?;
    Ok(account.create(configuration, "billing_portal.configuration.created"))
}

/// `POST /v1/billing_portal/configurations/{id}`
pub fn update_configuration(account: &mut Account, named: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&["active", "business_profile", "default_return_url", "features", "login_page", "metadata", "name"])?;
    let mut configuration = account.get("billing_portal.configuration", named)?;
    let before = configuration.clone();
    if let Some(active) = params.flag("active")? {
        put(&mut configuration, "active", active);
    }
    apply(&mut configuration, params)?;
    if configuration != before {
        put(&mut configuration, "updated", account.now);
    }
    Ok(account.change(configuration, "billing_portal.configuration.updated"))
}

/// `GET /v1/billing_portal/configurations`
pub fn list_configurations(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let (active, is_default) = (params.flag("active")?, params.flag("is_default")?);
    let wanted = |it: &Value| {
        active.is_none_or(|active| flag(it, "active") == active) && is_default.is_none_or(|is_default| flag(it, "is_default") == is_default)
    };
    account.list("billing_portal.configuration", "/v1/billing_portal/configurations", params, wanted)
}

/// `POST /v1/billing_portal/sessions`
pub fn create_session(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&["configuration", "customer", "flow_data", "locale", "return_url"])?;
    let customer = account.named("customer", "customer", params.required("customer")?)?;
    let configuration = match params.text("configuration") {
        Some(named) => account.named("billing_portal.configuration", "configuration", named)?,
        None => account.every("billing_portal.configuration").find(|it| flag(it, "is_default")).cloned().ok_or_else(|| {
            Refusal::wrong_state(
                "You can't create a portal session in test mode until you save your customer portal settings in test mode.",
            )
        })?,
    };
    let named = Account::new_id("bps");
    let return_url = params
        .text("return_url")
        .map(str::to_owned)
        .or_else(|| Some(owned(&configuration, "default_return_url")).filter(|it| !it.is_empty()));
    let session = json!({
        "id": named,
        "object": "billing_portal.session",
        "configuration": at(&configuration, "id"),
        "created": account.now,
        "customer": at(&customer, "id"),
        "customer_account": null,
        "flow": null,
        "livemode": false,
        "locale": params.text("locale"),
        "on_behalf_of": null,
        "return_url": return_url,
        "url": format!("{}/p/session/{named}", account.url),
    });
    Ok(account.create(session, "billing_portal.session.created"))
}

/// The prices that a portal session offers: those of its configuration, or every recurring price that is active.
pub fn offered(account: &Account, session: &Value) -> Vec<Value> {
    let configuration = account.find(&owned(session, "configuration")).cloned().unwrap_or_default();
    let chosen: Vec<&str> = elements(&configuration, "features.subscription_update.products")
        .iter()
        .flat_map(|product| elements(product, "prices"))
        .filter_map(Value::as_str)
        .collect();
    let is_offered =
        |price: &Value| if chosen.is_empty() { is(price, "type", "recurring") } else { chosen.contains(&owned(price, "id").as_str()) };
    account.every("price").filter(|price| flag(price, "active") && is_offered(price)).cloned().collect()
}

fn apply(configuration: &mut Value, params: &Params) -> Result<(), Refusal> {
    params.copy_texts(configuration, &["default_return_url", "name"]);
    params.merge_metadata("metadata", configuration);
    for (name, value) in params.group("business_profile").cloned().unwrap_or_default() {
        put(configuration, &format!("business_profile.{name}"), value);
    }
    for (feature, settings) in params.group("features").into_iter().flatten() {
        let path = format!("features.{feature}");
        if at(configuration, &path).is_none() {
            return Err(Refusal::unknown(&format!("features[{feature}]")));
        }
        for (name, value) in settings.as_object().into_iter().flatten() {
            let value = if name == "products" { products(&typed(value)) } else { typed(value) };
            put(configuration, &format!("{path}.{name}"), value);
        }
    }
    Ok(())
}

/// Products that can be switched between; quantities stay what they are unless something else is said.
fn products(given: &Value) -> Value {
    let quantity = json!({ "enabled": false, "maximum": null, "minimum": 1 });
    let whole = |product: &Value| {
        let mut product = product.clone();
        if at(&product, "adjustable_quantity").is_none() {
            put(&mut product, "adjustable_quantity", quantity.clone());
        }
        product
    };
    given.as_array().into_iter().flatten().map(whole).collect()
}

/// Texts of a form as the values that they stand for: lists, and `true` and `false`.
fn typed(value: &Value) -> Value {
    match value {
        Value::String(text) if text == "true" || text == "false" => Value::Bool(text == "true"),
        Value::Object(fields) if !fields.is_empty() && fields.keys().all(|name| name.parse::<u32>().is_ok()) => {
            let mut numbered: Vec<(u32, &Value)> = fields.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value))).collect();
            numbered.sort_by_key(|(position, _)| *position);
            numbered.into_iter().map(|(_, value)| typed(value)).collect()
        }
        Value::Object(fields) => Value::Object(fields.iter().map(|(name, value)| (name.clone(), typed(value))).collect::<Map<_, _>>()),
        other => other.clone(),
    }
}
