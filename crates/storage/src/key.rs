//! Where files are kept: keys made of typed ids, always below `org/<organization>/`.

use domain::{
    ids::{AssetId, CertificateId, OrgId, VideoId},
    video::{RenditionName, captions::CaptionLanguage},
};
use object_store::path::Path;
use uuid::Uuid;

/// What a video's own file is called.
pub(crate) const ORIGINAL: &str = "original";

/// Where a file of an organization is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey(Path);

/// A file that one attempt to make a video playable gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoFile {
    /// What a player must read before any segment of a form.
    Init(RenditionName),
    /// A segment of a form, counted from 0.
    Segment(RenditionName, u32),
    /// The list of a form's segments.
    Playlist(RenditionName),
    /// The list of forms.
    Master,
    /// The picture that is shown before it plays.
    Poster,
    /// The sheet of small pictures for the seek bar.
    Sprite,
}

impl ObjectKey {
    /// Of an uploaded picture.
    pub fn asset(org: OrgId, id: AssetId) -> Self {
        Self(assets_of(org).join(id.to_string()))
    }

    /// Of a certificate's PDF.
    pub fn certificate(org: OrgId, id: CertificateId) -> Self {
        Self(area(org, "certificates").join(format!("{id}.pdf")))
    }

    /// Of a video as it was uploaded. What is kept while it comes lies beside it.
    pub fn video_original(org: OrgId, id: VideoId) -> Self {
        Self(video(org, id).join(ORIGINAL))
    }

    /// Of a file of a playable video. Every attempt has files of its own, so that a late worker spoils nothing.
    pub fn video_file(org: OrgId, id: VideoId, attempt: i64, file: VideoFile) -> Self {
        let folder = video_attempt(org, id, attempt);
        Self(match file {
            VideoFile::Init(form) => folder.join(form.as_str()).join("init.mp4"),
            VideoFile::Segment(form, number) => folder.join(form.as_str()).join(format!("{number}.m4s")),
            VideoFile::Playlist(form) => folder.join(form.as_str()).join("index.m3u8"),
            VideoFile::Master => folder.join("master.m3u8"),
            VideoFile::Poster => folder.join("poster"),
            VideoFile::Sprite => folder.join("sprite"),
        })
    }

    /// Of a video's captions. Every change of them has a file of its own, so that whoever comes too late spoils nothing.
    pub fn video_captions(org: OrgId, id: VideoId, language: &CaptionLanguage, file: Uuid) -> Self {
        Self(video(org, id).join("captions").join(format!("{language}.{file}.vtt")))
    }

    /// Of what is written and deleted again to see whether the storage works.
    pub(crate) fn probe() -> Self {
        Self(area(OrgId(Uuid::nil()), "probe").join("probe"))
    }

    /// Of something that is kept beside this while it comes.
    pub(crate) fn beside(&self, word: &str) -> Self {
        Self(Path::from(format!("{}.{word}", self.0)))
    }

    pub(crate) const fn path(&self) -> &Path {
        &self.0
    }
}

fn area(org: OrgId, word: &str) -> Path {
    Path::from_iter(["org", &org.to_string(), word])
}

pub(crate) fn assets_of(org: OrgId) -> Path {
    area(org, "assets")
}

pub(crate) fn videos_of(org: OrgId) -> Path {
    area(org, "videos")
}

pub(crate) fn video(org: OrgId, id: VideoId) -> Path {
    videos_of(org).join(id.to_string())
}

pub(crate) fn video_attempt(org: OrgId, id: VideoId, attempt: i64) -> Path {
    video(org, id).join(attempt.to_string())
}

/// The video that an object below [`videos_of`] belongs to, and the first name below it.
pub(crate) fn video_part(org: OrgId, location: &Path) -> Option<(VideoId, String)> {
    let mut parts = location.prefix_match(&videos_of(org))?;
    let id = Uuid::try_parse(parts.next()?.as_ref()).ok().map(VideoId)?;
    Some((id, parts.next()?.as_ref().to_owned()))
}
