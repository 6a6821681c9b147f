//! Parameters of a request: form-encoded, nested by brackets.

use serde_json::{Map, Value};

use crate::{document, refusal::Refusal};

/// Parameters, or a group of them. Values are texts; lists are objects named by position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(Value);

impl Params {
    /// Reads `a[b][0][c]=d&e[]=f`.
    pub fn parse(encoded: &str) -> Result<Self, Refusal> {
        let mut root = Value::Object(Map::new());
        for (name, value) in url::form_urlencoded::parse(encoded.as_bytes()) {
            insert(&mut root, &steps(&name)?, value.into_owned());
        }
        Ok(Self(root))
    }

    /// The parameters as JSON, for the journal.
    pub fn as_json(&self) -> &Value {
        &self.0
    }

    /// Whether a parameter is there, even if empty.
    pub fn has(&self, path: &str) -> bool {
        document::at(&self.0, path).is_some()
    }

    /// A text that is not empty.
    pub fn text(&self, path: &str) -> Option<&str> {
        document::text(&self.0, path).filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    pub fn required(&self, path: &str) -> Result<&str, Refusal> {
        self.text(path).ok_or_else(|| Refusal::missing(&bracketed(path)))
    }

    /// A whole number.
    pub fn int(&self, path: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text(path) else { return Ok(None) };
        let refused = || Refusal::coded("parameter_invalid_integer", &bracketed(path), format!("Invalid integer: {text}"));
        text.parse().map(Some).map_err(|_| refused())
    }

    /// `true` or `false`.
    pub fn flag(&self, path: &str) -> Result<Option<bool>, Refusal> {
        match self.text(path) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(Refusal::invalid(&bracketed(path), format!("Invalid boolean: {other}"))),
        }
    }

    /// One of the words that are allowed.
    pub fn word(&self, path: &str, allowed: &[&str]) -> Result<Option<&str>, Refusal> {
        match self.text(path) {
            Some(word) if !allowed.contains(&word) => {
                Err(Refusal::invalid(&bracketed(path), format!("Invalid {}: must be one of {}", bracketed(path), allowed.join(", "))))
            }
            word => Ok(word),
        }
    }

    /// The parameters of a group.
    pub fn inside(&self, path: &str) -> Self {
        Self(document::at(&self.0, path).cloned().unwrap_or_default())
    }

    /// Sets a parameter.
    pub fn set(&mut self, path: &str, value: &str) {
        document::put(&mut self.0, path, value);
    }

    /// The groups of a list.
    pub fn list(&self, path: &str) -> Vec<Self> {
        let Some(fields) = document::at(&self.0, path).and_then(Value::as_object) else { return Vec::new() };
        let mut numbered: Vec<_> = fields.iter().filter_map(|(name, value)| Some((name.parse::<u64>().ok()?, value))).collect();
        numbered.sort_by_key(|(position, _)| *position);
        numbered.into_iter().map(|(_, value)| Self(value.clone())).collect()
    }

    /// The texts of a list.
    pub fn texts(&self, path: &str) -> Vec<String> {
        self.list(path).into_iter().filter_map(|element| element.0.as_str().map(str::to_owned)).collect()
    }

    /// The names and values of a group.
    pub fn group(&self, path: &str) -> Option<&Map<String, Value>> {
        document::at(&self.0, path).and_then(Value::as_object)
    }

