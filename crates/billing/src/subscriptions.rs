//! The subscription by which an organization pays: what follows when the provider tells of it, and what may be asked of it.

use domain::{
    access::{Action, CreateCheckout, CreateSubscriptionChange, ReviewPlan, SyncSubscription, UpdateKept},
    events::{DomainEvent, PlanNotice},
    ids::{CourseId, SubscriptionChangeId, UserId},
    money::Currency,
    plans::Plan,
    subscriptions::{CHANGE_PATIENCE, Offer, ProvidedSubscription, Standing, Subscription, SubscriptionChange, TRIAL_DAYS, WantedChange},
    time::Timestamp,
};
use repositories::{Grant, RepositoryError, TenantTx, audit::Object, frozen::Freeze};
use serde_json::json;
use uuid::Uuid;

/// Why something was refused that has to do with paying.
#[derive(Debug, thiserror::Error)]
pub enum SubscriptionError {
    /// The operator gave the plan: nothing is paid here.
    #[error("the plan is by contract")]
    ByContract,
    /// There is a subscription already.
    #[error("there is a subscription already")]
    Exists,
    /// There is no subscription.
    #[error("there is no subscription")]
    None,
    /// It is so already.
    #[error("nothing would change")]
    NothingToChange,
    /// Another change waits.
    #[error("another change waits")]
    ChangePending,
    /// A payment is missing: it comes first.
    #[error("a payment is missing")]
    PaymentOverdue,
    /// The customer pays in another currency.
    #[error("the organization pays in {}", .0.as_str())]
    CurrencyFixed(Currency),
    /// Something that was to be kept is not there.
    #[error("not found")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Repository(RepositoryError),
}

impl From<RepositoryError> for SubscriptionError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotFound => Self::NotFound,
            other => Self::Repository(other),
        }
    }
}

/// What the provider told, compared with what was known.
#[derive(Debug)]
pub struct Applied {
    /// What is known now.
    pub known: Subscription,
    /// What differed, in words for the log; empty when it was known already.
    pub differences: Vec<String>,
}

/// Takes over what the provider tells of the subscription that counts; `None` when there is none, `customer_is_gone` when the provider
/// does not know the customer any more. Telling the same again changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn apply(
    tx: &TenantTx,
    grant: &Grant<SyncSubscription>,
    told: Option<&ProvidedSubscription>,
    customer_is_gone: bool,
) -> Result<Applied, RepositoryError> {
    let before = tx.lock_subscription().await?;
    let mut known = before.told(told, tx.now());
    if customer_is_gone {
        known.customer_id = None;
    }
    let differences = differences(&before, &known);
    tx.keep_subscription(&known).await?;
    settle(tx, grant, &known).await?;
    if let Some(problem) = known.problem.as_ref().filter(|_| before.problem.is_none()) {
        tx.audit(grant, "subscription_problem", Object::organization(), json!({ "problem": problem })).await?;
    }
    Ok(Applied { known, differences })
}

/// Looks at the clock: days of grace that ran out, free days that end soon, changes that nobody waits for any more; and at what the
/// plan has room for.
///
/// # Errors
/// When the database fails.
pub async fn review(tx: &TenantTx, grant: &Grant<ReviewPlan>) -> Result<(), RepositoryError> {
    let mut known = tx.lock_subscription().await?;
    if known.wants_reminder(tx.now()) {
        known.trial_reminded_at = Some(tx.now());
        tx.keep_subscription(&known).await?;
        tell_owners(tx, PlanNotice::TrialEnding).await?;
    }
    if let Some(change) = tx.open_change().await?.filter(|change| is_given_up(change, tx.now())) {
        tx.close_change(change.id, Some("payments_unavailable")).await?;
    }
    settle(tx, grant, &known).await
}

/// Whether nobody waits for a change any more.
pub fn is_given_up(change: &SubscriptionChange, now: Timestamp) -> bool {
    now >= change.created_at + CHANGE_PATIENCE
}

/// Puts the organization on the plan and into the standing that its subscription gives, and freezes what has no room.
async fn settle<A: Action>(tx: &TenantTx, grant: &Grant<A>, known: &Subscription) -> Result<(), RepositoryError> {
    let before = tx.plan_state().await?;
    let (plan, standing) =
        if before.by_contract { (before.plan, Standing::Good) } else { (known.plan().unwrap_or(before.plan), known.standing(tx.now())) };
    if (plan, standing) != (before.plan, before.standing) {
        tx.follow_subscription(known.plan(), standing).await?;
        let details = json!({ "from": before.plan.as_str(), "to": plan.as_str(), "standing": standing.as_str() });
        tx.audit(grant, "plan_changed", Object::organization(), details).await?;
    }
    let freeze = tx.freeze(plan).await?;
    if freeze != Freeze::default() {
        let details = json!({ "plan": plan.as_str(), "frozen": freeze.frozen, "thawed": freeze.thawed });
        tx.audit(grant, "plan_room_changed", Object::organization(), details).await?;
    }
    if let Some(notice) = notice(before.standing, standing, before.plan, plan) {
        tell_owners(tx, notice).await?;
    }
    Ok(())
}

