//! A video of ten minutes in the second lesson of every course.

use domain::{
    ids::{OrgId, VideoId},
    video::RenditionName,
};
use sea_orm::DatabaseTransaction;
use storage::{ObjectKey, Storage, VideoFile};

use crate::{
    Result,
    bulk::{
        Bulk,
        Value::{Flag, Id, Moment, Text, Whole},
    },
    data::{COURSES, Kind, LEARNERS, LESSONS, SEGMENT, VIDEO_MS, WATCHED, id},
    seed::Seed,
};

impl Seed<'_> {
    pub async fn videos(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, course_id, title, file_name, host, status, bytes, duration_ms, width, height, has_audio, percent, \
                       billed_bytes, billed_minutes, attempt, has_original, has_poster, chapters, created_by, created_at, updated_at, \
                       ready_at, version";
        let mut rows = Bulk::new(tx, "videos", columns);
        for course in 0..self.size.courses() {
            rows.row(&[
                Id(id(Kind::Organization, course / COURSES)),
                Id(id(Kind::Video, course)),
                Id(id(Kind::Course, course)),
                Text("What the machine does"),
                Text("machine.mp4"),
                Text("builtin"),
                Text("ready"),
                Whole(1_000),
                Whole(VIDEO_MS),
                Whole(1_280),
                Whole(720),
                Flag(true),
                Whole(100),
                Whole(1_000),
                Whole(10),
                Whole(1),
                Flag(true),
                Flag(false),
                Text("[]"),
                Id(id(Kind::User, course / COURSES * LEARNERS)),
                Moment(self.now),
                Moment(self.now),
                Moment(self.now),
                Whole(1),
            ])
            .await?;
        }
        let count = rows.end().await?;
        let mut rows = Bulk::new(tx, "video_references", "org_id, id, video_id, holder_kind, holder_id");
        for course in 0..self.size.courses() {
            let lesson = course * LESSONS + WATCHED;
            for (n, (holder, kind)) in (0..).zip([("lesson", Kind::Lesson), ("lesson_revision", Kind::LessonRevision)]) {
                rows.row(&[
                    Id(id(Kind::Organization, course / COURSES)),
                    Id(id(Kind::Other, course * 2 + n)),
                    Id(id(Kind::Video, course)),
                    Text(holder),
                    Id(id(kind, lesson)),
                ])
                .await?;
            }
        }
        Ok(count + rows.end().await?)
    }
}

/// Stores the first segment of the first video: the one that is asked for again and again.
pub async fn store_segment(storage: &Storage) -> Result<()> {
    let (org, video) = (OrgId(id(Kind::Organization, 0)), VideoId(id(Kind::Video, 0)));
    let key = ObjectKey::video_file(org, video, 1, VideoFile::Segment(RenditionName::P360, 0));
    Ok(storage.put(&key, vec![0x5a; SEGMENT].into()).await?)
}
