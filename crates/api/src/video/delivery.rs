//! What this process sent to viewers, counted in memory and handed over every half minute as a job of the organization's.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::ids::{OrgId, VideoId};
use repositories::RepositoryError;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::app::App;

const EVERY: Duration = Duration::from_secs(30);

/// What was sent of an organization's videos.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Bytes.
    pub bytes: BTreeMap<VideoId, i64>,
}

/// What was sent since it was handed over last.
#[derive(Debug, Default)]
pub struct Delivery(Mutex<HashMap<OrgId, Counted>>);

impl Delivery {
    /// Counts a file.
    pub fn sent(&self, org: OrgId, video: VideoId, bytes: u64) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = counted.entry(org).or_default().bytes.entry(video).or_default();
        *sum = sum.saturating_add(bytes);
    }

    fn take(&self) -> HashMap<OrgId, Counted> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl App {
    /// Hands over what was sent: what cannot be handed over is counted with the next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hand_over_delivery(&self) -> Result<(), RepositoryError> {
        let mut failed = Ok(());
        for (org, counted) in self.delivery.take() {
            let payload = serde_json::to_string(&counted)?;
            if let Err(error) = self.db.enqueue(org, "count_delivery", &payload, &format!("delivery:{}", self.db.world().new_id())).await {
                for (video, bytes) in counted.bytes {
                    self.delivery.sent(org, video, u64::try_from(bytes).unwrap_or(0));
                }
                failed = Err(error);
            }
        }
        failed
    }
}

/// Hands over until told to stop, and once more then.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut is_over = false;
    while !is_over {
        tokio::select! {
            () = stop.cancelled() => is_over = true,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = app.hand_over_delivery().await {
            tracing::warn!(error = crate::jobs::chain(&error), "what was sent to viewers could not be counted");
        }
    }
}
