//! Nobody outside sees a connection, the transaction below a transaction, or an entity.
use repositories::{Db, TenantRead, TenantTx};
use repositories::entity::users;

pub fn connection(db: &Db) {
    let _ = &db.0.writer;
}

pub fn below(read: &TenantRead, tx: &TenantTx) {
    let _ = &read.scope.tx;
    let _ = &tx.read.scope.tx;
}
