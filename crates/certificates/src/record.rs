//! What a certificate says, as bytes that can be signed and checked by anyone: canonical JSON.
//!
//! Canonical as RFC 8785 (JSON Canonicalization Scheme) has it, for the values that a record holds: objects whose names are
//! in the order of their UTF-16 code units, no white space, strings with the shortest escapes, whole numbers. Numbers with a
//! fraction have no place in a record and are refused.

use std::fmt::Write;

use chrono::SecondsFormat;
use domain::{certificates::Certificate, ids::OrgId, time::Timestamp};
use serde_json::{Value, json};

/// A value that a record cannot hold: a number that is not whole, or too large for a double to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record holds whole numbers only")]
pub struct NotCanonical;

/// The largest whole number that every JSON reader keeps exactly (RFC 7493).
const EXACT: u64 = (1 << 53) - 1;

/// The record of a certificate that is about to be issued.
///
/// # Errors
/// [`NotCanonical`] never happens with our own values.
pub fn record_of(org_id: OrgId, certificate: &Certificate) -> Result<String, NotCanonical> {
    canonical(&json!({
        "type": "lyceum.certificate",
        "version": 1,
        "certificate_id": certificate.id,
        "code": certificate.code.as_str(),
        "issue_number": certificate.issue_number,
        "issuer": { "id": org_id, "name": certificate.organization_name },
        "learner": { "id": certificate.user_id, "name": certificate.learner_name },
        "course": { "id": certificate.course_id, "title": certificate.course_title },
        "instructors": certificate.instructor_names,
        "enrollment_id": certificate.enrollment_id,
        "completed_at": moment(certificate.completed_at),
        "issued_at": moment(certificate.issued_at),
        "expires_at": certificate.expires_at.map(moment),
    }))
}

fn moment(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A value as canonical JSON.
///
/// # Errors
/// [`NotCanonical`] for a number with a fraction, or one that not every reader keeps.
pub fn canonical(value: &Value) -> Result<String, NotCanonical> {
    let mut text = String::new();
    write_value(value, &mut text)?;
    Ok(text)
}

fn write_value(value: &Value, text: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::String(string) => write_string(string, text),
        Value::Number(number) => {
            let is_exact = number.as_i64().is_some_and(|whole| whole.unsigned_abs() <= EXACT);
            if !is_exact {
                return Err(NotCanonical);
            }
            text.push_str(&number.to_string());
        }
        Value::Array(items) => {
            text.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write_value(item, text)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            // a map may keep the order of insertion: never rely on its own
            let mut names: Vec<(&String, &Value)> = members.iter().collect();
            names.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (n, (name, member)) in names.into_iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_value(member, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for symbol in string.chars() {
        match symbol {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                // writing to a String cannot fail
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_utf_16() {
        // the example of RFC 8785, section 3.2.3, with strings only
        let value = json!({
            "\u{20ac}": "Euro Sign",
            "\r": "Carriage Return",
            "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One",
            "\u{1f600}": "Emoji: Grinning Face",
            "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let text = canonical(&value).unwrap();
        let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
        let places: Vec<usize> = order.iter().map(|word| text.find(word).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn strings_carry_the_shortest_escapes() {
        let value = json!({ "a": "\u{8}\t\n\u{c}\r\"\\/\u{1}\u{7f}é" });
        assert_eq!(canonical(&value).unwrap(), "{\"a\":\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\u{7f}é\"}");
    }

    #[test]
    fn only_whole_numbers_that_every_reader_keeps_are_taken() {
        assert_eq!(
            canonical(&json!([0, -1, 9_007_199_254_740_991_i64, null, true, false, {}])).unwrap(),
            "[0,-1,9007199254740991,null,true,false,{}]"
        );
        for number in [json!(1.5), json!(1.0), json!(9_007_199_254_740_992_u64), json!(u64::MAX)] {
            assert_eq!(canonical(&number), Err(NotCanonical), "{number}");
        }
    }

    #[test]
    fn a_canonical_text_reads_as_what_it_was_made_of() {
        let value = json!({ "b": [1, "ש", { "z": null, "a": "\u{0}" }], "a": { "é": true } });
        let text = canonical(&value).unwrap();
        let again: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&again, canonical(&again).unwrap()), (&value, text));
    }
}
