//! The proofs as handler arguments: a handler that names none cannot reach an organization's rows.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use domain::access::{MemberAction, PublicAction, SupportAction};
use repositories::{Grant, Member, Principal, SupportSession, Tenant, Visitor};

use super::{
    host,
    problem::{Code, Problem},
};
use crate::app::App;

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Handler argument: the caller may do `A` in the organization of the host: a member, or an operator in a support session where `A`
/// only reads.
#[derive(Debug)]
pub struct Allowed<A> {
    /// The proof.
    pub grant: Grant<A>,
    /// Who.
    pub member: Principal,
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
            let member = principal(&request, &tenant).await?.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
            let grant = member.grant()?;
            Ok(Self { grant, member, tenant })
        })
    }
}

/// Handler argument: the caller is an operator in a support session of the host's organization.
#[derive(Debug)]
pub struct Supporting<A> {
    /// The proof.
    pub grant: Grant<A>,
    /// The session.
    pub session: SupportSession,
    /// Where.
    pub tenant: Tenant,
}

impl<A: SupportAction> FromRequest for Supporting<A> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let tenant = host::tenant(&request)?;
            match principal(&request, &tenant).await? {
                Some(Principal::Support(session)) => Ok(Self { grant: session.own_grant(), session, tenant }),
                Some(Principal::Member(_)) => Err(Problem::new(Code::Forbidden)),
                None => Err(Problem::new(Code::Unauthenticated)),
            }
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
            let caller = match principal(&request, &tenant).await {
                // a token that has run out must not stand in the way of a new session
                Err(problem) if A::POLICY.scope.is_none() && problem.code() == Code::Unauthenticated => None,
                other => other?,
            };
            let grant = caller.as_ref().map_or_else(|| Ok(Visitor::of(&tenant).grant()), Principal::public_grant)?;
            Ok(Self { grant, member: caller.as_ref().and_then(Principal::member).cloned(), tenant })
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

/// Whom the `Authorization` header proves; `None` without the header, a refusal when it proves nobody.
async fn principal(request: &HttpRequest, tenant: &Tenant) -> Result<Option<Principal>, Problem> {
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
        found.map(Principal::Member)
    } else {
        by_token(app, tenant, token).await?
    };
    found.map(Some).ok_or_else(|| Problem::new(Code::Unauthenticated))
}

/// Whom a token proves: the member whose session it is of, or the operator in a support session. Either must be alive now.
async fn by_token(app: &App, tenant: &Tenant, token: &str) -> Result<Option<Principal>, Problem> {
    let (issuer, now) = (app.config.server.issuer(), app.db.world().now());
    if let Ok(claims) = app.keyring.read_access_token(&issuer, tenant.org_id(), token, now) {
        let member = app.db.member_by_session(tenant, claims.session_id, claims.user_id).await?;
        return Ok(member.map(Principal::Member));
    }
    let claims = app.keyring.read_support_token(&issuer, tenant.org_id(), token, now).map_err(|_| Problem::new(Code::Unauthenticated))?;
    Ok(app.db.support_session(tenant, claims.session_id).await?.map(Principal::Support))
}
