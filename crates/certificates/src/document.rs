//! The certificate as a document to print: one A4 sheet, tagged PDF that meets PDF/UA-1 and PDF/A-2a.
//!
//! A fixed typst template is given values, never markup. The same input gives the same bytes. Fonts for Latin, Greek,
//! Cyrillic, Arabic and Hebrew are embedded; when a text has other letters, the fonts of the given folders are read, once.
//! A letter that no font has is spelled in Latin letters, with a warning in the log, for a certificate with an empty box in
//! place of a name is worse; the document can be drawn anew when the fonts are there.

use std::sync::OnceLock;

use bytes::Bytes;
use chrono::NaiveDate;
use qrcode::types::QrError;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Bytes as TypstBytes, Dict, IntoValue, Smart},
    layout::{Frame, FrameItem},
};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{
    border,
    color::Inks,
    fonts::FontCase,
    qr,
    sheet::{Sheet, Spelling, Texts},
    template,
};

pub use crate::fonts::FontFolders;

/// A logo that is larger is left out.
const MAX_LOGO_BYTES: usize = 4 << 20;
/// How many compilations a cached result outlives: the fonts and the border stay, names go.
const CACHE_AGE: usize = 8;

/// What a certificate says.
#[derive(Clone, Debug)]
pub struct CertificateDocument {
    /// The learner, as the signed record has it.
    pub learner_name: String,
    /// The course.
    pub course_title: String,
    /// Who issues it.
    pub organization_name: String,
    /// Who taught it; none is fine.
    pub instructor_names: Vec<String>,
    /// The day on which the last required lesson was completed.
    pub completed_on: NaiveDate,
    /// The day on which the certificate was issued; the document's own date, too.
    pub issued_on: NaiveDate,
    /// The day from which it is no longer valid.
    pub expires_on: Option<NaiveDate>,
    /// The verification code, in groups.
    pub code: String,
    /// The address that the QR code holds.
    pub verify_url: String,
    /// The organization's color as `#rrggbb`; anything else is as good as none.
    pub brand_color: Option<String>,
    /// The organization's logo.
    pub logo: Option<Logo>,
    /// The course's language, a tag such as `de` or `pt-BR`; the certificate speaks it if it has words for it, else English.
    pub language: String,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Logo {
    /// The file.
    pub bytes: Bytes,
    /// Its type: PNG, JPEG, WebP, GIF or SVG. Another type is left out.
    pub content_type: String,
}

impl Logo {
    fn format(&self) -> Option<&'static str> {
        let content_type = self.content_type.split(';').next().unwrap_or_default().trim();
        let format = match content_type {
            "image/png" => "png",
            "image/jpeg" => "jpg",
            "image/webp" => "webp",
            "image/gif" => "gif",
            "image/svg+xml" => "svg",
            _ => return None,
        };
        (self.bytes.len() <= MAX_LOGO_BYTES).then_some(format)
    }
}

/// Why a certificate could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The address is longer than a QR code can hold.
    #[error("the verification address does not fit into a QR code")]
    Address(#[from] QrError),
    /// The values cannot be written as JSON.
    #[error("the certificate's values cannot be written")]
    Values(#[from] serde_json::Error),
    /// The template does not compile with these values.
    #[error("the certificate cannot be set: {0}")]
    Template(String),
    /// The sheet cannot be written as the PDF that we promise.
    #[error("the certificate cannot be written as PDF: {0}")]
    Export(String),
}

/// Draws certificates. One is enough for a program; it can be shared by threads. Drawing takes milliseconds of processor time
/// and no await: call it where blocking is allowed.
#[derive(Default)]
pub struct DocumentRenderer {
    folders: FontFolders,
    embedded: OnceLock<Engine>,
    /// `None` inside when the folders have no fonts.
    wide: OnceLock<Option<(FontCase, Engine)>>,
}

type Engine = TypstEngine<TypstTemplateMainFile>;

impl std::fmt::Debug for DocumentRenderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentRenderer").field("folders", &self.folders).finish_non_exhaustive()
    }
}

impl DocumentRenderer {
    /// A renderer that finds further fonts in these folders. Nothing is read before the first certificate needs it.
    pub fn new(folders: FontFolders) -> Self {
        Self { folders, ..Self::default() }
    }

