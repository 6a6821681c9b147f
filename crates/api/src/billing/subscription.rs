//! Operations on the subscription: what the organization pays, and what a smaller plan keeps.

use actix_web::{
    HttpRequest, HttpResponse, get, post, put,
    web::{Data, Path, Query},
};
use billing::{
    payments::{Invoices, PaymentError},
    subscriptions::request_change,
};
use domain::{
    access::{
        CreateCheckout, CreatePortalSession, CreateSubscriptionChange, GetKept, GetSubscription, GetSubscriptionChange, ListInvoices,
        ListPlans, PreviewPlan, RefreshSubscription, UpdateKept,
    },
    ids::{CourseId, SubscriptionChangeId, UserId},
    plans::Plan,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    dto::PlanOffer,
    payments,
    preview::preview,
    subscription_dto::{
        HostedPage, Invoice, InvoicesQuery, Kept, NewCheckout, NewKept, NewSubscriptionChange, PlanPreview, PreviewQuery, Subscription,
        SubscriptionChange,
    },
};
use crate::{
    app::App,
    http::{Allowed, Answer, Json, Once, Problem, Public, json::Empty, limit::Limit, once::Reply, page::PageBody},
    server::query_fault,
};

const PAGES_OF_ORGANIZATION: Limit = Limit::new("payment_page", 30, 3_600);
const LOOKS_OF_ORGANIZATION: Limit = Limit::new("payment_look", 120, 3_600);

/// List the plans.
///
/// What each allows and costs, the smallest first. Prices are without taxes, in minor units.
#[utoipa::path(tag = "billing", responses((status = 200, body = PageBody<PlanOffer>)))]
#[get("/plans")]
pub async fn list_plans(_caller: Public<ListPlans>) -> Answer {
    Ok(HttpResponse::Ok().json(PageBody { items: Plan::ALL.map(PlanOffer::of).into(), next_cursor: None }))
}

/// Read how the organization pays.
///
/// What the payment provider said last. Owners, admins, managers and instructors may.
#[utoipa::path(tag = "billing", responses((status = 200, body = Subscription)))]
#[get("/subscription")]
pub async fn get_subscription(app: Data<App>, caller: Allowed<GetSubscription>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let (state, known, pending) = (read.plan_state().await?, read.subscription().await?, read.open_change().await?);
    Ok(HttpResponse::Ok().json(Subscription::of(app.payments.is_some(), state, &known, pending)))
}

/// Look at what another plan would mean.
///
/// When it would come, what would be due at once, and what it has no room for: `exceeded` limits, and courses and members that would be
/// frozen. Owners may. Nothing is changed.
#[utoipa::path(tag = "billing", params(PreviewQuery), responses((status = 200, body = PlanPreview)))]
#[get("/subscription/preview")]
pub async fn preview_plan(app: Data<App>, caller: Allowed<PreviewPlan>, request: HttpRequest) -> Answer {
    // read here, and not as an argument: who asks comes before what is asked
    let query = Query::<PreviewQuery>::from_query(request.query_string()).map_err(|error| query_fault(&error))?;
    LOOKS_OF_ORGANIZATION.count(&app.db, &caller.tenant.org_id().to_string()).await?;
    Ok(HttpResponse::Ok().json(preview(&app, &caller.grant, *query).await?))
}

/// List the bills.
///
/// Newest first, as the payment provider has them, each with its PDF. Owners may.
#[utoipa::path(tag = "billing", params(InvoicesQuery), responses((status = 200, body = PageBody<Invoice>)))]
#[get("/invoices")]
pub async fn list_invoices(app: Data<App>, caller: Allowed<ListInvoices>, query: Query<InvoicesQuery>) -> Answer {
    let limit = query.limit.unwrap_or(50);
    if !(1..=100).contains(&limit) {
        return Err(Problem::invalid_field("?limit", "range", "a page has 1 to 100 rows"));
    }
    let customer = app.db.read(&caller.grant).await?.subscription().await?.customer_id;
    let found = match (payments::provider(&app), customer) {
        (Ok(provider), Some(customer)) => {
            LOOKS_OF_ORGANIZATION.count(&app.db, &caller.tenant.org_id().to_string()).await?;
            provider.invoices(&customer, query.cursor.as_deref(), limit).await.map_err(|error| match error {
                PaymentError::Missing(_) if query.cursor.is_some() => {
                    Problem::invalid_field("?cursor", "cursor", "use next_cursor as it was given")
                }
                other => other.into(),
            })?
        }
        _ => Invoices { items: Vec::new(), has_more: false },
    };
    let next_cursor = found.items.last().filter(|_| found.has_more).map(|last| last.id.clone());
    Ok(HttpResponse::Ok().json(PageBody { items: found.items.into_iter().map(Invoice::from).collect(), next_cursor }))
}

