//! A request's body, as RFC 7578 has it: a few words of ours and a file.

use bytes::Bytes;
use data_encoding::HEXLOWER;

/// A body of `multipart/form-data` that is put together.
pub(crate) struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    /// An empty form. The boundary is chance, so that it does not occur in a file.
    pub(crate) fn new(chance: [u8; 16], capacity: usize) -> Self {
        Self { boundary: format!("lyceum-{}", HEXLOWER.encode(&chance)), body: Vec::with_capacity(capacity + 1_024) }
    }

    /// Adds a word. Names and words are ours: nothing in them needs to be escaped.
    pub(crate) fn word(mut self, name: &str, word: &str) -> Self {
        self.part(&format!("name=\"{name}\""), "text/plain; charset=utf-8", word.as_bytes());
        self
    }

    /// Adds a file.
    pub(crate) fn file(mut self, name: &str, (file_name, kind): (&str, &str), bytes: &[u8]) -> Self {
        self.part(&format!("name=\"{name}\"; filename=\"{file_name}\""), kind, bytes);
        self
    }

    /// The content type and the body.
    pub(crate) fn end(mut self) -> (String, Bytes) {
        self.body.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.body.into())
    }

    fn part(&mut self, disposition: &str, kind: &str, bytes: &[u8]) {
        let head = format!("--{}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {kind}\r\n\r\n", self.boundary);
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_as_the_standard_has_it() {
        let (kind, body) = Form::new([1; 16], 0).word("model", "whisper-1").file("file", ("a.wav", "audio/wav"), b"RIFF").end();
        let line = "lyceum-01010101010101010101010101010101";
        assert_eq!(kind, format!("multipart/form-data; boundary={line}"));
        let expected = format!(
            "--{line}\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nwhisper-1\r\n\
             --{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n\
             --{line}--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&body), expected);
    }
}
