//! People of an organization, made as the product makes them: invited, and accepting.

use domain::{access::Role, ids::OrgId};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

use crate::{app::TestApp, client::Client};

/// Everybody's password.
pub const PASSWORD: &str = "quiet harbor seven lanterns";

static NAMES: AtomicU32 = AtomicU32::new(1);

/// An organization in a test.
pub struct Org<'a> {
    /// The application.
    pub app: &'a TestApp,
    /// The organization.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its host.
    pub host: String,
    /// Its first owner.
    pub owner: Client,
}

impl Org<'_> {
    /// A new member with one role.
    pub async fn member(&self, role: Role) -> Client {
        self.member_with(&[role]).await
    }

    /// A new member with several roles.
    pub async fn member_with(&self, roles: &[Role]) -> Client {
        let n = NAMES.fetch_add(1, Ordering::Relaxed);
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        let email = format!("{}{n}@{}.example", roles[0], self.slug);
        let invitation = self.owner.post("/invitations", json!({ "email": email, "roles": roles })).await.expect(201);
        let token = self.invitation_token(invitation.id());
        let body = json!({ "name": format!("{} {n}", roles[0]), "password": PASSWORD });
        let session = self.visitor().post(&format!("/invitations/{token}/accept"), body).await.expect(201);
        self.visitor().signed_in(&session)
    }

    /// A member's address.
    pub async fn email(&self, member: &Client) -> String {
        member.get("/me").await.expect(200).body["email"].as_str().unwrap().to_owned()
    }

    /// Signs a member in anew: access tokens live ten minutes.
    pub async fn signed_in(&self, email: &str) -> Client {
        let session = self.visitor().post("/sessions", json!({ "email": email, "password": PASSWORD })).await.expect(201);
        self.visitor().signed_in(&session)
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Client {
        self.app.visitor(&self.host).from_somewhere()
    }

    /// The token in an invitation's mail.
    pub fn invitation_token(&self, id: Uuid) -> String {
        self.link_token("invitation", id)
    }

    /// The token in a mail, for a link's row.
    pub fn link_token(&self, purpose: &str, id: Uuid) -> String {
        self.app.app.keyring.master().link_token(purpose, OrgId(self.id), id)
    }
}
