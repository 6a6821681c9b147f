//! Video hosts elsewhere: which are set up, where bytes go, and where viewers are sent.

pub mod jobs;
pub mod webhooks;

use std::sync::Arc;

use domain::{
    access::CreateVideo,
    ids::{OrgId, VideoId},
    ports::World,
    time::SIGNED_URL,
    video::{HostKind, Video, VideoStatus},
};
use repositories::{RepositoryError, TenantRead};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use video::{
    HostError, VideoError, VideoHost,
    host::{NewFile, PlaybackUrls, UploadPlace, UploadProtocol, VideoRef, Viewer},
    playback::Watching,
    remote,
};
use video_remote::{Cloudflare, Mux};

use super::dto;
use crate::{
    app::{App, StartError},
    config::Config,
    http::{Allowed, Answer, Code, Once, Problem, Reply},
};

/// The hosts that are set up, and who keeps new videos unless an organization has another.
#[derive(Clone, Debug)]
pub struct Hosts {
    default: HostKind,
    mux: Option<Arc<dyn VideoHost>>,
    cloudflare: Option<Arc<dyn VideoHost>>,
}

impl Hosts {
    /// Reads keys and makes clients; nobody is asked anything yet.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn open(config: &Config, world: &World) -> Result<Self, StartError> {
        let hosts = &config.video.hosts;
        let mux = hosts.mux.clone().map(|mux| Mux::new(*mux, world.clone())).transpose();
        let cloudflare = hosts.cloudflare.clone().map(|cloudflare| Cloudflare::new(*cloudflare, world.clone())).transpose();
        Ok(Self {
            default: hosts.default,
            mux: mux.map_err(|error| StartError::because("LYCEUM_MUX_*", error))?.map(|host| Arc::new(host) as _),
            cloudflare: cloudflare.map_err(|error| StartError::because("LYCEUM_CLOUDFLARE_*", error))?.map(|host| Arc::new(host) as _),
        })
    }

    /// A host elsewhere, if it is set up.
    pub fn find(&self, kind: HostKind) -> Option<&Arc<dyn VideoHost>> {
        match kind {
            HostKind::Builtin => None,
            HostKind::Mux => self.mux.as_ref(),
            HostKind::Cloudflare => self.cloudflare.as_ref(),
        }
    }

    /// A host elsewhere.
    ///
    /// # Errors
    /// [`HostError::Unavailable`] when it is not set up (any more).
    pub fn get(&self, kind: HostKind) -> Result<&Arc<dyn VideoHost>, HostError> {
        self.find(kind).ok_or_else(|| HostError::Unavailable(format!("{} is not set up on this platform", kind.as_str())))
    }

    /// Makes sure that a video can be played from where it is, before a look at it begins.
    ///
    /// # Errors
    /// When its host is not set up any more.
    pub fn play(&self, video: &Video) -> Result<(), Problem> {
        if video.host != HostKind::Builtin {
            self.get(video.host).map_err(VideoError::from)?;
        }
        Ok(())
    }

    /// Whether new videos can go to a host.
    pub fn has(&self, kind: HostKind) -> bool {
        kind == HostKind::Builtin || self.find(kind).is_some()
    }

    /// Who keeps an organization's new videos.
    ///
    /// # Errors
    /// When that host is not set up, or the database fails.
    pub async fn of(&self, read: &TenantRead) -> Result<HostKind, Problem> {
        let kind = self.chosen(read).await?;
        if kind != HostKind::Builtin {
            self.get(kind).map_err(VideoError::from)?;
        }
        Ok(kind)
    }

    /// Who is chosen to keep an organization's new videos, whether or not that host is set up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chosen(&self, read: &TenantRead) -> Result<HostKind, RepositoryError> {
        Ok(read.video_host().await?.unwrap_or(self.default))
    }

    /// This platform itself, for uploads that only it takes.
    ///
    /// # Errors
    /// When a host elsewhere keeps the organization's videos.
    pub async fn here(&self, read: &TenantRead) -> Result<HostKind, Problem> {
        match self.of(read).await? {
            HostKind::Builtin => Ok(HostKind::Builtin),
            other => Err(Problem::new(Code::VideoHostRefused)
                .detail(format!("Videos of this organization go to {}: announce them, and the answer says where.", other.as_str()))),
        }
    }

    /// What pages must be allowed to load from and to send to.
    pub fn origins(&self) -> Vec<String> {
        let mut origins: Vec<String> = [&self.mux, &self.cloudflare].into_iter().flatten().flat_map(|host| host.origins()).collect();
        origins.sort();
        origins.dedup();
        origins
    }
}

/// Where bytes go, as it is kept, sealed.
#[derive(Serialize, Deserialize)]
struct Place {
    protocol: String,
    url: String,
}

/// Every word of an upload's protocol.
const PROTOCOLS: [&str; 2] = ["tus", "resumable_put"];

impl Place {
    fn shown(self) -> Option<dto::UploadPlace> {
        let protocol = PROTOCOLS.into_iter().find(|word| *word == self.protocol)?;
        Some(dto::UploadPlace { protocol, url: self.url })
    }
}

/// What a sealed place is bound to.
fn context(org_id: OrgId, id: VideoId) -> String {
    format!("video-upload:{org_id}:{id}")
}

#[derive(Deserialize)]
struct Announced {
    id: VideoId,
    host: HostKind,
}

