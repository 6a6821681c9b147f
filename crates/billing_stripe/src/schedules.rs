//! Schedules: how a change waits for the end of a period at Stripe.

use billing::payments::PaymentError;
use domain::{plans::Interval, subscriptions::Offer};
use stripe_billing::subscription_schedule::{
    CreateSubscriptionSchedule, ReleaseSubscriptionSchedule, UpdateSubscriptionSchedule, UpdateSubscriptionSchedulePhases,
    UpdateSubscriptionSchedulePhasesAutomaticTax, UpdateSubscriptionSchedulePhasesDuration,
    UpdateSubscriptionSchedulePhasesDurationInterval, UpdateSubscriptionSchedulePhasesEndDate, UpdateSubscriptionSchedulePhasesItems,
    UpdateSubscriptionSchedulePhasesProrationBehavior, UpdateSubscriptionSchedulePhasesStartDate, UpdateSubscriptionSchedulePhasesTrialEnd,
};
use stripe_shared::{
    Subscription, SubscriptionSchedule, SubscriptionScheduleEndBehavior, SubscriptionSchedulePhaseConfiguration as Phase,
    SubscriptionScheduleStatus,
};

use crate::Stripe;

/// The schedule that a subscription follows, if it was asked for with it.
pub(crate) fn running(of: &Subscription) -> Option<&SubscriptionSchedule> {
    let schedule = of.schedule.as_ref().and_then(|schedule| schedule.as_object());
    schedule.filter(|it| matches!(it.status, SubscriptionScheduleStatus::Active | SubscriptionScheduleStatus::NotStarted))
}

/// The price that follows.
pub(crate) fn next_price(schedule: &SubscriptionSchedule) -> Option<String> {
    let end = schedule.current_phase.as_ref().map(|phase| phase.end_date)?;
    let next = schedule.phases.iter().filter(|phase| phase.start_date >= end).min_by_key(|phase| phase.start_date)?;
    next.items.first().map(|item| item.price.id().to_string())
}

impl Stripe {
    /// Lets an offer follow when the period ends. The subscription must not be going to end.
    pub(crate) async fn schedule(&self, of: &Subscription, offer: Offer, key: &str) -> Result<(), PaymentError> {
        let price = self.price_of(offer).await?;
        let made;
        let schedule = if let Some(schedule) = running(of) {
            schedule
        } else {
            let request = CreateSubscriptionSchedule::new().from_subscription(of.id.as_str());
            made = self.client.write(&request, &format!("{key}-schedule")).await?;
            &made
        };
        let start = schedule.current_phase.as_ref().map(|phase| phase.start_date);
        let present = schedule.phases.iter().find(|phase| Some(phase.start_date) == start);
        let present = present.ok_or_else(|| PaymentError::Refused(format!("the schedule {} is in no phase", schedule.id)))?;
        let request = UpdateSubscriptionSchedule::new(schedule.id.clone())
            .end_behavior(SubscriptionScheduleEndBehavior::Release)
            .phases(vec![kept(present), following(present, offer, &price)]);
        self.client.write(&request, &format!("{key}-phases")).await?;
        Ok(())
    }

    /// Lets a subscription go on without its schedule; says whether there was one.
    pub(crate) async fn release(&self, of: &Subscription, key: &str) -> Result<bool, PaymentError> {
        let Some(schedule) = running(of) else { return Ok(false) };
        self.client.write(&ReleaseSubscriptionSchedule::new(schedule.id.clone()), &format!("{key}-release")).await?;
        Ok(true)
    }
}

/// The present phase: Stripe wants all of it again.
fn kept(present: &Phase) -> UpdateSubscriptionSchedulePhases {
    let items = present.items.iter().map(|item| {
        let mut kept = UpdateSubscriptionSchedulePhasesItems::new();
        (kept.price, kept.quantity) = (Some(item.price.id().to_string()), item.quantity);
        kept
    });
    let mut phase = inherited(present, items.collect());
    phase.start_date = Some(UpdateSubscriptionSchedulePhasesStartDate::Timestamp(present.start_date));
    phase.end_date = Some(UpdateSubscriptionSchedulePhasesEndDate::Timestamp(present.end_date));
    phase.trial_end = present.trial_end.map(UpdateSubscriptionSchedulePhasesTrialEnd::Timestamp);
    phase
}

fn following(present: &Phase, offer: Offer, price: &str) -> UpdateSubscriptionSchedulePhases {
    let mut item = UpdateSubscriptionSchedulePhasesItems::new();
    (item.price, item.quantity) = (Some(price.to_owned()), Some(1));
    let interval = match offer.interval {
        Interval::Month => UpdateSubscriptionSchedulePhasesDurationInterval::Month,
        Interval::Year => UpdateSubscriptionSchedulePhasesDurationInterval::Year,
    };
    let mut phase = inherited(present, vec![item]);
    phase.duration = Some(UpdateSubscriptionSchedulePhasesDuration { interval, interval_count: Some(1) });
    phase.proration_behavior = Some(UpdateSubscriptionSchedulePhasesProrationBehavior::None);
    phase
}

/// A phase that is paid and taxed as the present one.
fn inherited(present: &Phase, items: Vec<UpdateSubscriptionSchedulePhasesItems>) -> UpdateSubscriptionSchedulePhases {
    let mut phase = UpdateSubscriptionSchedulePhases::new(items);
    phase.default_payment_method = present.default_payment_method.as_ref().map(|method| method.id().to_string());
    let tax = present.automatic_tax.as_ref();
    phase.automatic_tax = tax.map(|tax| UpdateSubscriptionSchedulePhasesAutomaticTax { enabled: tax.enabled, liability: None });
    phase
}
