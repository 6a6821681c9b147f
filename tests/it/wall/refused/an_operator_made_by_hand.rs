//! Operators and their support sessions are read from the database.
use domain::ids::OrgId;
use repositories::{Operator, SupportSession};

pub fn operator(operator: Operator, name: String) -> Operator {
    Operator { name, ..operator }
}

pub fn session(session: SupportSession, org_id: OrgId) -> SupportSession {
    SupportSession { org_id, ..session }
}
