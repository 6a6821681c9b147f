//! The proofs as handler arguments: a handler that names none cannot reach an organization's rows.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use domain::access::{MemberAction, PublicAction};
use repositories::{Grant, Member, Tenant, Visitor};

use super::{
    host,
    problem::{Code, Problem},
};
use crate::app::App;

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Handler argument: the caller is a member who may do `A` in the organization of the host.
#[derive(Debug)]
pub struct Allowed<A> {
    /// The proof.
    pub grant: Grant<A>,
    /// Who.
    pub member: Member,
    /// Where.
    pub tenant: Tenant,
}

impl<A> Allowed<A> {
    /// Proof for an action that this operation performs besides its own.
    pub fn also<B: MemberAction>(&self) -> Result<Grant<B>, Problem> {
        Ok(self.member.grant()?)
    }
}

impl<A: MemberAction> FromRequest for Allowed<A> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let tenant = host::tenant(&request)?;
            let member = member(&request, &tenant).await?.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
            let grant = member.grant()?;
            Ok(Self { grant, member, tenant })
        })
    }
}

/// Handler argument: anybody on an organization's host, and who it is if they have signed in.
#[derive(Debug)]
pub struct Public<A> {
    /// The proof.
    pub grant: Grant<A>,
    /// Who, if anybody.
    pub member: Option<Member>,
    /// Where.
    pub tenant: Tenant,
}

impl<A: PublicAction> FromRequest for Public<A> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let tenant = host::tenant(&request)?;
            let member = match member(&request, &tenant).await {
                // a token that has run out must not stand in the way of a new session
                Err(problem) if A::POLICY.scope.is_none() && problem.code() == Code::Unauthenticated => None,
                other => other?,
            };
            let grant = member.as_ref().map_or_else(|| Visitor::of(&tenant).grant(), Member::public_grant);
            Ok(Self { grant, member, tenant })
        })
    }
}

/// Counts a request with an API key against the plan. Where the organization stands goes into the answer's `RateLimit` headers.
fn count(app: &App, request: &HttpRequest, tenant: &Tenant) -> Result<(), Problem> {
    match app.api_requests.take(tenant.org_id(), tenant.plan(), app.db.world().now()) {
        Ok(quota) => {
            if let Some(quota) = quota {
                request.extensions_mut().insert(quota);
            }
            Ok(())
        }
        Err((refused, quota)) => {
            request.extensions_mut().insert(quota);
            let (plan, allowed) = (refused.plan.as_str(), refused.allowed);
            Err(Problem::new(Code::TooManyRequests)
                .detail(format!("The plan {plan} allows {allowed} requests a minute with API keys."))
                .retry_after(quota.reset_seconds)
                .with("retry_after_seconds", quota.reset_seconds)
                .with("limit", refused.metric.as_str())
                .with("allowed", allowed)
                .with("plan", plan)
                .with("next_plan", refused.next_plan().as_str()))
        }
    }
}

/// The member that the `Authorization` header proves; `None` without the header, a refusal when it proves nothing.
async fn member(request: &HttpRequest, tenant: &Tenant) -> Result<Option<Member>, Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::new(Code::Internal))?;
    let mut headers = request.headers().get_all(header::AUTHORIZATION);
    let Some(value) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(Problem::new(Code::Unauthenticated));
    }
    let token = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else { return Err(Problem::new(Code::Unauthenticated)) };
    let found = if token.starts_with(identity::API_KEY_PREFIX) {
        let found = app.db.member_by_api_key(tenant, &keyring::hash(token.as_bytes())).await?;
        if found.is_some() {
            count(app, request, tenant)?;
        }
        found
    } else {
        let claims = app
            .keyring
            .read_access_token(&app.config.server.issuer(), tenant.org_id(), token, app.db.world().now())
            .map_err(|_| Problem::new(Code::Unauthenticated))?;
        app.db.member_by_session(tenant, claims.session_id, claims.user_id).await?
    };
    found.map(Some).ok_or_else(|| Problem::new(Code::Unauthenticated))
}
