//! The bytes of a request, heard with a limit on silence and cut into portions.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout};

use super::Broken;

/// The longest that a request may be silent.
pub(super) const SILENCE: Duration = Duration::from_secs(60);

/// What is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// There are bytes.
    Bytes,
    /// There will be none any more.
    End,
    /// Nothing yet.
    Nothing,
}

/// The bytes of a request.
pub(super) struct Body<S> {
    bytes: S,
    rest: Bytes,
    is_over: bool,
}

impl<S: Stream<Item = Result<Bytes, Broken>> + Unpin> Body<S> {
    pub(super) const fn new(bytes: S) -> Self {
        Self { bytes, rest: Bytes::new(), is_over: false }
    }

    /// Waits so long for bytes; they are kept for the next portion.
    pub(super) async fn hear(&mut self, patience: Duration) -> Result<Heard, Broken> {
        while self.rest.is_empty() && !self.is_over {
            match timeout(patience, self.bytes.next()).await {
                Ok(Some(Ok(chunk))) => self.rest = chunk,
                Ok(Some(Err(broken))) => {
                    self.is_over = true;
                    return Err(broken);
                }
                Ok(None) => self.is_over = true,
                Err(_) => return Ok(Heard::Nothing),
            }
        }
        Ok(if self.rest.is_empty() { Heard::End } else { Heard::Bytes })
    }

    /// The next bytes: so many at the most, and what comes until then.
    pub(super) fn portion(&mut self, most: u64, until: Instant) -> impl Stream<Item = Result<Bytes, Broken>> + Unpin {
        let bytes = stream::unfold((self, most), move |(body, left)| async move {
            let chunk = match body.hear(until.saturating_duration_since(Instant::now())).await {
                Ok(Heard::Bytes) => body.take(left)?,
                Ok(Heard::End | Heard::Nothing) => return None,
                Err(broken) => return Some((Err(broken), (body, left))),
            };
            let left = left - chunk.len() as u64;
            Some((Ok(chunk), (body, left)))
        });
        Box::pin(bytes)
    }

    /// All of them together: silence breaks them.
    pub(super) fn whole(&mut self) -> impl Stream<Item = Result<Bytes, Broken>> + Unpin {
        let bytes = stream::unfold(self, |body| async move {
            match body.hear(SILENCE).await {
                Ok(Heard::Bytes) => Some((Ok(body.take(u64::MAX)?), body)),
                Ok(Heard::End) => None,
                Ok(Heard::Nothing) => {
                    body.is_over = true;
                    Some((Err(Broken::Silent), body))
                }
                Err(broken) => Some((Err(broken), body)),
            }
        });
        Box::pin(bytes)
    }

    fn take(&mut self, most: u64) -> Option<Bytes> {
        let count = self.rest.len().min(usize::try_from(most).unwrap_or(usize::MAX));
        (count > 0).then(|| self.rest.split_to(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Chunks = Vec<Result<Bytes, Broken>>;

    fn body(chunks: Chunks) -> Body<impl Stream<Item = Result<Bytes, Broken>> + Unpin> {
        Body::new(stream::iter(chunks))
    }

    fn later() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[tokio::test]
    async fn portions_hold_so_many_bytes_and_lose_none() {
        let mut body = body(vec![Ok(Bytes::from_static(b"abcdefg")), Ok(Bytes::new()), Ok(Bytes::from_static(b"hi"))]);
        let mut heard = Vec::new();
        while body.hear(SILENCE).await == Ok(Heard::Bytes) {
            let chunks: Chunks = body.portion(3, later()).collect().await;
            heard.push(chunks.into_iter().flat_map(|chunk| chunk.unwrap().to_vec()).collect::<Vec<u8>>());
        }
        assert_eq!(heard, [b"abc", b"def", b"ghi"]);
    }

    #[tokio::test]
    async fn a_cut_is_told_once() {
        let mut body = body(vec![Ok(Bytes::from_static(b"ab")), Err(Broken::Cut)]);
        let chunks: Chunks = body.portion(8, later()).take(2).collect().await;
        assert_eq!(chunks, [Ok(Bytes::from_static(b"ab")), Err(Broken::Cut)]);
        assert_eq!(body.hear(SILENCE).await, Ok(Heard::End));
    }

    #[tokio::test]
    async fn silence_ends_a_portion_and_breaks_a_whole() {
        let slow = |first: &'static [u8]| Body::new(stream::iter([Ok(Bytes::from_static(first))]).chain(stream::pending()));
        let mut body = slow(b"ab");
        let soon = Instant::now() + Duration::from_millis(20);
        let chunks: Chunks = body.portion(8, soon).collect().await;
        assert_eq!(chunks, [Ok(Bytes::from_static(b"ab"))]);
        assert_eq!(body.hear(Duration::from_millis(5)).await, Ok(Heard::Nothing));
    }
}
