//! Members, tenants and leases are read from the database.
use domain::ids::{JobId, OrgId};
use repositories::{JobLease, Member, Tenant, Visitor};

pub fn visitor(org_id: OrgId) -> Visitor {
    Visitor { org_id }
}

pub fn tenant(tenant: Tenant, org_id: OrgId) -> Tenant {
    Tenant { org_id, ..tenant }
}

pub fn lease(lease: JobLease, job_id: JobId) -> JobLease {
    JobLease { job_id, ..lease }
}

pub fn member(member: Member, org_id: OrgId) -> Member {
    Member { org_id, ..member }
}
