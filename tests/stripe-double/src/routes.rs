//! Which endpoint does what.

use serde_json::Value;

use crate::{
    account::Account,
    billing::invoice,
    params::Params,
    refusal::Refusal,
    resources::{checkout, customers, events, invoices, payment_methods, portal, prices, products, schedules, subscriptions, tax_ids},
};

/// Answers a request to Stripe's API; `steps` are those of the path after `/v1/`.
pub fn answer(account: &mut Account, method: &str, steps: &[&str], params: &Params) -> Result<Value, Refusal> {
    match (method, steps) {
        ("POST", ["customers"]) => customers::create(account, params),
        ("GET", ["customers"]) => customers::list(account, params),
        ("GET", ["customers", id]) => customers::retrieve(account, id),
        ("POST", ["customers", id]) => customers::update(account, id, params),
        ("DELETE", ["customers", id]) => customers::delete(account, id),
        ("POST", ["customers", id, "tax_ids"]) => tax_ids::create(account, id, params),
        ("GET", ["customers", id, "tax_ids"]) => tax_ids::list(account, id, params),
        ("GET", ["customers", id, "tax_ids", tax_id]) => tax_ids::retrieve(account, id, tax_id),
        ("DELETE", ["customers", id, "tax_ids", tax_id]) => tax_ids::delete(account, id, tax_id),
        ("GET", ["customers", id, "payment_methods"]) => {
            account.get("customer", id)?;
            payment_methods::list(account, &format!("/v1/customers/{id}/payment_methods"), Some(id), params)
        }

        ("POST", ["products"]) => products::create(account, params),
        ("GET", ["products"]) => products::list(account, params),
        ("GET", ["products", id]) => account.get("product", id),
        ("POST", ["products", id]) => products::update(account, id, params),
        ("DELETE", ["products", id]) => products::delete(account, id),

        ("POST", ["prices"]) => prices::create(account, params),
        ("GET", ["prices"]) => prices::list(account, params),
        ("GET", ["prices", id]) => account.get("price", id),
        ("POST", ["prices", id]) => prices::update(account, id, params),

        ("POST", ["payment_methods"]) => payment_methods::create(account, params),
        ("GET", ["payment_methods"]) => payment_methods::list(account, "/v1/payment_methods", params.text("customer"), params),
        ("GET", ["payment_methods", id]) => account.get("payment_method", id),
        ("POST", ["payment_methods", id, "attach"]) => payment_methods::attach(account, id, params.required("customer")?),
        ("POST", ["payment_methods", id, "detach"]) => payment_methods::detach(account, id),

        ("POST", ["checkout", "sessions"]) => checkout::create(account, params),
        ("GET", ["checkout", "sessions"]) => checkout::list(account, params),
        ("GET", ["checkout", "sessions", id]) => account.get("checkout.session", id),
        ("POST", ["checkout", "sessions", id, "expire"]) => checkout::expire(account, id),

        ("POST", ["billing_portal", "configurations"]) => portal::create_configuration(account, params),
        ("GET", ["billing_portal", "configurations"]) => portal::list_configurations(account, params),
        ("GET", ["billing_portal", "configurations", id]) => account.get("billing_portal.configuration", id),
        ("POST", ["billing_portal", "configurations", id]) => portal::update_configuration(account, id, params),
        ("POST", ["billing_portal", "sessions"]) => portal::create_session(account, params),

        ("POST", ["subscriptions"]) => subscriptions::create(account, params),
        ("GET", ["subscriptions"]) => subscriptions::list(account, params),
        ("GET", ["subscriptions", id]) => account.get("subscription", id),
        ("POST", ["subscriptions", id]) => subscriptions::update(account, id, params),
        ("DELETE", ["subscriptions", id]) => subscriptions::cancel(account, id, params),
        ("POST", ["subscriptions", id, "resume"]) => subscriptions::resume(account, id),

        ("POST", ["subscription_schedules"]) => schedules::create(account, params),
        ("GET", ["subscription_schedules"]) => schedules::list(account, params),
        ("GET", ["subscription_schedules", id]) => account.get("subscription_schedule", id),
        ("POST", ["subscription_schedules", id]) => schedules::update(account, id, params),
        ("POST", ["subscription_schedules", id, "release"]) => schedules::release(account, id),
        ("POST", ["subscription_schedules", id, "cancel"]) => schedules::cancel(account, id),

        ("GET", ["invoices"]) => invoices::list(account, params),
        ("POST", ["invoices", "create_preview"]) => invoices::create_preview(account, params),
        ("GET", ["invoices", id]) => account.get("invoice", id),
        ("GET", ["invoices", id, "lines"]) => invoices::lines(account, id),
        ("POST", ["invoices", id, "pay"]) => invoices::pay(account, id, params),
        ("POST", ["invoices", id, "finalize"]) => invoice::finalize(account, id),
        ("POST", ["invoices", id, "void"]) => invoice::void(account, id),

        ("GET", ["events"]) => events::list(account, params),
        ("GET", ["events", id]) => account.get("event", id),

        _ => Err(Refusal::no_route(method, &format!("/v1/{}", steps.join("/")))),
    }
}
