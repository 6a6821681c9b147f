//! What tus says in headers.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, HeaderName},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::video::video::MAX_BYTES;
use storage::upload::Checksum;
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use super::dto::NewVideo;
use crate::http::{Code, Problem};

/// The version that is spoken.
pub const VERSION: &str = "1.0.0";
/// The extensions of tus that are spoken.
pub const EXTENSIONS: &str = "creation,expiration,checksum,termination";
/// The type of a body that is appended.
const BYTES: &str = "application/offset+octet-stream";

/// Handler argument: what the caller says in headers. Nothing of it is checked yet, so that who may do something comes first.
#[derive(Clone, Debug)]
pub struct Tus(HeaderMap);

impl FromRequest for Tus {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.headers().clone())))
    }
}

impl Tus {
    fn word(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.get_all(HeaderName::from_static(name));
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => value.to_str().map(|text| Some(text.trim())).map_err(|_| unreadable(name)),
            (Some(_), Some(_)) => Err(unreadable(name)),
        }
    }

    fn number(&self, name: &'static str) -> Result<Option<i64>, Problem> {
        let Some(text) = self.word(name)? else { return Ok(None) };
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number).map(Some).ok_or_else(|| unreadable(name))
    }

    /// The caller speaks the version that is spoken here.
    ///
    /// # Errors
    /// 412.
    pub fn check(&self) -> Result<(), Problem> {
        if self.word("tus-resumable")? == Some(VERSION) { Ok(()) } else { Err(Problem::new(Code::TusVersion)) }
    }

    /// The file that is announced.
    ///
    /// # Errors
    /// 412, 400, and 413 for a file that is too large.
    pub fn announced(&self) -> Result<NewVideo, Problem> {
        self.check()?;
        let bytes = self.number("upload-length")?.ok_or_else(|| unreadable("upload-length"))?;
        if bytes > MAX_BYTES {
            return Err(Problem::new(Code::ContentTooLarge).with("limit_bytes", MAX_BYTES));
        }
        let (mut file_name, mut sha256) = (None, None);
        for pair in self.word("upload-metadata")?.unwrap_or_default().split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD.decode(value.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let value = value.ok_or_else(|| unreadable("upload-metadata"))?;
            match name {
                "filename" => file_name = Some(value),
                "sha256" => sha256 = Some(value),
                _ => {}
            }
        }
        Ok(NewVideo { file_name: file_name.unwrap_or_else(|| "video".to_owned()), bytes, sha256 })
    }

    /// Where the bytes begin, how many they are, and what they add up to; the latter two if the caller says so.
    ///
    /// # Errors
    /// 412, 415 and 400.
    pub fn portion(&self) -> Result<(i64, Option<i64>, Option<Checksum>), Problem> {
        self.check()?;
        if !self.word("content-type")?.is_some_and(|kind| kind.eq_ignore_ascii_case(BYTES)) {
            return Err(Problem::new(Code::UnsupportedMediaType).detail(format!("Send the bytes as {BYTES}.")));
        }
        let at = self.number("upload-offset")?.ok_or_else(|| unreadable("upload-offset"))?;
        let checksum = self.word("upload-checksum")?.map(|text| checksum(text).ok_or_else(|| unreadable("upload-checksum")));
        Ok((at, self.number("content-length")?, checksum.transpose()?))
    }
}

fn checksum(text: &str) -> Option<Checksum> {
    let (algorithm, sum) = text.split_once(' ')?;
    Checksum::parse(algorithm, &STANDARD.decode(sum.trim()).ok()?)
}

fn unreadable(name: &str) -> Problem {
    Problem::new(Code::MalformedRequest).detail(format!("The header {name} is missing or cannot be read."))
}

fn header(name: &str, required: bool, kind: Type, words: &str) -> Parameter {
    let required = if required { Required::True } else { Required::False };
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(required).description(Some(words));
    parameter.schema(Some(ObjectBuilder::new().schema_type(kind))).build()
}

impl IntoParams for Tus {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![header("Tus-Resumable", true, Type::String, "The version of tus: `1.0.0`.")]
    }
}

/// What announces a file.
#[derive(Clone, Copy, Debug)]
pub struct CreationHeaders;

impl IntoParams for CreationHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            header("Upload-Length", true, Type::Integer, "How large the file is: 1 byte to 2 GiB."),
            header("Upload-Metadata", false, Type::String, "`filename` and `sha256`, each with its value in base64, separated by commas."),
        ]
    }
}

/// What comes with bytes.
#[derive(Clone, Copy, Debug)]
pub struct AppendHeaders;

impl IntoParams for AppendHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            header("Upload-Offset", true, Type::Integer, "Where the bytes begin: where the upload stands."),
            header("Upload-Checksum", false, Type::String, "`sha1` or `sha256`, a space, and the sum of the request's bytes in base64."),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(headers: &[(&'static str, &'static str)]) -> Tus {
        let mut map = HeaderMap::new();
        map.insert(HeaderName::from_static("tus-resumable"), "1.0.0".parse().unwrap());
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        Tus(map)
    }

    #[test]
    fn metadata_are_words_in_base64() {
        let told = |metadata| said(&[("upload-length", "7"), ("upload-metadata", metadata)]).announced();
        let new = told("filename xJBlbW8ubXA0, filetype dmlkZW8vbXA0,flag").unwrap();
        assert_eq!((new.file_name.as_str(), new.bytes, new.sha256), ("\u{110}emo.mp4", 7, None));
        assert_eq!(told("sha256 YWJj").unwrap().sha256.as_deref(), Some("abc"));
        assert_eq!(told("").unwrap().file_name, "video");
        for wrong in ["filename %%%", "filename /w=="] {
            assert_eq!(told(wrong).unwrap_err().code(), Code::MalformedRequest, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_digits() {
        for wrong in ["", "-1", "+1", "1.0", "0x1", "99999999999999999999"] {
            assert_eq!(said(&[("upload-length", wrong)]).announced().unwrap_err().code(), Code::MalformedRequest, "{wrong}");
        }
        assert_eq!(said(&[("upload-length", "2147483649")]).announced().unwrap_err().code(), Code::ContentTooLarge);
        assert!(said(&[("upload-length", "2147483648")]).announced().is_ok());
        assert_eq!(said(&[("upload-length", "1"), ("upload-length", "2")]).announced().unwrap_err().code(), Code::MalformedRequest);
    }

    #[test]
    fn checksums_are_of_a_known_algorithm_and_the_right_length() {
        let told = |sum| said(&[("upload-offset", "0"), ("content-type", BYTES), ("upload-checksum", sum)]).portion();
        assert!(matches!(told("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="), Ok((0, None, Some(Checksum::Sha1(_))))));
        for wrong in ["sha1", "sha1 ?", "md5 qZk+NkcGgWq6PiVxeFDCbA==", "sha256 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="] {
            assert_eq!(told(wrong).unwrap_err().code(), Code::MalformedRequest, "{wrong}");
        }
    }
}
