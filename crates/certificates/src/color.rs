//! An organization's color, made fit for paper: dark enough to read, whatever was chosen.

/// What is printed when the organization has chosen no color, or none that can be read.
const DEFAULT: [u8; 3] = [0x1f, 0x3a, 0x5f];
/// The relative luminance of what has a contrast of 5 : 1 on white; WCAG 2.2, 1.4.3 asks for 4.5 : 1 of small text.
const DARKEST_LIGHT: f64 = 1.05 / 5.0 - 0.05;

/// The two inks of a sheet, as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inks {
    /// For words and rules.
    pub(crate) strong: String,
    /// For the waves of the border.
    pub(crate) soft: String,
}

impl Inks {
    /// The inks of a color such as `#1f3a5f`; the hue stays, only the light is taken out.
    pub(crate) fn of(color: Option<&str>) -> Self {
        let strong = darken(color.and_then(parse).unwrap_or(DEFAULT));
        Self { strong: hex(strong), soft: hex(strong.map(pale)) }
    }
}

fn parse(color: &str) -> Option<[u8; 3]> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

fn darken(color: [u8; 3]) -> [u8; 3] {
    let luminance = luminance(color);
    if luminance <= DARKEST_LIGHT {
        return color;
    }
    color.map(|channel| encoded(linear(channel) * DARKEST_LIGHT / luminance))
}

/// Relative luminance, 0 for black and 1 for white (WCAG 2.2).
fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is between 0 and 255; rounding down keeps the contrast"
)]
fn encoded(light: f64) -> u8 {
    let value = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).clamp(0.0, 255.0) as u8
}

/// Two fifths of the ink on white paper.
fn pale(channel: u8) -> u8 {
    255 - (255 - channel) / 5 * 2
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_dark_color_stays_and_a_light_one_keeps_its_hue() {
        assert_eq!(Inks::of(Some("#1f3a5f")).strong, "#1f3a5f");
        assert_eq!(Inks::of(Some("#000000")), Inks { strong: "#000000".into(), soft: "#999999".into() });
        assert_eq!(Inks::of(Some("#ffffff")).strong, "#6f6f6f");
        assert_eq!(Inks::of(Some("#FFFF00")).strong, "#737300");
    }

    #[test]
    fn what_is_no_color_is_ours() {
        for odd in
            [None, Some(""), Some("#"), Some("red"), Some("#12345"), Some("#1234567"), Some("#12345g"), Some("#+12345"), Some("#ééé")]
        {
            assert_eq!(Inks::of(odd).strong, "#1f3a5f", "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn every_ink_can_be_read_on_white(color in any::<[u8; 3]>()) {
            let ink = darken(color);
            prop_assert!(1.05 / (luminance(ink) + 0.05) >= 4.5, "{color:?} became {ink:?}");
        }
    }
}
