//! Videos: uploaded, made playable, watched.

use domain::{
    ids::{OrgId, PlaybackId, VideoId},
    time::{SIGNED_URL, Timestamp},
    video::{HostKind, Video},
};
use keyring::MediaPass;
use uuid::Uuid;

use crate::app::App;

pub mod captions;
pub mod carry;
pub mod delivery;
pub mod disk;
pub mod dto;
pub mod encode;
pub mod hosts;
pub mod jobs;
pub mod media;
pub mod moves;
pub mod playbacks;
pub mod refusals;
pub mod routes;
pub mod transcribe;
pub mod transcriptions;
pub mod tus;
pub mod upload_jobs;
pub mod uploads;
pub mod usage;

/// Milliseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "a video has far fewer milliseconds than 2^52")]
pub fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

impl App {
    /// Where the files of one attempt at a video are for a viewer: everything below it, until then.
    pub fn media_base(&self, org_id: OrgId, video: (VideoId, i64), playback_id: PlaybackId, until: Timestamp) -> String {
        let (video_id, attempt) = video;
        let token = self.keyring.media_token(&MediaPass { org_id, video_id, playback_id, expires: until.timestamp() });
        format!("{}/v/{token}/{org_id}/{video_id}/{attempt}", self.config.server.files_origin())
    }

    /// The picture that is shown before a video plays, for the next minutes.
    pub fn poster_url(&self, org_id: OrgId, video: &Video) -> Option<String> {
        if video.host != HostKind::Builtin {
            return self.remote_poster(org_id, video);
        }
        let until = self.db.world().now() + SIGNED_URL;
        let nobody = PlaybackId(Uuid::nil());
        video.has_poster.then(|| format!("{}/poster.jpg", self.media_base(org_id, (video.id, video.attempt), nobody, until)))
    }
}