fn notice(was: Standing, is: Standing, old: Plan, new: Plan) -> Option<PlanNotice> {
    let rank = |plan: Plan| Plan::ALL.iter().position(|other| *other == plan);
    match (was, is) {
        (Standing::Good, Standing::Grace) => Some(PlanNotice::PaymentFailed),
        (Standing::Good | Standing::Grace, Standing::ReadOnly) => Some(PlanNotice::ReadOnly),
        _ if rank(new) < rank(old) => Some(PlanNotice::PlanReduced),
        (Standing::Grace | Standing::ReadOnly, Standing::Good) => Some(PlanNotice::PaymentRecovered),
        _ => None,
    }
}

async fn tell_owners(tx: &TenantTx, notice: PlanNotice) -> Result<(), RepositoryError> {
    let owners = tx.owners().await?;
    let events: Vec<DomainEvent> = owners.into_iter().map(|(user_id, _)| DomainEvent::PlanNoticeDue { user_id, notice }).collect();
    tx.emit_all(&events).await
}

fn differences(before: &Subscription, after: &Subscription) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, was: String, is: String| {
        if was != is {
            found.push(format!("{what}: {was} was known, {is} is told"));
        }
    };
    compare("status", before.status.as_str().to_owned(), after.status.as_str().to_owned());
    compare("subscription", format!("{:?}", before.subscription_id), format!("{:?}", after.subscription_id));
    compare("offer", format!("{:?}", before.offer), format!("{:?}", after.offer));
    compare("next offer", format!("{:?}", before.next_offer), format!("{:?}", after.next_offer));
    compare("period's end", format!("{:?}", before.period_ends_at), format!("{:?}", after.period_ends_at));
    compare("cancellation", format!("{:?}", before.cancels_at), format!("{:?}", after.cancels_at));
    compare("missing payment", format!("{:?}", before.owes_since), format!("{:?}", after.owes_since));
    found
}

/// What is needed to open a payment page.
#[derive(Debug)]
pub struct CheckoutAttempt {
    /// The attempt: the key of what is asked of the provider.
    pub id: Uuid,
    /// The organization as a customer, if it is one.
    pub customer_id: Option<String>,
    /// The page that was opened before and must be closed first.
    pub previous: Option<String>,
    /// Free days, for who never had them.
    pub trial_days: Option<u32>,
}

/// Begins to open a payment page.
///
/// # Errors
/// [`SubscriptionError`] when nothing is to be bought here.
pub async fn begin_checkout(
    tx: &TenantTx,
    grant: &Grant<CreateCheckout>,
    offer: Offer,
    currency: Currency,
) -> Result<CheckoutAttempt, SubscriptionError> {
    let known = tx.lock_subscription().await?;
    if tx.plan_state().await?.by_contract {
        return Err(SubscriptionError::ByContract);
    }
    if known.status.is_live() {
        return Err(SubscriptionError::Exists);
    }
    if let Some(fixed) = known.currency.filter(|fixed| *fixed != currency) {
        return Err(SubscriptionError::CurrencyFixed(fixed));
    }
    let id = tx.begin_checkout().await?;
    let details = json!({ "plan": offer.plan.as_str(), "interval": offer.interval.as_str(), "currency": currency.as_str() });
    tx.audit(grant, "checkout_opened", Object::organization(), details).await?;
    let trial_days = known.trialed_at.is_none().then_some(TRIAL_DAYS);
    Ok(CheckoutAttempt { id, customer_id: known.customer_id, previous: known.checkout_id, trial_days })
}

/// Asks for a change of the subscription. It is done by a job, so that a crash between any two steps leaves one subscription and a plan
/// that is true. `prorated_at` is the moment of the preview that was shown, if it is not too old.
///
/// # Errors
/// [`SubscriptionError`] when there is nothing to be changed, or another change waits.
pub async fn request_change(
    tx: &TenantTx,
    grant: &Grant<CreateSubscriptionChange>,
    wanted: WantedChange,
    prorated_at: Option<Timestamp>,
) -> Result<SubscriptionChange, SubscriptionError> {
    let known = tx.lock_subscription().await?;
    let wanted = possible(&known, tx.plan_state().await?.by_contract, wanted)?;
    let oldest = tx.now() - CHANGE_PATIENCE;
    let prorated_at = prorated_at.filter(|at| (oldest..=tx.now()).contains(at)).unwrap_or(tx.now());
    let change = tx.add_change(wanted, prorated_at, grant.user_id()).await.map_err(|error| match error {
        RepositoryError::Duplicate => SubscriptionError::ChangePending,
        other => other.into(),
    })?;
    tx.emit(&DomainEvent::SubscriptionChangeRequested { change_id: change.id }).await?;
    let offer = wanted.offer().map(|offer| json!({ "plan": offer.plan.as_str(), "interval": offer.interval.as_str() }));
    let details = json!({ "kind": wanted.as_str(), "offer": offer });
    tx.audit(grant, "subscription_change_requested", Object::organization(), details).await?;
    Ok(change)
}

