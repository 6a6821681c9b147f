//! The square that a phone reads: an address as a QR code, drawn as SVG.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode, types::QrError};

/// An address as an SVG picture without the quiet zone, which the sheet leaves around it.
///
/// Level M: 15 % of the picture may be lost, to a fold or a stain, and it still reads (ISO/IEC 18004). Neighbors in a row are one
/// rectangle: a rectangle for each module is four times as large and shows hairlines between them on screens.
///
/// # Errors
/// When the address is longer than a QR code can hold, 2331 bytes.
pub(crate) fn picture_of(address: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(PartialEq::eq) {
            if run.first() == Some(&Color::Dark) {
                // writing to a String cannot fail
                let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}"><path fill="#1b1b1f" d="{path}"/></svg>"##))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_square_of_dark_modules() {
        let picture = picture_of("https://acme.example.com/verify/7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F").unwrap();
        // version 5, 37 modules: what 64 bytes need at level M
        assert!(picture.contains(r#"viewBox="0 0 37 37""#), "{picture}");
        assert!(picture.contains("M0 0h7v1h-7z"), "the finder pattern starts in the corner");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(picture_of(&"a".repeat(2331)).is_ok());
        assert!(picture_of(&"a".repeat(2332)).is_err());
    }
}