    /// Refuses parameters that are not among the known ones.
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let names = self.0.as_object().into_iter().flat_map(Map::keys);
        let mut strangers = names.filter(|name| *name != "expand" && !known.contains(&name.as_str()));
        strangers.next().map_or(Ok(()), |name| Err(Refusal::unknown(name)))
    }

    /// Refuses parameters of a group, or of each group of a list, that are not among the known ones.
    pub fn only_in(&self, path: &str, known: &[&str]) -> Result<(), Refusal> {
        let listed = self.list(path);
        let groups = if listed.is_empty() { vec![self.inside(path)] } else { listed };
        let names = groups.iter().filter_map(|group| group.0.as_object()).flat_map(Map::keys);
        let mut strangers = names.filter(|name| !known.contains(&name.as_str()));
        strangers.next().map_or(Ok(()), |name| Err(Refusal::unknown(&format!("{}[{name}]", bracketed(path)))))
    }

    /// Copies texts into a document: empty ones become null.
    pub fn copy_texts(&self, document: &mut Value, names: &[&str]) {
        for name in names.iter().filter(|name| self.has(name)) {
            document::put(document, name, self.text(name));
        }
    }

    /// Copies groups of texts into a document, as they are.
    pub fn copy_groups(&self, document: &mut Value, names: &[&str]) {
        for name in names {
            if let Some(group) = self.group(name) {
                document::put(document, name, Value::Object(group.clone()));
            } else if self.has(name) {
                document::put(document, name, Value::Null);
            }
        }
    }

    /// Merges metadata as Stripe does: an empty value removes its name, and an empty group removes all.
    pub fn merge_metadata(&self, path: &str, document: &mut Value) {
        let Some(given) = self.group(path) else {
            if self.has(path) {
                document::put(document, "metadata", Map::new());
            }
            return;
        };
        let mut metadata = document::at(document, "metadata").and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, value) in given {
            if value.as_str() == Some("") {
                metadata.remove(name);
            } else {
                metadata.insert(name.clone(), value.clone());
            }
        }
        document::put(document, "metadata", metadata);
    }
}

/// `a.b` as Stripe writes it: `a[b]`.
fn bracketed(path: &str) -> String {
    let mut steps = path.split('.');
    let first = steps.next().unwrap_or_default().to_owned();
    steps.fold(first, |name, step| format!("{name}[{step}]"))
}

fn steps(name: &str) -> Result<Vec<String>, Refusal> {
    let Some((first, rest)) = name.split_once('[') else { return Ok(vec![name.to_owned()]) };
    let inner = rest.strip_suffix(']').ok_or_else(|| Refusal::unknown(name))?;
    Ok(std::iter::once(first).chain(inner.split("][")).map(str::to_owned).collect())
}

fn insert(place: &mut Value, steps: &[String], value: String) {
    let Some((step, rest)) = steps.split_first() else {
        *place = Value::String(value);
        return;
    };
    if !place.is_object() {
        *place = Value::Object(Map::new());
    }
    if let Value::Object(fields) = place {
        let name = if step.is_empty() { fields.len().to_string() } else { step.clone() };
        insert(fields.entry(name).or_insert(Value::Null), rest, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_nest_and_empty_ones_count() {
        let params = Params::parse("items[0][price]=a&items[1][price]=b&expand[]=x&expand[]=y&metadata[a%20b]=c%26d&name=Ann+Lee").unwrap();
        let expected = json!({
            "items": { "0": { "price": "a" }, "1": { "price": "b" } },
            "expand": { "0": "x", "1": "y" },
            "metadata": { "a b": "c&d" },
            "name": "Ann Lee",
        });
        assert_eq!(*params.as_json(), expected);
        assert_eq!(params.texts("expand"), ["x", "y"]);
        assert_eq!(params.list("items")[1].text("price"), Some("b"));
    }

    #[test]
    fn a_list_of_more_than_ten_keeps_its_order() {
        let encoded: Vec<String> = (0..12).map(|position| format!("ids[{position}]={position}")).collect();
        let params = Params::parse(&encoded.join("&")).unwrap();
        assert_eq!(params.texts("ids"), (0..12).map(|position| position.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_bracket_left_open_is_refused() {
        assert_eq!(Params::parse("items[0=1").unwrap_err().status, 400);
    }

    #[test]
    fn metadata_merges_and_empty_values_remove() {
        let mut document = json!({ "metadata": { "a": "1", "b": "2" } });
        Params::parse("metadata[a]=&metadata[c]=3").unwrap().merge_metadata("metadata", &mut document);
        assert_eq!(document, json!({ "metadata": { "b": "2", "c": "3" } }));
        Params::parse("metadata=").unwrap().merge_metadata("metadata", &mut document);
        assert_eq!(document, json!({ "metadata": {} }));
    }
}
