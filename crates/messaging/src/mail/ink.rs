//! An organization's color on white and on dark paper, always with enough contrast to be read.

use serde::Serialize;

/// What an organization without a color gets.
const DEFAULT: Color = [0x1f, 0x4f, 0x8f];
const WHITE: Color = [0xff; 3];
/// The words on a bright button. Any lighter, and there are colors on which neither these nor white words can be read.
const BLACK: Color = [0; 3];
/// The card of the layout in dark mode.
const DARK_CARD: Color = [0x1b, 0x21, 0x28];
/// WCAG 2.2, 1.4.3 asks for 4.5 : 1; the rest is for rounding.
const CONTRAST: f64 = 4.6;
/// In how many steps a color is mixed with black or white until it can be read.
const STEPS: u8 = 40;

type Color = [u8; 3];

/// The colors of one mail, each as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Inks {
    /// The color itself: the button.
    pub(super) button: String,
    /// Words on the button.
    pub(super) on_button: String,
    /// Words and rules on a white card, and the edge of the button.
    pub(super) on_white: String,
    /// The same on a dark card.
    pub(super) on_dark: String,
}

impl Inks {
    /// The inks of a color such as `#1f4f8f`.
    pub(super) fn of(color: Option<&str>) -> Self {
        let color = color.and_then(parse).unwrap_or(DEFAULT);
        let on_button = if contrast(color, WHITE) >= contrast(color, BLACK) { WHITE } else { BLACK };
        Self {
            button: hex(color),
            on_button: hex(on_button),
            on_white: hex(readable(color, WHITE, BLACK)),
            on_dark: hex(readable(color, DARK_CARD, WHITE)),
        }
    }
}

fn parse(color: &str) -> Option<Color> {
    let digits = color.strip_prefix('#').filter(|_| domain::organizations::is_color(color))?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

fn hex([red, green, blue]: Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The color, mixed with `end` only as far as it must be to be read on `paper`.
fn readable(color: Color, paper: Color, end: Color) -> Color {
    (0..STEPS).map(|step| mixed(color, end, step)).find(|mixed| contrast(*mixed, paper) >= CONTRAST).unwrap_or(end)
}

fn mixed([red, green, blue]: Color, end: Color, step: u8) -> Color {
    let [end_red, end_green, end_blue] = end;
    let mix = |from: u8, to: u8| {
        let (step, steps) = (u16::from(step), u16::from(STEPS));
        u8::try_from((u16::from(from) * (steps - step) + u16::from(to) * step) / steps).unwrap_or(to)
    };
    [mix(red, end_red), mix(green, end_green), mix(blue, end_blue)]
}

/// How well two colors are told apart, 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    (one / other).max(other / one)
}

fn luminance([red, green, blue]: Color) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_readable_color_stays_itself() {
        let inks = Inks::of(Some("#1F4F8F"));
        assert_eq!((inks.button.as_str(), inks.on_button.as_str(), inks.on_white.as_str()), ("#1f4f8f", "#ffffff", "#1f4f8f"));
    }

    #[test]
    fn a_bright_color_keeps_its_button_and_gets_dark_words() {
        let inks = Inks::of(Some("#ffd500"));
        assert_eq!((inks.button.as_str(), inks.on_button.as_str()), ("#ffd500", "#000000"));
        assert_ne!(inks.on_white, "#ffd500");
    }

    #[test]
    fn what_is_no_color_is_ours() {
        for odd in [None, Some(""), Some("red"), Some("#12345"), Some("#12345g"), Some("#+12345"), Some("#fff;background:url(//x)")] {
            assert_eq!(Inks::of(odd), Inks::of(Some("#1f4f8f")), "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn every_ink_can_be_read(color in any::<[u8; 3]>()) {
            let inks = Inks::of(Some(&hex(color)));
            let ink = |name: &str| parse(name).unwrap();
            prop_assert!(contrast(ink(&inks.on_white), WHITE) >= 4.5);
            prop_assert!(contrast(ink(&inks.on_dark), DARK_CARD) >= 4.5);
            prop_assert!(contrast(ink(&inks.on_button), ink(&inks.button)) >= 4.5);
        }
    }
}
