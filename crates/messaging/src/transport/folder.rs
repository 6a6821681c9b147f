//! Mails as files: what a fresh installation does, and what the Mailbox page of a development server reads.

use std::{
    cmp::Reverse,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{MailError, MailTransport, OutgoingMail};

/// A folder in which every mail is an `.eml` and a `.json` file, named by its Message-ID: sending again overwrites.
#[derive(Clone, Debug)]
pub struct FolderTransport {
    folder: PathBuf,
}

/// A mail in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMail {
    /// The job that sent it.
    pub id: Uuid,
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When.
    pub sent_at: Timestamp,
    /// The mail as HTML.
    pub html: String,
    /// The mail as plain text.
    pub text: String,
    /// The addresses in the plain text, each once, in its order: what a person would click first comes first.
    pub links: Vec<String>,
}

impl FolderTransport {
    /// Sends into a folder, which is made with the first mail.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The newest mails, newest first. A folder that is not there is empty; files that are no mails are passed over.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self, limit: usize) -> io::Result<Vec<KeptMail>> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || newest(&folder, limit)).await.map_err(io::Error::other)?
    }
}

#[async_trait]
impl MailTransport for FolderTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        let (_, message) = mail.to_send()?;
        let kept = serde_json::to_vec(&KeptMail::of(mail)).map_err(|error| MailError::Permanent(error.to_string()))?;
        let (folder, id) = (self.folder.clone(), mail.message_id);
        let written = tokio::task::spawn_blocking(move || {
            fs::create_dir_all(&folder)?;
            write(&folder, &format!("{id}.eml"), &message)?;
            write(&folder, &format!("{id}.json"), &kept)
        });
        let temporary = |error: &dyn std::error::Error| MailError::Temporary(format!("the mail folder cannot be written: {error}"));
        written.await.map_err(|error| temporary(&error))?.map_err(|error| temporary(&error))
    }
}

impl KeptMail {
    fn of(mail: &OutgoingMail) -> Self {
        Self {
            id: mail.message_id,
            to: mail.to.clone(),
            subject: mail.subject.clone(),
            sent_at: mail.sent_at,
            html: mail.html.clone(),
            text: mail.text.clone(),
            links: links(&mail.text),
        }
    }
}

fn links(text: &str) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for word in text.split_whitespace().filter(|word| word.starts_with("http://") || word.starts_with("https://")) {
        if !links.iter().any(|link| link == word) {
            links.push(word.to_owned());
        }
    }
    links
}

/// Writes beside the place and moves into it, so that a reader sees all or nothing, even after a power cut. The file is the owner's
/// alone: mails hold links that open accounts.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = NamedTempFile::with_suffix_in(".tmp", folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name))?;
    fs::File::open(folder)?.sync_all()
}

fn newest(folder: &Path, limit: usize) -> io::Result<Vec<KeptMail>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut mails = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            mails.extend(read(&path));
        }
    }
    mails.sort_by_key(|mail: &KeptMail| Reverse((mail.sent_at, mail.id)));
    mails.truncate(limit);
    Ok(mails)
}

fn read(path: &Path) -> Option<KeptMail> {
    let bytes = fs::read(path).inspect_err(|error| tracing::debug!(path = %path.display(), %error, "a mail cannot be read")).ok()?;
    serde_json::from_slice(&bytes).inspect_err(|error| tracing::debug!(path = %path.display(), %error, "this is no mail")).ok()
}
