//! An action says whether it writes; one that reads opens no writing transaction.
use domain::access::ListJobs;
use repositories::{Db, Grant};

pub async fn write(db: &Db, grant: &Grant<ListJobs>) {
    let _ = db.write(grant).await;
}
