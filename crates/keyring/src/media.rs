//! Addresses of videos: a part of the path that covers everything of one video, for one viewer, for some minutes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ids::{OrgId, PlaybackId, VideoId};
use uuid::Uuid;

use crate::{Keyring, MasterSecret};

const LABEL: &str = "media";

/// What such a part stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaPass {
    /// The organization.
    pub org_id: OrgId,
    /// The video.
    pub video_id: VideoId,
    /// The viewer's look at it.
    pub playback_id: PlaybackId,
    /// Until when, in seconds since 1970.
    pub expires: i64,
}

impl MediaPass {
    fn message(&self) -> String {
        format!("{}\n{}\n{}\n{}", self.org_id, self.video_id, self.playback_id, self.expires)
    }
}

impl Keyring {
    /// The part of the path: when it ends, the viewer's look, and an HMAC-SHA256 over these, the organization and the video.
    pub fn media_token(&self, pass: &MediaPass) -> String {
        let mac = URL_SAFE_NO_PAD.encode(self.master().mac(LABEL, pass.message().as_bytes()));
        format!("{}.{}.{mac}", pass.expires, pass.playback_id)
    }

    /// What a part of a path stands for, if it is ours, of this organization and video, and not over.
    pub fn read_media_token(&self, org_id: OrgId, video_id: VideoId, token: &str, now: i64) -> Option<MediaPass> {
        let mut parts = token.split('.');
        let (expires, playback, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let pass = MediaPass { org_id, video_id, playback_id: PlaybackId(Uuid::try_parse(playback).ok()?), expires: expires.parse().ok()? };
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        let is_ours = parts.next().is_none() && self.master().mac_matches(LABEL, pass.message().as_bytes(), &mac);
        (is_ours && pass.expires >= now).then_some(pass)
    }
}

impl MasterSecret {
    /// The key that a server in front of us needs to check such parts by itself, in hexadecimal. It opens nothing else.
    pub fn media_key(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.derive(LABEL))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// What the recipes in `deploy/edge` are tested with, too.
    const TOKENS: &str = include_str!("../../../tests/edge/tokens.json");

    #[derive(Deserialize)]
    struct Written {
        secret_key: String,
        media_key: String,
        tokens: Vec<Sample>,
    }

    #[derive(Deserialize)]
    struct Sample {
        org: OrgId,
        video: VideoId,
        look: PlaybackId,
        expires: i64,
        token: String,
    }

    #[test]
    fn servers_in_front_check_what_is_made_here() {
        let Written { secret_key, media_key, tokens } = serde_json::from_str(TOKENS).unwrap();
        let keyring = Keyring::open(MasterSecret::parse(&secret_key).unwrap(), Vec::new()).unwrap();
        assert_eq!(keyring.master().media_key(), media_key);
        assert_eq!(tokens.len(), 3);
        for Sample { org, video, look, expires, token } in tokens {
            let pass = MediaPass { org_id: org, video_id: video, playback_id: look, expires };
            assert_eq!(keyring.media_token(&pass), token);
            assert_eq!(keyring.read_media_token(org, video, &token, expires), Some(pass));
            assert_eq!(keyring.read_media_token(org, video, &token, expires + 1), None);
            assert_eq!(keyring.read_media_token(OrgId(Uuid::max()), video, &token, expires), None);
            assert_eq!(keyring.read_media_token(org, VideoId(Uuid::max()), &token, expires), None);
        }
    }
}
