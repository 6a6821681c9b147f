//! Products: what is sold.

use serde_json::{Value, json};

use crate::{
    account::Account,
    document::{flag, is, owned, put},
    params::Params,
    refusal::Refusal,
};

const TEXTS: &[&str] = &["description", "name", "statement_descriptor", "tax_code", "unit_label", "url"];
const KNOWN: &[&str] = &[
    "active",
    "default_price",
    "description",
    "id",
    "images",
    "marketing_features",
    "metadata",
    "name",
    "statement_descriptor",
    "tax_code",
    "type",
    "unit_label",
    "url",
];

/// `POST /v1/products`: the id may be given.
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    params.required("name")?;
    let id = params.text("id").map_or_else(|| Account::new_id("prod"), str::to_owned);
    if account.find(&id).is_some() {
        return Err(Refusal::coded("resource_already_exists", "id", format!("Product already exists: {id}")));
    }
    let mut product = json!({
        "id": id,
        "object": "product",
        "active": true,
        "created": account.now,
        "default_price": null,
        "description": null,
        "images": [],
        "livemode": false,
        "marketing_features": [],
        "metadata": {},
        "name": null,
        "package_dimensions": null,
        "shippable": null,
        "statement_descriptor": null,
        "tax_code": null,
        "tax_details": null,
        "type": "service",
        "unit_label": null,
        "updated": account.now,
        "url": null,
    });
    apply(account, &mut product, params)?;
    Ok(account.create(product, "product.created"))
}

/// `POST /v1/products/{id}`
pub fn update(account: &mut Account, id: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    let mut product = account.get("product", id)?;
    let before = product.clone();
    apply(account, &mut product, params)?;
    if product != before {
        put(&mut product, "updated", account.now);
    }
    Ok(account.change(product, "product.updated"))
}

/// `DELETE /v1/products/{id}`: refused while it has prices.
pub fn delete(account: &mut Account, id: &str) -> Result<Value, Refusal> {
    let product = account.get("product", id)?;
    if account.every("price").any(|price| is(price, "product", id)) {
        let message = "This product cannot be deleted because it has one or more user-created prices.";
        return Err(Refusal::wrong_state(message));
    }
    account.emit("product.deleted", &product, None);
    let deleted = json!({ "id": id, "object": "product", "deleted": true });
    account.store(deleted.clone());
    Ok(deleted)
}

/// `GET /v1/products`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let (active, ids) = (params.flag("active")?, params.texts("ids"));
    let wanted = |product: &Value| {
        active.is_none_or(|active| flag(product, "active") == active) && (ids.is_empty() || ids.contains(&owned(product, "id")))
    };
    account.list("product", "/v1/products", params, wanted)
}

fn apply(account: &Account, product: &mut Value, params: &Params) -> Result<(), Refusal> {
    params.copy_texts(product, TEXTS);
    params.merge_metadata("metadata", product);
    if let Some(active) = params.flag("active")? {
        put(product, "active", active);
    }
    if params.has("images") {
        put(product, "images", params.texts("images"));
    }
    if params.has("marketing_features") {
        let features: Vec<Value> = params.list("marketing_features").iter().map(|it| json!({ "name": it.text("name") })).collect();
        put(product, "marketing_features", features);
    }
    if let Some(price) = params.text("default_price") {
        account.named("price", "default_price", price)?;
        put(product, "default_price", price);
    }
    Ok(())
}