/// Whether a change can be asked for, and as what: going back to what is paid for takes back what was to follow.
fn possible(known: &Subscription, by_contract: bool, wanted: WantedChange) -> Result<WantedChange, SubscriptionError> {
    if by_contract {
        return Err(SubscriptionError::ByContract);
    }
    if !known.status.is_live() {
        return Err(SubscriptionError::None);
    }
    let something_follows = known.cancels_at.is_some() || known.next_offer.is_some();
    match wanted {
        WantedChange::To(offer) if Some(offer) == known.offer && something_follows => Ok(WantedChange::Resume),
        WantedChange::To(offer) if Some(offer) == known.offer => Err(SubscriptionError::NothingToChange),
        WantedChange::To(_) if known.status.owes() => Err(SubscriptionError::PaymentOverdue),
        WantedChange::To(offer) if Some(offer) == known.next_offer => Err(SubscriptionError::NothingToChange),
        WantedChange::Cancel if known.cancels_at.is_some() => Err(SubscriptionError::NothingToChange),
        WantedChange::Resume if !something_follows => Err(SubscriptionError::NothingToChange),
        WantedChange::To(_) | WantedChange::Cancel | WantedChange::Resume => Ok(wanted),
    }
}

/// Closes a change that the job did, or could not do; `error` is the code of a problem.
///
/// # Errors
/// When the database fails.
pub async fn close_change(
    tx: &TenantTx,
    _grant: &Grant<SyncSubscription>,
    id: SubscriptionChangeId,
    error: Option<&str>,
) -> Result<(), RepositoryError> {
    tx.close_change(id, error).await
}

/// Chooses what a smaller plan keeps: these come first, then what is older. It holds at once where the present plan is too small.
///
/// # Errors
/// [`SubscriptionError::NotFound`] when one of them is no published course or no member who writes courses.
pub async fn keep(tx: &TenantTx, grant: &Grant<UpdateKept>, courses: &[CourseId], members: &[UserId]) -> Result<(), SubscriptionError> {
    let all = tx.freezables().await?;
    let knows_courses = courses.iter().all(|id| all.courses.iter().any(|course| course.id == *id));
    let knows_members = members.iter().all(|id| all.members.iter().any(|member| member.id == *id));
    if !(knows_courses && knows_members) {
        return Err(SubscriptionError::NotFound);
    }
    tx.keep(courses, members).await?;
    let freeze = tx.freeze(tx.plan().await?).await?;
    let details = json!({ "courses": courses.len(), "members": members.len(), "frozen": freeze.frozen, "thawed": freeze.thawed });
    tx.audit(grant, "kept_chosen", Object::organization(), details).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::{plans::Interval, subscriptions::SubscriptionStatus};

    use super::*;

    fn paying(plan: Plan) -> Subscription {
        Subscription { status: SubscriptionStatus::Active, offer: Some(Offer { plan, interval: Interval::Month }), ..Subscription::NONE }
    }

    #[test]
    fn going_back_to_what_is_paid_for_takes_back_what_was_to_follow() {
        let offer = |plan| Offer { plan, interval: Interval::Month };
        let pro = paying(Plan::Pro);
        let to = |known: &Subscription, wanted| possible(known, false, wanted);
        assert!(matches!(to(&pro, WantedChange::To(offer(Plan::Pro))), Err(SubscriptionError::NothingToChange)));
        assert!(matches!(to(&pro, WantedChange::Resume), Err(SubscriptionError::NothingToChange)));
        let going = Subscription { next_offer: Some(offer(Plan::Starter)), ..pro.clone() };
        assert_eq!(to(&going, WantedChange::To(offer(Plan::Pro))).unwrap(), WantedChange::Resume);
        assert!(matches!(to(&going, WantedChange::To(offer(Plan::Starter))), Err(SubscriptionError::NothingToChange)));
        let owing = Subscription { status: SubscriptionStatus::PastDue, ..pro.clone() };
        assert!(matches!(to(&owing, WantedChange::To(offer(Plan::Business))), Err(SubscriptionError::PaymentOverdue)));
        assert_eq!(to(&owing, WantedChange::Cancel).unwrap(), WantedChange::Cancel);
        assert!(matches!(to(&Subscription::NONE, WantedChange::Cancel), Err(SubscriptionError::None)));
        assert!(matches!(possible(&pro, true, WantedChange::Cancel), Err(SubscriptionError::ByContract)));
    }

    #[test]
    fn owners_hear_of_every_turn_once() {
        use Standing::{Good, Grace, ReadOnly};
        let told = |was, is| notice(was, is, Plan::Pro, Plan::Pro);
        assert_eq!(told(Good, Grace), Some(PlanNotice::PaymentFailed));
        assert_eq!(told(Grace, Grace), None);
        assert_eq!(told(Grace, ReadOnly), Some(PlanNotice::ReadOnly));
        assert_eq!(told(ReadOnly, Good), Some(PlanNotice::PaymentRecovered));
        assert_eq!(notice(ReadOnly, Good, Plan::Pro, Plan::Free), Some(PlanNotice::PlanReduced));
        assert_eq!(notice(Good, Good, Plan::Free, Plan::Pro), None);
    }
}
