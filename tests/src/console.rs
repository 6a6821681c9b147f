//! Operators of the platform, made as the command line makes them and set up as they do it themselves.

use domain::{identity::EmailAddress, ports::Clock};
use identity::operators::secret_word;
use keyring::TotpSecret;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::{BASE, TestApp},
    client::{Client, Response},
    people::PASSWORD,
};

/// An operator at the console, signed in.
pub struct OperatorInTest {
    /// The console in the operator's browser.
    pub console: Client,
    /// The address.
    pub email: String,
    /// What is in the authenticator.
    pub totp: TotpSecret,
}

impl TestApp {
    /// Somebody at the console's host, on its own pages.
    pub fn console(&self) -> Client {
        let host = format!("console.{BASE}");
        self.visitor(&host).from_somewhere().with_header("origin", &format!("http://{host}"))
    }

    /// Adds an operator; answers the set-up code.
    pub async fn add_operator(&self, email: &str, name: &str) -> String {
        let (code, kept) = secret_word(self.app.db.world());
        self.app.db.add_operator(&EmailAddress::parse(email).unwrap(), name, &kept).await.unwrap();
        code
    }

    /// An operator who has set the account up and is signed in.
    pub async fn operator(&self, name: &str) -> OperatorInTest {
        let email = format!("{}@platform.example", name.to_lowercase().replace(' ', "."));
        let setup_code = self.add_operator(&email, name).await;
        let begun = self.console().post("/console/setup/begin", json!({ "setup_code": setup_code })).await.expect(200);
        let totp = totp_of(&begun);
        let body = json!({ "setup_code": setup_code, "password": PASSWORD, "code": totp.code(self.clock.now()) });
        let session = self.console().post("/console/setup", body).await.expect(201);
        OperatorInTest { console: self.console().with_cookie(&session), email, totp }
    }

    /// Exchanges what the console gave out for a look into the organization.
    pub async fn support(&self, operator: &OperatorInTest, organization: Uuid, slug: &str) -> Client {
        let path = format!("/console/organizations/{organization}/support-sessions");
        let made = operator.console.post(&path, json!({ "reason": "Ticket 4711: a login loop" })).await.expect(201);
        let visitor = self.visitor(&format!("{slug}.{BASE}")).from_somewhere();
        let access = visitor.post("/support-sessions/enter", json!({ "code": made.body["code"] })).await.expect(201);
        visitor.with_token(access.body["access_token"].as_str().unwrap())
    }
}

/// The authenticator's secret, read as a person would type it.
pub fn totp_of(setup: &Response) -> TotpSecret {
    let bytes = data_encoding::BASE32_NOPAD.decode(setup.body["secret"].as_str().unwrap().as_bytes()).unwrap();
    TotpSecret::from_bytes(bytes.try_into().unwrap())
}
