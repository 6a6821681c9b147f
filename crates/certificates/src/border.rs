//! The engraved border: interlaced waves between two rules, a rosette in each corner, as SVG in millimeters. A picture of the
//! same curves takes typst a fraction of the time that drawing them takes.

use std::fmt::Write;

use crate::color::Inks;

/// A4, landscape.
const SHEET: (f64, f64) = (297.0, 210.0);
/// From the edge of the sheet to the outer rule.
const EDGE: f64 = 8.0;
/// The side of a corner: the distance of the two rules.
const CORNER: f64 = 8.8;
/// From the crest of a wave to its trough.
const BAND: f64 = 6.4;
/// About half the length of a wave; as many as fit are made to fit exactly.
const HALF: f64 = 6.0;
/// The width of a rosette.
const ROSETTE: f64 = 7.4;
/// The width of the waves' lines.
const FINE: f64 = 0.127;

/// The border in the inks of an organization.
pub(crate) fn picture_of(inks: &Inks) -> String {
    let (width, height) = SHEET;
    let (strong, soft) = (&inks.strong, &inks.soft);
    let inner = EDGE + CORNER;
    let (across, down) = (width - 2.0 * inner, height - 2.0 * inner);
    let (outer_width, outer_height) = (width - 2.0 * EDGE, height - 2.0 * EDGE);
    let near = EDGE + CORNER / 2.0;
    let (lying, standing) = (strip(across), strip(down));
    let horizontal = [near, height - near].map(|y| format!(r#"<path transform="translate({inner} {y})" d="{lying}"/>"#)).concat();
    let vertical =
        [near, width - near].map(|x| format!(r#"<path transform="translate({x} {inner}) rotate(90)" d="{standing}"/>"#)).concat();
    let corners =
        [(near, near), (width - near, near), (near, height - near), (width - near, height - near)].map(|(x, y)| corner(x, y)).concat();
    [
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="none">"#),
        format!(r#"<g stroke="{soft}" stroke-width="{FINE}">{horizontal}{vertical}</g><g stroke="{strong}" stroke-width="0.18">"#),
        format!(r#"<rect x="{EDGE}" y="{EDGE}" width="{outer_width}" height="{outer_height}" stroke-width="0.32"/>"#),
        format!(r#"<rect x="{inner}" y="{inner}" width="{across}" height="{down}"/>{corners}</g></svg>"#),
    ]
    .concat()
}

/// The path of six waves around a lying axis: four as high as the band, a quarter of a wave apart, and two of half its height.
fn strip(length: f64) -> String {
    let half = length / (length / HALF).round();
    let mut path = String::new();
    for (height, quarters) in [(0.5, 0), (0.5, 1), (0.5, 2), (0.5, 3), (0.25, 0), (0.25, 2)] {
        wave(&mut path, length, half, BAND * height, quarters);
    }
    path
}

/// One wave, from left to right, in quarters: cubic curves with the wave's own slope at both ends.
fn wave(path: &mut String, length: f64, half: f64, height: f64, quarters: u32) {
    let step = half / 2.0;
    // cosine and sine at whole quarters of a turn are 0, 1 and -1
    let level = |n: u32| [height, 0.0, -height, 0.0].get((n % 4) as usize).copied().unwrap_or_default();
    // the zero added last makes a negative zero a plain one
    let rise = |n: u32| -level(n + 3) * std::f64::consts::PI / half * step / 3.0 + 0.0;
    // writing to a String cannot fail
    let _ = write!(path, "M0 {:.3}", level(quarters));
    let mut at = 0.0;
    let mut n = quarters;
    while at < length - step / 2.0 {
        let (from, to) = (level(n), level(n + 1));
        let _ =
            write!(path, "c{:.3} {:.3} {:.3} {:.3} {step:.3} {:.3}", step / 3.0, rise(n), step / 1.5, to - from - rise(n + 1), to - from);
        at += step;
        n += 1;
    }
}

/// A square around a middle, in it twelve ellipses and an eye.
fn corner(x: f64, y: f64) -> String {
    let (left, top) = (x - CORNER / 2.0, y - CORNER / 2.0);
    let (long, short) = (ROSETTE / 2.0, ROSETTE * 0.21);
    let ellipses = [0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165]
        .map(|turn| format!(r#"<ellipse rx="{long}" ry="{short:.3}" transform="rotate({turn})"/>"#))
        .concat();
    [
        format!(r#"<rect x="{left:.3}" y="{top:.3}" width="{CORNER}" height="{CORNER}"/>"#),
        format!(r#"<g transform="translate({x} {y})"><g stroke-width="{FINE}">{ellipses}</g>"#),
        format!(r##"<circle r="{:.3}" fill="#ffffff"/></g>"##, ROSETTE * 0.09),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_ends_where_the_strip_does() {
        let mut path = String::new();
        wave(&mut path, 24.0, 6.0, 3.0, 0);
        assert_eq!(path.matches('c').count(), 8);
        assert!(path.starts_with("M0 3.000c1.000 0.000 2.000 "), "{path}");
        // down, up and down again
        let levels: Vec<f64> = path.split('c').skip(1).map(|quarter| quarter.rsplit(' ').next().unwrap().parse().unwrap()).collect();
        assert_eq!(levels, [-3.0, -3.0, 3.0, 3.0, -3.0, -3.0, 3.0, 3.0]);
    }

    #[test]
    fn a_border_has_the_inks_of_the_organization() {
        let svg = picture_of(&Inks::of(Some("#1f3a5f")));
        assert!(svg.contains(r##"stroke="#1f3a5f""##) && svg.contains(r##"stroke="#a7b1bf""##), "{}", &svg[..200]);
    }
}
