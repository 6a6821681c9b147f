//! The fonts of certificates: a few that are part of the program, and folders of more that are read when a name needs them.
//!
//! Embedded: Latin, Greek and Cyrillic (EB Garamond, Noto Serif behind it), Arabic (Amiri: Noto's
//! Arabic fonts draw a letter and its dots as two glyphs, and poppler then reads each such letter twice), Hebrew. Chinese, Japanese and Korean take
//! tens of megabytes and come from a folder, as does any other script: every TTF, OTF or TTC file in it is used. Nothing is
//! read from the system, so that the same certificate looks the same on every machine.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use typst::{foundations::Bytes, text::Font};

/// A font file that is larger is passed over; the largest of Noto's collections has 27 MB.
const MAX_FILE: u64 = 64 << 20;

const EMBEDDED: [&[u8]; 5] = [
    include_bytes!("../fonts/EBGaramond-Regular.ttf"),
    include_bytes!("../fonts/EBGaramond-Italic.ttf"),
    include_bytes!("../fonts/NotoSerif-Regular.ttf"),
    include_bytes!("../fonts/Amiri-Regular.ttf"),
    include_bytes!("../fonts/NotoSerifHebrew-Regular.ttf"),
];

/// The families that every text is set in, in the order in which they are asked for a letter.
pub(crate) const FAMILIES: [&str; 4] = ["EB Garamond", "Noto Serif", "Amiri", "Noto Serif Hebrew"];

/// The folders with further fonts; a folder need not exist.
#[derive(Clone, Debug, Default)]
pub struct FontFolders(Vec<PathBuf>);

impl FontFolders {
    /// These folders, the first first.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(folders.into_iter().collect())
    }

    /// Every font in the folders, in the order of file names.
    fn read(&self) -> Vec<Font> {
        let mut fonts = Vec::new();
        for folder in &self.0 {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_font(path)).collect();
            files.sort();
            for file in files {
                match fs::read(&file) {
                    Ok(bytes) => fonts.extend(Font::iter(Bytes::new(bytes))),
                    Err(error) => tracing::warn!(file = %file.display(), %error, "a font cannot be read"),
                }
            }
        }
        fonts
    }
}

fn is_font(path: &Path) -> bool {
    let has_name = path
        .extension()
        .and_then(|name| name.to_str())
        .is_some_and(|name| ["ttf", "otf", "ttc"].contains(&name.to_ascii_lowercase().as_str()));
    has_name && fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_FILE)
}

/// Fonts that a text can be set in.
#[derive(Clone, Debug)]
pub(crate) struct FontCase {
    fonts: Vec<Font>,
}

impl FontCase {
    /// The embedded fonts, parsed once for the whole program.
    pub(crate) fn embedded() -> &'static Self {
        static CASE: OnceLock<FontCase> = OnceLock::new();
        CASE.get_or_init(|| Self { fonts: EMBEDDED.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect() })
    }

    /// The embedded fonts and those of the folders; `None` when the folders have none.
    pub(crate) fn with(folders: &FontFolders) -> Option<Self> {
        let further = folders.read();
        if further.is_empty() {
            return None;
        }
        Some(Self { fonts: Self::embedded().fonts.iter().cloned().chain(further).collect() })
    }

    pub(crate) fn fonts(&self) -> Vec<Font> {
        self.fonts.clone()
    }

    pub(crate) fn has_family(&self, family: &str) -> bool {
        self.fonts.iter().any(|font| font.info().family == family)
    }

    /// Whether a character can be shown, or shows nothing anyway.
    pub(crate) fn covers(&self, symbol: char) -> bool {
        is_invisible(symbol) || self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(symbol)))
    }
}

/// Joiners, variation selectors and their kind, which need no glyph of their own.
fn is_invisible(symbol: char) -> bool {
    matches!(symbol, '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_fonts_have_the_families_that_texts_are_set_in() {
        let case = FontCase::embedded();
        assert_eq!(case.fonts.len(), EMBEDDED.len());
        for family in FAMILIES {
            assert!(case.has_family(family), "{family}");
        }
    }

    #[test]
    fn latin_greek_cyrillic_arabic_and_hebrew_are_embedded() {
        let case = FontCase::embedded();
        for text in [
            "Łukasz Żółć, Nguyễn Thị Minh Khai, Þórður Ægisson, Çağla İnönü, Ọlọ́runfẹ́mi",
            "Ἀλέξανδρος Παπαδόπουλος, Ђорђе, Ґанна, Қазақ",
            "محمد الأندلسي، پژمان گلچین، ٹیپو",
            "אביגיל בן־דוד, שָׁלוֹם",
        ] {
            let missing: Vec<char> = text.chars().filter(|&symbol| !case.covers(symbol)).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
        assert!(!case.covers('明'));
    }

    #[test]
    fn a_folder_without_fonts_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("broken.ttf"), b"no font").unwrap();
        fs::write(folder.path().join("notes.txt"), b"no font").unwrap();
        let folders = FontFolders::new([folder.path().into(), "does/not/exist".into()]);
        assert!(FontCase::with(&folders).is_none());
    }

    #[test]
    fn every_font_of_a_folder_is_used() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Hebrew.TTF"), EMBEDDED[4]).unwrap();
        let case = FontCase::with(&FontFolders::new([folder.path().into()])).unwrap();
        assert_eq!(case.fonts.len(), EMBEDDED.len() + 1);
    }
}
