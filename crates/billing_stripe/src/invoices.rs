//! Bills, and what a change would cost.

use billing::payments::{Invoice, Invoices, PaymentError, Preview, PreviewLine};
use domain::{
    money::{Currency, Money},
    subscriptions::{Offer, ProvidedSubscription, SubscriptionStatus},
    time::Timestamp,
};
use stripe_billing::invoice::{
    CreatePreviewInvoice, CreatePreviewInvoiceSubscriptionDetails, CreatePreviewInvoiceSubscriptionDetailsItems,
    CreatePreviewInvoiceSubscriptionDetailsProrationBehavior, ListInvoice,
};

use crate::{Stripe, subscriptions::moment};

impl Stripe {
    pub(crate) async fn list_invoices(&self, customer_id: &str, after: Option<&str>, limit: u32) -> Result<Invoices, PaymentError> {
        let mut request = ListInvoice::new().customer(customer_id).limit(i64::from(limit.clamp(1, 100)));
        if let Some(after) = after {
            request = request.starting_after(after);
        }
        let listed = self.client.read(&request).await?;
        Ok(Invoices { items: listed.data.into_iter().filter_map(read).collect(), has_more: listed.has_more })
    }

    pub(crate) async fn preview(&self, of: &ProvidedSubscription, offer: Offer, at: Timestamp) -> Result<Preview, PaymentError> {
        let currency = of.currency.ok_or_else(|| PaymentError::Refused("the subscription's currency is none of ours".to_owned()))?;
        if of.status == SubscriptionStatus::Trialing {
            return Ok(Preview { due_now: Money { minor: 0, currency }, lines: Vec::new() });
        }
        let mut item = CreatePreviewInvoiceSubscriptionDetailsItems::new();
        (item.id, item.price) = (Some(of.item_id.clone()), Some(self.price_of(offer).await?));
        let mut details = CreatePreviewInvoiceSubscriptionDetails::new();
        details.items = Some(vec![item]);
        details.proration_behavior = Some(CreatePreviewInvoiceSubscriptionDetailsProrationBehavior::AlwaysInvoice);
        let period = [of.period_started_at, of.period_ends_at].map(|edge| edge.map_or(at.timestamp(), |edge| edge.timestamp()));
        details.proration_date = Some(within(period, at));
        details.cancel_at_period_end = of.cancels_at.map(|_| false);
        let request = CreatePreviewInvoice::new().subscription(of.id.as_str()).subscription_details(details);
        Ok(explained(self.client.read(&request).await?, currency))
    }
}

/// The moment, or the edge of the period that it is outside of: clocks differ, and Stripe refuses what it calls another period.
pub(crate) fn within([starts, ends]: [i64; 2], at: Timestamp) -> i64 {
    at.timestamp().min(ends).max(starts)
}

fn read(invoice: stripe_shared::Invoice) -> Option<Invoice> {
    Some(Invoice {
        id: invoice.id?.to_string(),
        number: invoice.number,
        status: invoice.status.map_or_else(|| "draft".to_owned(), |status| status.as_str().to_owned()),
        created_at: moment(invoice.created)?,
        total: invoice.total,
        due: invoice.amount_remaining,
        currency: invoice.currency.to_string().to_lowercase(),
        hosted_url: invoice.hosted_invoice_url,
        pdf_url: invoice.invoice_pdf,
    })
}

/// The lines always add up to the sum: what is neither tax nor an earlier credit would be a line.
fn explained(invoice: stripe_shared::Invoice, currency: Currency) -> Preview {
    let due_now = if invoice.total < 0 { invoice.total } else { invoice.amount_due };
    let tax = invoice.total_excluding_tax.map_or(0, |before| invoice.total - before);
    let line = |description: String, minor| PreviewLine { description, amount: Money { minor, currency } };
    let mut lines: Vec<PreviewLine> =
        invoice.lines.data.into_iter().map(|it| line(it.description.unwrap_or_default(), it.amount)).collect();
    let listed: i64 = lines.iter().map(|line| line.amount.minor).sum();
    for (words, minor) in [("Tax", tax), ("Balance", due_now - listed - tax)] {
        if minor != 0 {
            lines.push(line(words.to_owned(), minor));
        }
    }
    Preview { due_now: Money { minor: due_now, currency }, lines }
}
