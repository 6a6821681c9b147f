//! What every client that speaks HTTP to the outside has in common: how it is made, how much of an answer it reads, and what it says when
//! none comes.

use bytes::{Bytes, BytesMut};

/// The beginnings of a client: it follows no redirects, and says who it is.
pub fn client() -> reqwest::ClientBuilder {
    // the library stumbles where nobody has chosen how to encrypt; whoever chose before is not overruled
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).user_agent("Lyceum")
}

/// Reads an answer up to a limit; what is cut off cannot be read as JSON.
///
/// # Errors
/// When the connection breaks.
pub async fn read_some(mut response: reqwest::Response, most: usize) -> Result<Bytes, Unanswered> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            body.truncate(most);
            break;
        }
    }
    Ok(body.freeze())
}

/// Why no answer came. What the library says of it names the address, which may be a secret: it is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// It took longer than it may.
    #[error("it took too long")]
    TookTooLong,
    /// Nobody is there.
    #[error("it cannot be reached")]
    Unreachable,
    /// What was to be asked is no request: another try changes nothing.
    #[error("the request cannot be made")]
    NotMade,
    /// The connection broke while it was asked, or while it answered.
    #[error("the connection broke")]
    Broke,
}

impl Unanswered {
    /// Whether the request surely was not carried out.
    pub const fn is_undone(self) -> bool {
        matches!(self, Self::Unreachable | Self::NotMade)
    }
}

impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        match error {
            error if error.is_timeout() => Self::TookTooLong,
            error if error.is_connect() => Self::Unreachable,
            error if error.is_builder() => Self::NotMade,
            _ => Self::Broke,
        }
    }
}
