//! The raw settings: names and texts, from the file and from the environment.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    path::Path,
    str::FromStr,
    sync::Mutex,
};

const PREFIX: &str = "LYCEUM_";
/// Variables of tests and scripts that share the prefix and are none of ours.
const FOREIGN: &[&str] = &["LYCEUM_TEST_", "LYCEUM_BENCH_", "LYCEUM_CI_"];

/// What is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the configuration cannot be used:")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  - {fault}"))
    }
}

impl std::error::Error for ConfigError {}

/// Names and texts. A setting `port` in the file is `LYCEUM_PORT` in the environment.
#[derive(Debug, Default)]
pub struct Settings {
    values: BTreeMap<String, String>,
    asked: Mutex<BTreeSet<String>>,
}

impl Settings {
    /// Reads the file (if one is named) and the environment.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut settings = Self::default();
        if let Some(path) = file {
            let fault = |error: &dyn Display| ConfigError(vec![format!("LYCEUM_CONFIG: {}: {error}", path.display())]);
            let text = std::fs::read_to_string(path).map_err(|error| fault(&error))?;
            let table: toml::Table = text.parse().map_err(|error: toml::de::Error| fault(&error))?;
            for (name, value) in table {
                let text = match value {
                    toml::Value::String(text) => text,
                    toml::Value::Integer(number) => number.to_string(),
                    toml::Value::Boolean(flag) => flag.to_string(),
                    _ => return Err(fault(&format!("{name} must be a text, a number, or true or false"))),
                };
                settings.set(&name, &text);
            }
        }
        for (name, value) in std::env::vars() {
            if let Some(short) = name.strip_prefix(PREFIX)
                && !["CONFIG", "LOG"].contains(&short)
                && !FOREIGN.iter().any(|foreign| name.starts_with(foreign))
                && !value.is_empty()
            {
                settings.set(&short.to_lowercase(), &value);
            }
        }
        Ok(settings)
    }

    /// Sets one value, as a command's flag does.
    pub fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name.to_owned());
        self.values.get(name).map(String::as_str)
    }

    /// A secret: the setting itself, or what stands in the file that the setting with `_file` names.
    pub(super) fn secret(&self, name: &str, faults: &mut Vec<String>) -> Option<String> {
        let path = self.text(&format!("{name}_file"));
        if let Some(text) = self.text(name) {
            return Some(text.to_owned());
        }
        match std::fs::read_to_string(path?) {
            Ok(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Err(error) => {
                faults.push(format!("{}: {error}", variable(&format!("{name}_file"))));
                None
            }
        }
    }

    pub(super) fn parse<T: FromStr<Err: Display>>(&self, name: &str, default: T, faults: &mut Vec<String>) -> T {
        match self.text(name).map(str::parse) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(error)) => {
                faults.push(format!("{}: {error}", variable(name)));
                default
            }
        }
    }

    pub(super) fn flag(&self, name: &str, faults: &mut Vec<String>) -> bool {
        match self.text(name) {
            None | Some("0" | "false" | "no" | "off") => false,
            Some("1" | "true" | "yes" | "on") => true,
            Some(other) => {
                faults.push(format!("{}: {other:?} is neither 1 nor 0", variable(name)));
                false
            }
        }
    }

    pub(super) fn unknown(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.values
            .keys()
            .filter(|name| !asked.contains(*name))
            .map(|name| format!("{}: there is no such setting", variable(name)))
            .collect()
    }
}

pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase())
}
