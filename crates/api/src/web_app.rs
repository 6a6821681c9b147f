//! The web app's files, where this process serves them: its pages are one page, its assets never change.

use actix_files::NamedFile;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::Data,
};
use std::path::{Component, Path, PathBuf};

use crate::{
    app::App,
    console::page as console,
    http::{Answer, Code, Problem, Site},
    server::no_such_operation,
};

/// Everything that is no operation: a file of the web app, or its page.
///
/// # Errors
/// A 404 problem for the API's own addresses, for other methods, and where no web app is served.
pub async fn fallback(app: Data<App>, site: Site, request: HttpRequest) -> Answer {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if request.path().starts_with("/api/") || !is_read || matches!(site, Site::Files) {
        return Err(no_such_operation(&request));
    }
    let Some(folder) = &app.config.server.web_dir else { return Err(Problem::new(Code::NotFound)) };
    let is_console = matches!(site, Site::Console);
    if request.path() == "/index.html" || request.path() == console::PAGE_PATH {
        return Err(Problem::new(Code::NotFound));
    }
    if let Some(file) = file_of(folder, request.path()) {
        let forever = request.path().starts_with("/assets/");
        let caching = if forever { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
        return Ok(send(&file, caching, &request).unwrap_or_else(|| HttpResponse::NotFound().finish()));
    }
    if request.path().starts_with("/assets/") {
        return Err(Problem::new(Code::NotFound));
    }
    if is_console {
        return console::page(&app, folder);
    }
    send(&folder.join("index.html"), "no-cache", &request).ok_or_else(|| Problem::new(Code::NotFound))
}

fn send(file: &Path, caching: &'static str, request: &HttpRequest) -> Option<HttpResponse> {
    let named = NamedFile::open(file).ok()?;
    let mut response = named.into_response(request);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static(caching));
    Some(response)
}

/// The file that an address names: plain names only, below the folder.
fn file_of(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let is_plain = !path.contains(['%', '\\', '\0']) && relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(relative);
    (is_plain && !relative.as_os_str().is_empty() && file.is_file()).then_some(file)
}
