//! How mails leave: into a folder (the default, and for development), or by SMTP.
//!
//! A mail is sent once or, when the connection ends between its last byte and the server's answer, twice: nobody can know then. Both copies
//! carry the same Message-ID, made from the job, by which servers and mail programs tell that they are one mail (F08 of the threat list).

mod dkim;
mod folder;
mod smtp;

use std::sync::Arc;

use async_trait::async_trait;
use domain::time::Timestamp;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{Header, HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use crate::mail::{header_line, sender_name};

pub use dkim::DkimIdentity;
pub use folder::{FolderTransport, KeptMail};
pub use smtp::{SmtpTransport, SmtpUrlError};

/// A mail and where it goes.
#[derive(Clone, Debug)]
pub struct OutgoingMail {
    /// The job that sends it: the same at every attempt.
    pub message_id: Uuid,
    /// Who it is from, as shown: the organization's name.
    pub from_name: String,
    /// The sender's address.
    pub from_address: String,
    /// The domain of the Message-ID. The platform's: an organization's may change between two attempts, and the id may not.
    pub id_domain: String,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// Who signs it, if anybody.
    pub signed_by: Option<Arc<DkimIdentity>>,
    /// The one recipient's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The mail as HTML.
    pub html: String,
    /// The mail as plain text.
    pub text: String,
    /// When it is sent.
    pub sent_at: Timestamp,
}

/// Why a mail was not sent. The words are for administrators: never the mail, only what went wrong and what a server answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It may work later.
    #[error("the mail could not be sent yet: {0}")]
    Temporary(String),
    /// It will never work.
    #[error("the mail was refused: {0}")]
    Permanent(String),
}

/// A way out for mails.
#[async_trait]
pub trait MailTransport: Send + Sync {
    /// Sends a mail. When this answers `Ok`, whoever comes next has taken it over.
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError>;
}

impl OutgoingMail {
    /// The mail as it crosses the wire: ASCII only, headers encoded and folded, CRLF at the end of lines.
    ///
    /// # Errors
    /// [`MailError::Permanent`] when an address is none.
    pub fn message(&self) -> Result<Message, MailError> {
        let from = address(&self.from_address, "sender")?;
        let message_id = format!("<{}@{}>", self.message_id, self.id_domain);
        let reply_to = self.reply_to.as_deref().map(|to| address(to, "answers'")).transpose()?;
        let parts =
            MultiPart::alternative().singlepart(SinglePart::plain(self.text.clone())).singlepart(SinglePart::html(self.html.clone()));
        let mut builder = Message::builder();
        if let Some(reply_to) = reply_to {
            builder = builder.reply_to(Mailbox::new(None, reply_to));
        }
        builder
            .message_id(Some(message_id))
            .date(self.sent_at.into())
            .from(Mailbox::new(Some(sender_name(&self.from_name)), from))
            .to(Mailbox::new(None, address(&self.to, "recipient")?))
            .subject(header_line(&self.subject))
            .header(AutoSubmitted)
            .multipart(parts)
            .map_err(|error| MailError::Permanent(error.to_string()))
    }

    /// From whom to whom it goes, and its bytes, signed if it is to be.
    ///
    /// # Errors
    /// [`MailError::Permanent`] when an address is none.
    pub fn to_send(&self) -> Result<(Envelope, Vec<u8>), MailError> {
        let message = self.message()?;
        let bytes = message.formatted();
        let bytes = match &self.signed_by {
            Some(identity) => identity.sign(&bytes, self.sent_at)?,
            None => bytes,
        };
        Ok((message.envelope().clone(), bytes))
    }
}

/// An address that can stand in a header and in an SMTP command.
fn address(text: &str, whose: &str) -> Result<Address, MailError> {
    text.parse().map_err(|_| MailError::Permanent(format!("the {whose}'s address is not an e-mail address")))
}

/// `Auto-Submitted: auto-generated` (RFC 3834, 5): asks that no out-of-office note answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests;