    /// The certificate as PDF.
    ///
    /// A logo that cannot be read or shown is left out, with a warning in the log.
    ///
    /// # Errors
    /// [`RenderError::Address`] for an address of more than two thousand characters; the others only if the template is wrong.
    pub fn render(&self, document: &CertificateDocument) -> Result<Vec<u8>, RenderError> {
        let logo = document.logo.as_ref().and_then(|logo| Some((logo, logo.format()?)));
        if document.logo.is_some() && logo.is_none() {
            tracing::warn!(code = document.code, "the logo is too large or of a type that a certificate cannot show");
        }
        let Some(logo) = logo else { return self.draw(document, None) };
        self.draw(document, Some(logo)).or_else(|error| {
            tracing::warn!(code = document.code, %error, "the certificate is drawn without its logo");
            self.draw(document, None)
        })
    }

    fn draw(&self, document: &CertificateDocument, logo: Option<(&Logo, &'static str)>) -> Result<Vec<u8>, RenderError> {
        export(&self.set(document, logo)?, &document.code)
    }

    /// The sheet, laid out.
    fn set(&self, document: &CertificateDocument, logo: Option<(&Logo, &'static str)>) -> Result<PagedDocument, RenderError> {
        let texts = Texts::of(document);
        let (case, engine) = self.engine_for(&texts);
        if !texts.are_covered(case) {
            tracing::warn!(code = document.code, "no font has some letters of this certificate: they are spelled in Latin letters");
        }
        let picture = qr::picture_of(&document.verify_url)?;
        let inks = Inks::of(document.brand_color.as_deref());
        let border = border::picture_of(&inks);
        let compile = |spelling| {
            let sheet = Sheet::new(document, &texts, case, spelling, &inks, logo.map(|(_, format)| format));
            let mut inputs = Dict::new();
            inputs.insert("data".into(), TypstBytes::new(serde_json::to_vec(&sheet)?).into_value());
            inputs.insert("qr".into(), TypstBytes::new(picture.clone().into_bytes()).into_value());
            inputs.insert("border".into(), TypstBytes::new(border.clone().into_bytes()).into_value());
            if let Some((logo, _)) = logo {
                inputs.insert("logo".into(), TypstBytes::new(logo.bytes.clone()).into_value());
            }
            engine.compile_with_input::<_, PagedDocument>(inputs).output.map_err(|error| RenderError::Template(error.to_string()))
        };
        let sheet = compile(Spelling::Covered)?;
        if sheet.pages().iter().any(|page| has_empty_box(&page.frame)) {
            tracing::warn!(code = document.code, "no font has some accented letters of this certificate: it is set in plain letters");
            return compile(Spelling::Ascii);
        }
        Ok(sheet)
    }

    /// The embedded fonts where they are enough, else all.
    fn engine_for(&self, texts: &Texts) -> (&FontCase, &Engine) {
        let embedded = FontCase::embedded();
        if !texts.are_covered(embedded) {
            let wide = self.wide.get_or_init(|| {
                FontCase::with(&self.folders).map(|case| {
                    let engine = engine(&case);
                    (case, engine)
                })
            });
            if let Some((case, engine)) = wide {
                return (case, engine);
            }
        }
        (embedded, self.embedded.get_or_init(|| engine(embedded)))
    }
}

fn engine(case: &FontCase) -> Engine {
    TypstEngine::builder().main_file(template::CERTIFICATE).fonts(case.fonts()).comemo_evict_max_age(Some(CACHE_AGE)).build()
}

/// Whether a glyph is `.notdef`, the empty box that stands for what a font lacks.
fn has_empty_box(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Text(text) => text.glyphs.iter().any(|glyph| glyph.id == 0),
        FrameItem::Group(group) => has_empty_box(&group.frame),
        _ => false,
    })
}

/// As PDF/UA-1 and PDF/A-2a; without the latter if a logo or a script cannot meet it, for that is a promise to archives, the
/// former one to people.
fn export(sheet: &PagedDocument, code: &str) -> Result<Vec<u8>, RenderError> {
    let archived = export_as(sheet, code, &[PdfStandard::Ua_1, PdfStandard::A_2a]);
    archived.or_else(|error| {
        tracing::debug!(code, %error, "not fit for archives");
        export_as(sheet, code, &[PdfStandard::Ua_1])
    })
}

fn export_as(sheet: &PagedDocument, code: &str, standards: &[PdfStandard]) -> Result<Vec<u8>, RenderError> {
    let options = PdfOptions {
        ident: Smart::Custom(code.to_owned()),
        creator: Smart::Custom(Some("Lyceum".into())),
        standards: PdfStandards::new(standards).map_err(|error| RenderError::Export(error.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(sheet, &options).map_err(|errors| RenderError::Export(messages(&errors)))
}

fn messages(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
