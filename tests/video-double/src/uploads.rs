//! Where bytes go: PUT in portions, as at Mux, and tus 1.0, as at Cloudflare. Bytes are counted and forgotten.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{Method, StatusCode},
};

use crate::double::{Double, Stage};

const PORTION: u64 = 256 * 1_024;
const SMALLEST: u64 = 5_242_880;

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Answers a request to an upload of Mux.
pub(crate) fn put(double: &Double, request: &HttpRequest, id: &str, bytes: u64) -> HttpResponse {
    let Some(kept) = double.video(id) else { return HttpResponse::NotFound().finish() };
    let allow = |mut answer: HttpResponseBuilder| {
        answer.insert_header(("Access-Control-Allow-Origin", kept.origin.clone().unwrap_or_default()));
        answer.insert_header(("Access-Control-Allow-Methods", "PUT"));
        answer.insert_header(("Access-Control-Allow-Headers", "Content-Range, Content-Type"));
        answer.insert_header(("Access-Control-Expose-Headers", "Range"));
        answer.finish()
    };
    if request.method() == Method::OPTIONS {
        return allow(HttpResponse::NoContent());
    }
    if !matches!(kept.stage, Stage::Waiting) {
        return allow(if kept.received > 0 { HttpResponse::Ok() } else { HttpResponse::Gone() });
    }
    let (first, total) = match range(header(request, "Content-Range")) {
        None => (Some(0), bytes),
        Some((first, total)) => (first, total),
    };
    let end = match first {
        Some(first) if first == kept.received && (first + bytes == total || bytes.is_multiple_of(PORTION)) => first + bytes,
        Some(_) => return allow(HttpResponse::BadRequest()),
        None => kept.received,
    };
    double.change(id, |kept| (kept.expected, kept.received) = (Some(total), end));
    if end >= total {
        double.received(id, end);
        return allow(HttpResponse::Ok());
    }
    let mut resume = HttpResponseBuilder::new(StatusCode::PERMANENT_REDIRECT);
    if end > 0 {
        resume.insert_header(("Range", format!("bytes=0-{}", end - 1)));
    }
    allow(resume)
}

/// `bytes 0-99/200`, or `bytes */200`: where it begins, and how much there will be.
fn range(header: &str) -> Option<(Option<u64>, u64)> {
    let (span, total) = header.strip_prefix("bytes ")?.split_once('/')?;
    Some((span.split_once('-').and_then(|(first, _)| first.parse().ok()), total.parse().ok()?))
}

/// Answers a request to an upload of Cloudflare.
pub(crate) fn tus(double: &Double, request: &HttpRequest, id: &str, bytes: u64) -> HttpResponse {
    let Some(kept) = double.video(id) else { return HttpResponse::NotFound().finish() };
    let length = kept.expected.unwrap_or_default();
    let allow = |mut answer: HttpResponseBuilder, offset: u64| {
        answer.insert_header(("Tus-Resumable", "1.0.0"));
        answer.insert_header(("Upload-Offset", offset));
        answer.insert_header(("Upload-Length", length));
        answer.insert_header(("Cache-Control", "no-store"));
        answer.insert_header(("Access-Control-Allow-Origin", "*"));
        answer.insert_header(("Access-Control-Allow-Methods", "HEAD, PATCH, OPTIONS"));
        answer.insert_header(("Access-Control-Allow-Headers", "Tus-Resumable, Upload-Offset, Content-Type"));
        answer.insert_header(("Access-Control-Expose-Headers", "Upload-Offset, Upload-Length, Tus-Resumable"));
        answer.finish()
    };
    match request.method().as_str() {
        "OPTIONS" => allow(HttpResponse::NoContent(), kept.received),
        "HEAD" => allow(HttpResponse::Ok(), kept.received),
        "PATCH" => {
            let offset: Option<u64> = header(request, "Upload-Offset").parse().ok();
            let end = kept.received + bytes;
            if offset != Some(kept.received) {
                return allow(HttpResponse::Conflict(), kept.received);
            }
            if end > length || (end < length && (bytes < SMALLEST || !bytes.is_multiple_of(PORTION))) {
                return allow(HttpResponse::BadRequest(), kept.received);
            }
            double.received(id, end);
            allow(HttpResponse::NoContent(), end)
        }
        _ => HttpResponse::MethodNotAllowed().finish(),
    }
}
