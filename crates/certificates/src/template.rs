//! The typst source of the certificate, compiled into the program. It is fixed: nothing is ever written into it.

/// The sheet: what stands where.
pub(crate) const CERTIFICATE: (&str, &str) = ("certificate.typ", include_str!("template/certificate.typ"));
