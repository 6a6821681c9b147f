//! HTML that is safe to show.

/// HTML that went through the cleaner: the documented subset, nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// For the cleaner, and for rows that the cleaner wrote. Nobody else may call a text safe.
    pub fn from_cleaner(html: String) -> Self {
        Self(html)
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