/// Open a payment page.
///
/// For an organization without a subscription; the first one begins with 14 free days, without a card. A page that was open before is
/// closed. The page leads back to `/plan`; what was paid shows in `GET /subscription`, whatever the address says. At most 30 an hour.
#[utoipa::path(tag = "billing", responses((status = 201, body = HostedPage)))]
#[post("/subscription/checkout")]
pub async fn create_checkout(app: Data<App>, caller: Allowed<CreateCheckout>, body: Json<NewCheckout>) -> Answer {
    payments::provider(&app)?;
    PAGES_OF_ORGANIZATION.count(&app.db, &caller.tenant.org_id().to_string()).await?;
    let checkout = payments::open_checkout(&app, &caller, body.offer(), body.currency.into()).await?;
    Ok(HttpResponse::Created().json(HostedPage { url: checkout.url }))
}

/// Open the page for card, address, tax ids and bills.
///
/// The payment provider's own. For an organization that opened a payment page before. At most 30 an hour.
#[utoipa::path(tag = "billing", responses((status = 201, body = HostedPage)))]
#[post("/subscription/portal")]
pub async fn create_portal_session(app: Data<App>, caller: Allowed<CreatePortalSession>, _body: Json<Empty>) -> Answer {
    let provider = payments::provider(&app)?;
    let customer = app.db.read(&caller.grant).await?.subscription().await?.customer_id;
    let Some(customer) = customer else { return Err(billing::subscriptions::SubscriptionError::None.into()) };
    PAGES_OF_ORGANIZATION.count(&app.db, &caller.tenant.org_id().to_string()).await?;
    let back = app.config.server.organization_origin(caller.tenant.slug()) + "/plan?portal=done";
    Ok(HttpResponse::Created().json(HostedPage { url: provider.create_portal(&customer, &back).await? }))
}

/// Ask the payment provider how the subscription stands.
///
/// It is done in the background; messages of the provider do the same by themselves. For whoever comes back from a payment page.
#[utoipa::path(tag = "billing", responses((status = 202, description = "It will be asked.")))]
#[post("/subscription/refresh")]
pub async fn refresh_subscription(app: Data<App>, caller: Allowed<RefreshSubscription>, _body: Json<Empty>) -> Answer {
    payments::provider(&app)?;
    // one look in two seconds is enough, whoever asks
    let moment = app.db.world().now().timestamp() / 2;
    payments::refresh(&app, caller.tenant.org_id(), &format!("asked:{moment}")).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Change the subscription.
///
/// A larger plan comes at once and its difference is paid at once; if the payment is declined, nothing is changed. A smaller plan, and the
/// end, come when the paid period ends: nothing is deleted, and what has no room is frozen (see `GET /subscription/preview`). It is done in
/// the background: read the change until it is `done` or `failed`. One waits at a time.
#[utoipa::path(tag = "billing", params(Once), responses((status = 202, body = SubscriptionChange)))]
#[post("/subscription/changes")]
pub async fn create_subscription_change(
    app: Data<App>,
    caller: Allowed<CreateSubscriptionChange>,
    once: Once,
    body: Json<NewSubscriptionChange>,
) -> Answer {
    payments::provider(&app)?;
    let Some(wanted) = body.wanted() else {
        return Err(Problem::invalid_field("/kind", "change", "`change` needs plan and interval; `cancel` and `resume` take neither"));
    };
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        Reply::accepted(&SubscriptionChange::from(request_change(tx, &caller.grant, wanted, body.prorated_at).await?))
    })
    .await
}

/// Which change.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ChangePath {
    /// The change.
    pub subscription_change_id: Uuid,
}

/// Read a change of the subscription.
#[utoipa::path(tag = "billing", params(ChangePath), responses((status = 200, body = SubscriptionChange)))]
#[get("/subscription/changes/{subscription_change_id}")]
pub async fn get_subscription_change(app: Data<App>, caller: Allowed<GetSubscriptionChange>, path: Path<ChangePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let change = read.subscription_change(SubscriptionChangeId(path.subscription_change_id)).await?;
    Ok(HttpResponse::Ok().json(SubscriptionChange::from(change)))
}

/// Read what a smaller plan keeps first.
///
/// Published courses and members who write courses, in the order in which they stay when there is room for fewer.
#[utoipa::path(tag = "billing", responses((status = 200, body = Kept)))]
#[get("/subscription/kept")]
pub async fn get_kept(app: Data<App>, caller: Allowed<GetKept>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    Ok(HttpResponse::Ok().json(Kept::from(read.freezables().await?)))
}

/// Choose what a smaller plan keeps first.
///
/// Instead of what was chosen before. It holds at once where the plan is too small already: what is chosen thaws, something else freezes.
#[utoipa::path(tag = "billing", responses((status = 200, body = Kept)))]
#[put("/subscription/kept")]
pub async fn update_kept(app: Data<App>, caller: Allowed<UpdateKept>, body: Json<NewKept>) -> Answer {
    let courses: Vec<CourseId> = body.course_ids.iter().copied().map(CourseId).collect();
    let members: Vec<UserId> = body.user_ids.iter().copied().map(UserId).collect();
    let tx = app.db.write(&caller.grant).await?;
    billing::subscriptions::keep(&tx, &caller.grant, &courses, &members).await?;
    let kept = Kept::from(tx.freezables().await?);
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(kept))
}
