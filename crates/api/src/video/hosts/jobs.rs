//! Background jobs on videos that hosts elsewhere keep.

use std::sync::Arc;

use domain::{
    access::FollowVideo,
    events::DomainEvent,
    ids::{VideoId, WebhookId},
    time::Timestamp,
    video::{HostKind, Video, VideoFault, VideoStatus},
};
use repositories::{Grant, JobLease, webhooks::VideoMessage};
use serde::Deserialize;
use video::{
    HostError,
    host::{HostState, VideoRef},
    remote::{self, Next},
};

use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// Why a video is looked at: it was announced, or its host sent a message.
#[derive(Deserialize)]
struct Occasion {
    video_id: VideoId,
    host: Option<HostKind>,
    remote_id: Option<String>,
    webhook_id: Option<WebhookId>,
}

/// Looks what became of a video at its host. For a video that was announced it comes again until the host is done with it; for a message
/// it looks once.
///
/// # Errors
/// When it is to come again, or another try can help.
pub async fn follow_video(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(occasion) = serde_json::from_str::<Occasion>(lease.payload()) else { return Err(JobError::wrong_payload(lease)) };
    let grant = lease.grant::<FollowVideo>();
    let looked = look(app, &grant, lease, &occasion).await?;
    let Occasion { video_id, host: Some(host), remote_id, webhook_id: Some(webhook_id) } = occasion else {
        return match looked {
            Looked::Done => Ok(()),
            Looked::Again(why, at) => Err(JobError::Later(why, at)),
        };
    };
    if let Looked::Again(why, _) = looked
        && !why.is_empty()
    {
        return Err(JobError::Temporary(why));
    }
    let tx = app.db.write(&grant).await?;
    let is_ours = remote::compare(&tx, &grant, &VideoMessage { video_id, host, remote_id }).await.map_err(JobError::from)?;
    tx.commit().await?;
    let noted =
        if is_ours { app.db.webhook_applied(webhook_id).await } else { app.db.webhook_foreign(webhook_id, "there is no such video").await };
    Ok(noted?)
}

/// What came of a look: nothing more to do, or again, with the reason if the host did not answer.
enum Looked {
    Done,
    Again(String, Timestamp),
}

async fn look(app: &Arc<App>, grant: &Grant<FollowVideo>, lease: &JobLease, occasion: &Occasion) -> Result<Looked, JobError> {
    let id = occasion.video_id;
    let Some(video) = app.db.read(grant).await?.videos().find(id).await? else { return Ok(Looked::Done) };
    if remote::may_be_lost(&video, occasion.remote_id.as_ref()) {
        return make_sure(app, grant, lease, &video).await;
    }
    if !remote::is_followed(&video) {
        return Ok(Looked::Done);
    }
    let (said, why) = match ask(app, lease, &video).await {
        Ok(said) => (said, String::new()),
        Err(error) => (None, chain(&error)),
    };
    if !why.is_empty() {
        tracing::warn!(video = %id, host = video.host.as_str(), error = why, "a video host did not say what became of a video");
    }
    let tx = app.db.write(grant).await?;
    let next = remote::saw(&tx, grant, &video, said).await?;
    tx.commit().await?;
    Ok(match next {
        Next::Done => Looked::Done,
        Next::Look(at) => Looked::Again(why, at),
    })
}

/// Looks whether the host still has what a ready video is played from.
async fn make_sure(app: &App, grant: &Grant<FollowVideo>, lease: &JobLease, video: &Video) -> Result<Looked, JobError> {
    let host = app.video_hosts.get(video.host);
    match host.map_err(|error| JobError::Temporary(chain(&error)))?.look(&VideoRef::of(lease.org_id(), video)).await {
        Err(HostError::Missing(_)) => {}
        Err(error) if error.is_temporary() => return Err(JobError::Temporary(chain(&error))),
        _ => return Ok(Looked::Done),
    }
    let tx = app.db.write(grant).await?;
    remote::lost(&tx, grant, video).await?;
    tx.commit().await?;
    Ok(Looked::Done)
}

/// What the host says; nothing while it was not told of the video, or knows nothing of it yet.
async fn ask(app: &App, lease: &JobLease, video: &Video) -> Result<Option<HostState>, HostError> {
    if video.remote_id.is_none() {
        return Ok(None);
    }
    match app.video_hosts.get(video.host)?.look(&VideoRef::of(lease.org_id(), video)).await {
        Ok(state) => Ok(Some(state)),
        Err(HostError::Missing(_)) if video.status == VideoStatus::Uploading => Ok(None),
        Err(HostError::Missing(_)) => {
            Ok(Some(HostState::Failed(VideoFault::HostRefused, "The host has it no more. Upload it again.".to_owned())))
        }
        Err(error) => Err(error),
    }
}

/// Puts a job off that is not to be done before a moment.
///
/// # Errors
/// [`JobError::Later`] until then.
pub fn not_yet(app: &App, not_before: Option<Timestamp>) -> Result<(), JobError> {
    let is_early = |moment: &Timestamp| *moment > app.db.world().now();
    not_before.filter(is_early).map_or(Ok(()), |moment| Err(JobError::Later(String::new(), moment)))
}

/// Deletes what a host elsewhere has of a video that nobody wants any more.
///
/// # Errors
/// When the host does not answer: it is tried again.
pub async fn delete_remote_video(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::RemoteVideoDropped { video_id, host, remote_id, not_before }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    not_yet(app, not_before)?;
    let of = VideoRef { org_id: lease.org_id(), id: video_id, title: String::new(), remote_id: Some(remote_id), playback_id: None };
    let deleted = match app.video_hosts.get(host) {
        Ok(host) => host.delete(&of).await,
        Err(error) => Err(error),
    };
    deleted.map_err(|error| if error.is_temporary() { JobError::Temporary(chain(&error)) } else { JobError::Final(chain(&error)) })
}
