//! The operations, read from the description.

use domain::access::{Policy, policy_of_operation};
use reqwest::Method;
use serde_json::Value;

/// An operation of the description.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) spec: Value,
    schemas: Value,
}

/// Every operation.
pub(crate) fn operations() -> Vec<Operation> {
    operations_of(&lyceum::openapi::document())
}

/// Every operation of the console.
pub(crate) fn console_operations() -> Vec<Operation> {
    operations_of(&lyceum::console::openapi::document())
}

fn operations_of(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, spec) in item.as_object().unwrap() {
            operations.push(Operation {
                id: spec["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                spec: spec.clone(),
                schemas: document["components"]["schemas"].clone(),
            });
        }
    }
    assert!(operations.len() > 10);
    operations
}

impl Operation {
    pub(crate) fn policy(&self) -> &'static Policy {
        policy_of_operation(&self.id).unwrap_or_else(|| panic!("{} has no row in the policy table", self.id))
    }

    pub(crate) fn method(&self) -> Method {
        self.method.parse().unwrap()
    }

    pub(crate) fn parameters(&self) -> Vec<Value> {
        self.spec["parameters"].as_array().cloned().unwrap_or_default()
    }

    /// The names of the ids in the path.
    pub(crate) fn path_ids(&self) -> Vec<String> {
        let ids = self.parameters().into_iter().filter(|parameter| parameter["in"] == "path");
        ids.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The path with its parameters filled in.
    pub(crate) fn path_with(&self, value: impl Fn(&str) -> String) -> String {
        self.path_ids().iter().fold(self.path.clone(), |path, name| path.replace(&format!("{{{name}}}"), &value(name)))
    }

    pub(crate) fn takes_json(&self) -> bool {
        self.body_schema().is_some()
    }

    fn body_schema(&self) -> Option<Value> {
        let schema = &self.spec["requestBody"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str()?.rsplit('/').next()?;
        Some(self.schemas[name].clone())
    }

    /// The names of the body's fields.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.body_schema().and_then(|schema| Some(schema["properties"].as_object()?.keys().cloned().collect())).unwrap_or_default()
    }
}
