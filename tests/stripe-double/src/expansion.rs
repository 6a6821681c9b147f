//! `expand[]`: ids that are shown as the objects that they name.

use serde_json::Value;

use crate::{
    account::{Account, conceal},
    refusal::Refusal,
};

/// An answer as it is shown: what is asked for is expanded, and what Stripe shows only when asked is left out.
pub fn expand(account: &Account, answer: &Value, paths: &[String]) -> Result<Value, Refusal> {
    let mut shown = answer.clone();
    conceal(&mut shown);
    for path in paths {
        let steps: Vec<&str> = path.split('.').collect();
        if steps.len() > 4 {
            return Err(Refusal::invalid("expand", "You cannot expand more than 4 levels of a property."));
        }
        reveal(account, &mut shown, &steps)
            .map_err(|()| Refusal::invalid("expand", format!("This property cannot be expanded ({path}).")))?;
    }
    Ok(shown)
}

fn reveal(account: &Account, place: &mut Value, steps: &[&str]) -> Result<(), ()> {
    if let Value::Array(elements) = place {
        return elements.iter_mut().try_for_each(|element| reveal(account, element, steps));
    }
    let named = place.as_str().and_then(|id| account.find(id));
    if let Some(named) = named {
        let mut document = named.clone();
        conceal(&mut document);
        *place = document;
    }
    let Some((step, rest)) = steps.split_first() else { return Ok(()) };
    if place.is_null() {
        return Ok(());
    }
    if *step == "currency_options" && place.get("object").and_then(Value::as_str) == Some("price") {
        let whole = place.get("id").and_then(Value::as_str).and_then(|id| account.find(id));
        let options = whole.and_then(|price| price.get("currency_options")).cloned().unwrap_or_default();
        return place.as_object_mut().map(|fields| fields.insert("currency_options".to_owned(), options)).map(|_| ()).ok_or(());
    }
    let next = place.as_object_mut().and_then(|fields| fields.get_mut(*step)).ok_or(())?;
    reveal(account, next, rest)
}