/// The answer to an announcement, with the place for the bytes. It is opened now where a host elsewhere keeps them; who asks again gets
/// the same.
///
/// # Errors
/// When the host opens none: the video is canceled then, and what was kept for a repetition forgotten.
pub async fn announced(app: &App, caller: &Allowed<CreateVideo>, once: &Once, reply: Reply) -> Answer {
    let made: Announced = serde_json::from_str(reply.body()).map_err(Problem::internal)?;
    let place = match made.host {
        HostKind::Builtin => {
            let origin = app.config.server.organization_origin(caller.tenant.slug());
            let url = format!("{origin}{}/video-uploads/{}", crate::routes::PREFIX, made.id);
            Some(dto::UploadPlace { protocol: "tus", url })
        }
        HostKind::Mux | HostKind::Cloudflare => place(app, caller, once, made.id).await?,
    };
    let mut body: Map<String, Value> = serde_json::from_str(reply.body()).map_err(Problem::internal)?;
    body.insert("upload".to_owned(), serde_json::to_value(place).map_err(Problem::internal)?);
    Ok(reply.with(&body)?.respond())
}

/// The place for a video's bytes at its host; `None` when none are wanted any more.
async fn place(app: &App, caller: &Allowed<CreateVideo>, once: &Once, id: VideoId) -> Result<Option<dto::UploadPlace>, Problem> {
    let (video, open) = known(app, caller, id).await?;
    let Some(video) = video.filter(|video| video.status == VideoStatus::Uploading && open.is_none()) else { return Ok(open) };
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, id).await?;
    let longest_ms = remote::longest_ms(&tx, &grant, &video).await?;
    drop(tx);
    let origin = app.config.server.organization_origin(caller.tenant.slug());
    let file = NewFile { bytes: video.bytes, longest_ms, origin };
    let of = VideoRef::of(caller.tenant.org_id(), &video);
    let opened = match app.video_hosts.get(video.host) {
        Ok(host) => host.open_upload(&of, &file).await,
        Err(error) => Err(error),
    };
    let is_kept = match opened {
        Ok(UploadPlace::There { protocol, url, remote_id }) => keep(app, caller, &video, (protocol, url, remote_id)).await?,
        Ok(UploadPlace::Here) => return Err(Problem::internal(HostError::Refused("it names no place".to_owned()))),
        Err(error) => give_up(app, caller, once, (id, error)).await?,
    };
    tracing::debug!(video = %id, is_kept, "a place for a video's bytes was asked for");
    Ok(known(app, caller, id).await?.1)
}

async fn known(app: &App, caller: &Allowed<CreateVideo>, id: VideoId) -> Result<(Option<Video>, Option<dto::UploadPlace>), Problem> {
    let org_id = caller.tenant.org_id();
    // the primary: a moment ago it was written there
    let tx = app.db.write(&caller.grant).await?;
    let (video, sealed) = (tx.videos().find(id).await?, tx.videos().remote_upload(id).await?);
    drop(tx);
    let Some(sealed) = sealed else { return Ok((video, None)) };
    let plain = app.keyring.master().open(&context(org_id, id), &sealed).map_err(Problem::internal)?;
    let place: Place = serde_json::from_slice(&plain).map_err(Problem::internal)?;
    Ok((video, place.shown()))
}

/// Keeps where the bytes go; false when another request was quicker.
async fn keep(
    app: &App,
    caller: &Allowed<CreateVideo>,
    video: &Video,
    (protocol, url, remote_id): (UploadProtocol, String, String),
) -> Result<bool, Problem> {
    let protocol = match protocol {
        UploadProtocol::Tus => "tus",
        UploadProtocol::ResumablePut => "resumable_put",
    };
    let plain = serde_json::to_vec(&Place { protocol: protocol.to_owned(), url }).map_err(Problem::internal)?;
    let sealed = app.keyring.master().seal(&context(caller.tenant.org_id(), video.id), &plain).map_err(Problem::internal)?;
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, video.id).await?;
    let is_kept = remote::opened(&tx, &grant, (video.id, video.host), remote_id, &sealed).await?;
    tx.commit().await?;
    Ok(is_kept)
}

/// Cancels the video, unless another request opened a place for it meanwhile.
async fn give_up(app: &App, caller: &Allowed<CreateVideo>, once: &Once, (id, error): (VideoId, HostError)) -> Result<bool, Problem> {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, id).await?;
    let is_over = remote::not_opened(&tx, &grant, id).await?;
    if is_over {
        once.forget(&tx, &caller.grant).await?;
    }
    tx.commit().await?;
    if is_over { Err(VideoError::from(error).into()) } else { Ok(false) }
}

impl App {
    /// Where a viewer finds a video that a host elsewhere keeps; `None` for those that this platform keeps.
    ///
    /// # Errors
    /// When its host is not set up any more.
    pub fn remote_playback(&self, org_id: OrgId, watching: &Watching) -> Result<Option<PlaybackUrls>, Problem> {
        let video = &watching.video;
        if video.host == HostKind::Builtin {
            return Ok(None);
        }
        let host = self.video_hosts.get(video.host).map_err(VideoError::from)?;
        let viewer = Viewer { playback_id: watching.id.0.to_string(), until: watching.until };
        Ok(Some(host.playback(&VideoRef::of(org_id, video), &viewer).map_err(VideoError::from)?))
    }

    /// A picture of a video that a host elsewhere keeps, where the host has pictures apart from the video.
    pub fn remote_poster(&self, org_id: OrgId, video: &Video) -> Option<String> {
        if !video.is_playable() {
            return None;
        }
        let until = self.db.world().now() + SIGNED_URL;
        self.video_hosts.find(video.host)?.poster(&VideoRef::of(org_id, video), until)
    }
}
