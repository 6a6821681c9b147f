//! Tax ids of customers.

use serde_json::{Value, json};

use crate::{account::Account, document::is, params::Params, refusal::Refusal};

/// `POST /v1/customers/{id}/tax_ids`
pub fn create(account: &mut Account, customer: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&["type", "value"])?;
    account.get("customer", customer)?;
    let (kind, value) = (params.required("type")?, params.required("value")?);
    let country: String = value.chars().take(2).collect();
    let plausible = value.len() > 4 && value.chars().all(|it| it.is_ascii_alphanumeric());
    if kind == "eu_vat" && !(plausible && country.chars().all(|it| it.is_ascii_uppercase())) {
        return Err(Refusal::coded("tax_id_invalid", "value", "Invalid value for eu_vat."));
    }
    let country = (kind == "eu_vat").then_some(country);
    let tax_id = json!({
        "id": Account::new_id("txi"),
        "object": "tax_id",
        "country": country,
        "created": account.now,
        "customer": customer,
        "customer_account": null,
        "livemode": false,
        "owner": { "customer": customer, "customer_account": null, "type": "customer" },
        "type": kind,
        "value": value,
        "verification": { "status": "pending", "verified_address": null, "verified_name": null },
    });
    Ok(account.create(tax_id, "customer.tax_id.created"))
}

/// `GET /v1/customers/{id}/tax_ids/{tax_id}`
pub fn retrieve(account: &Account, customer: &str, id: &str) -> Result<Value, Refusal> {
    account.get("tax_id", id).ok().filter(|tax_id| is(tax_id, "customer", customer)).ok_or_else(|| Refusal::no_such("tax_id", id))
}

/// `DELETE /v1/customers/{id}/tax_ids/{tax_id}`
pub fn delete(account: &mut Account, customer: &str, id: &str) -> Result<Value, Refusal> {
    let tax_id = retrieve(account, customer, id)?;
    account.emit("customer.tax_id.deleted", &tax_id, None);
    let deleted = json!({ "id": id, "object": "tax_id", "deleted": true });
    account.store(deleted.clone());
    Ok(deleted)
}

/// `GET /v1/customers/{id}/tax_ids`
pub fn list(account: &Account, customer: &str, params: &Params) -> Result<Value, Refusal> {
    account.get("customer", customer)?;
    account.list("tax_id", &format!("/v1/customers/{customer}/tax_ids"), params, |tax_id| is(tax_id, "customer", customer))
}
