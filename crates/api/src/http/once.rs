//! One effect for one `Idempotency-Key`: the first answer is kept beside the effect and given again.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::StatusCode};
use domain::access::{Action, WritingAction};
use repositories::{
    Db, Grant, TenantTx,
    idempotency::{IdempotentCall, KnownCall},
};
use serde::Serialize;
use std::future::{Ready, ready};
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use super::problem::{Answer, Code, Problem};

const HEADER: &str = "idempotency-key";

/// What a POST answers.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    body: String,
}

impl Reply {
    /// 201 with the created thing.
    pub fn created(body: &impl Serialize) -> Result<Self, Problem> {
        Self::of(201, body)
    }

    /// 200 with a thing.
    pub fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::of(200, body)
    }

    /// 202: it will be done.
    pub fn accepted(body: &impl Serialize) -> Result<Self, Problem> {
        Self::of(202, body)
    }

    fn of(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status, body: serde_json::to_string(body).map_err(Problem::internal)? })
    }

    /// The thing, as it is answered.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The same answer about another thing.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn with(self, body: &impl Serialize) -> Result<Self, Problem> {
        Self::of(self.status, body)
    }

    /// The answer.
    pub fn respond(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        HttpResponse::build(status).content_type("application/json").body(self.body)
    }
}

/// Handler argument of a POST: the caller's `Idempotency-Key`, if there is one.
#[derive(Clone, Debug)]
pub struct Once {
    key: Option<String>,
    path: String,
}

impl IntoParams for Once {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "A word of the caller's for this one request, 1 to 255 visible ASCII characters. The same request with the same key \
                 has one effect and gets the first answer again, for 48 hours.",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255))));
        vec![key.build()]
    }
}

impl FromRequest for Once {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = match request.headers().get(HEADER).map(|value| value.to_str()) {
            None => None,
            Some(Ok(key)) if (1..=255).contains(&key.len()) => Some(key.to_owned()),
            Some(_) => {
                let problem = Problem::new(Code::MalformedRequest).detail("An Idempotency-Key has 1 to 255 visible ASCII characters.");
                return ready(Err(problem));
            }
        };
        ready(Ok(Self { key, path: request.uri().to_string() }))
    }
}

impl Once {
    /// Opens a writing transaction, does the work, commits and answers; with a key, an answer given before is given again.
    /// `body_hash` is [`super::Json::hash`], or empty for an operation without a body.
    ///
    /// # Errors
    /// What the work refuses (nothing is kept then), or `idempotency_mismatch`.
    pub async fn run<A>(
        &self,
        db: &Db,
        grant: &Grant<A>,
        body_hash: &str,
        work: impl AsyncFnOnce(&TenantTx) -> Result<Reply, Problem>,
    ) -> Answer
    where
        A: Action + WritingAction,
    {
        Ok(self.reply(db, grant, body_hash, work).await?.respond())
    }

    /// The same, for an operation whose answer has headers of its own.
    ///
    /// # Errors
    /// As [`Once::run`].
    pub async fn reply<A>(
        &self,
        db: &Db,
        grant: &Grant<A>,
        body_hash: &str,
        work: impl AsyncFnOnce(&TenantTx) -> Result<Reply, Problem>,
    ) -> Result<Reply, Problem>
    where
        A: Action + WritingAction,
    {
        let tx = db.write(grant).await?;
        let call = self.call(grant, body_hash);
        if let Some(call) = &call {
            match tx.claim_call(call).await? {
                KnownCall::Fresh => {}
                KnownCall::Done { status, body } => return Ok(Reply { status, body }),
                KnownCall::Different => return Err(Problem::new(Code::IdempotencyMismatch)),
            }
        }
        let reply = work(&tx).await?;
        if let Some(call) = &call {
            tx.keep_answer(call, reply.status, &reply.body).await?;
        }
        tx.commit().await?;
        Ok(reply)
    }

    /// Forgets the kept answer in the transaction that undoes the effect, so that the same request is a new one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget<A: Action>(&self, tx: &TenantTx, grant: &Grant<A>) -> Result<(), Problem> {
        match self.call(grant, "") {
            Some(call) => Ok(tx.forget_call(&call).await?),
            None => Ok(()),
        }
    }

    fn call<A: Action>(&self, grant: &Grant<A>, body_hash: &str) -> Option<IdempotentCall> {
        self.key.as_ref().map(|key| IdempotentCall {
            actor: grant.actor().clone(),
            operation: A::POLICY.action,
            key: key.clone(),
            body_hash: keyring::hash(format!("{}\n{body_hash}", self.path).as_bytes()),
        })
    }
}
