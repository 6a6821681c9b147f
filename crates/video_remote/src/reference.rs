//! How a video is named at a host: its organization and its id, so that a message of the host leads back to it.

use domain::ids::{OrgId, VideoId};
use uuid::Uuid;
use video::host::{HostError, VideoRef};

/// The name of a video, 73 characters.
pub fn write(org_id: OrgId, id: VideoId) -> String {
    format!("{org_id}:{id}")
}

/// The video with this name; `None` when it is none of ours.
pub fn read(name: &str) -> Option<(OrgId, VideoId)> {
    let (org_id, id) = name.split_once(':')?;
    Some((OrgId(Uuid::try_parse(org_id).ok()?), VideoId(Uuid::try_parse(id).ok()?)))
}

/// An id as a part of a path: those of both hosts are letters and digits, and nothing else may lead elsewhere.
pub fn segment(id: &str) -> Result<&str, HostError> {
    let is_plain = !id.is_empty() && id.len() <= 255 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_plain { Ok(id) } else { Err(HostError::Missing("it has no such id".to_owned())) }
}

/// The host's id of a video.
pub fn remote_id(video: &VideoRef) -> Result<&str, HostError> {
    video.remote_id.as_deref().ok_or_else(|| HostError::Missing("it was never told of it".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_video() {
        let (org_id, id) = (OrgId(Uuid::from_u128(1)), VideoId(Uuid::from_u128(2)));
        let name = write(org_id, id);
        assert_eq!(name, "00000000-0000-0000-0000-000000000001:00000000-0000-0000-0000-000000000002");
        assert_eq!(read(&name), Some((org_id, id)));
        for other in ["", ":", "1:2", "00000000-0000-0000-0000-000000000001", "a:b:c"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn an_id_never_leads_elsewhere() {
        assert_eq!(segment("Ab-9_"), Ok("Ab-9_"));
        for id in ["", "..", "a/b", "a?b", "a%2fb", "a b", "ä"] {
            assert!(segment(id).is_err(), "{id}");
        }
    }
}
