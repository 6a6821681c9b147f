//! Organizations as Stripe's customers.

use std::collections::HashMap;

use billing::payments::{NewCustomer, PaymentError};
use stripe_core::customer::{CreateCustomer, ListCustomer};

use crate::{Stripe, prices::ORG_ID};

impl Stripe {
    pub(crate) async fn make_customer(&self, new: &NewCustomer, key: &str) -> Result<String, PaymentError> {
        let metadata = HashMap::from([(ORG_ID.to_owned(), new.org_id.to_string())]);
        let request = CreateCustomer::new().name(new.name.as_str()).email(new.email.as_str()).metadata(metadata);
        match self.client.write(&request, key).await {
            Ok(customer) => Ok(customer.id.to_string()),
            // Stripe keeps an error under the key even if the customer was made
            Err(error) if error.is_temporary() => self.made_before(new).await.ok_or(error),
            Err(error) => Err(error),
        }
    }

    async fn made_before(&self, new: &NewCustomer) -> Option<String> {
        let request = ListCustomer::new().email(new.email.as_str()).limit(100);
        let found = self.client.glance(&request).await.ok()?;
        let org_id = new.org_id.to_string();
        let is_its = |metadata: &HashMap<String, String>| metadata.get(ORG_ID) == Some(&org_id);
        found.data.into_iter().find(|it| it.metadata.as_ref().is_some_and(is_its)).map(|it| it.id.to_string())
    }
}
