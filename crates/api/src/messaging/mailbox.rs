//! The developer's mailbox: what went into the mail folder, on a loopback address with `LYCEUM_DEV=1` only. No operation of the API.

use actix_web::{HttpResponse, get, web::Data};
use messaging::transport::FolderTransport;
use serde_json::json;

use crate::{
    app::App,
    http::{Answer, Problem, Site},
};

/// Mails that the page shows.
const SHOWN: usize = 100;

/// The newest mails of the folder.
#[get("/api/v1/dev/mails")]
pub async fn list(app: Data<App>, _site: Site) -> Answer {
    let mails = FolderTransport::new(&app.config.mail.folder).list(SHOWN).await.map_err(Problem::internal)?;
    let items: Vec<_> = mails
        .into_iter()
        .map(|mail| {
            json!({
                "id": mail.id, "to": mail.to, "subject": mail.subject, "sent_at": mail.sent_at,
                "html": mail.html, "text": mail.text, "links": mail.links,
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({ "items": items })))
}
