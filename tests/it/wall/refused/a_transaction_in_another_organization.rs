//! A transaction is of the organization of its grant; nobody names one.
use domain::ids::OrgId;
use repositories::{Db, TenantTx};

pub async fn write(db: &Db, org: OrgId) -> TenantTx {
    db.begin_write(org, None).await.unwrap()
}

pub fn move_into(tx: &mut TenantTx, org: OrgId) {
    tx.scope.org_id = org;
}
