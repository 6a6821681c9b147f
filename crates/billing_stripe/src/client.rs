//! Requests to Stripe: how often they are tried, how long they take, and when they are not made at all.

use std::time::Duration;

use billing::payments::PaymentError;
use domain::{
    breaker::{Breaker, wait_after},
    ports::World,
};
use miniserde::Deserialize;
use stripe::{IdempotencyKey, RequestStrategy, StripeRequest};

use crate::errors::Failure;

/// How often a request is tried.
const ATTEMPTS: u32 = 3;

/// How fast requests are given up and tried again.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long an attempt may take.
    pub timeout: Duration,
    /// How long is waited before the second attempt, more or less; twice as long before the third.
    pub first_wait: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), first_wait: Duration::from_millis(500) }
    }
}

/// Sends requests.
pub struct Client {
    stripe: stripe::Client,
    breaker: Breaker,
    first_wait: Duration,
    pub(crate) world: World,
}

impl Client {
    /// A client for a key, a base address that ends with a slash, and a pace.
    pub fn new(secret_key: &str, base_url: Option<String>, world: World, pace: Pace) -> Result<Self, stripe::StripeError> {
        // the library stumbles where nobody has chosen how to encrypt; whoever chose before is not overruled
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let builder = stripe::ClientBuilder::new(secret_key).timeout(pace.timeout);
        let builder = match base_url {
            Some(url) => builder.url(url),
            None => builder,
        };
        Ok(Self { stripe: builder.build()?, breaker: Breaker::default(), first_wait: pace.first_wait, world })
    }

    /// Sends a request that changes nothing.
    pub async fn read<R>(&self, request: &R) -> Result<R::Output, PaymentError>
    where
        R: StripeRequest + Sync,
        R::Output: Deserialize + Send,
    {
        self.send(request, &RequestStrategy::Once, ATTEMPTS).await
    }

    /// Sends a request that changes nothing, and does not try again.
    pub async fn glance<R>(&self, request: &R) -> Result<R::Output, PaymentError>
    where
        R: StripeRequest + Sync,
        R::Output: Deserialize + Send,
    {
        self.send(request, &RequestStrategy::Once, 1).await
    }

    /// Sends a request that has one effect, however often it is sent with its key.
    pub async fn write<R>(&self, request: &R, key: &str) -> Result<R::Output, PaymentError>
    where
        R: StripeRequest + Sync,
        R::Output: Deserialize + Send,
    {
        let key = IdempotencyKey::new(key).map_err(|error| PaymentError::Refused(error.to_string()))?;
        self.send(request, &RequestStrategy::Idempotent(key), ATTEMPTS).await
    }

    /// Sends a request to delete something, which Stripe needs no key for.
    pub async fn delete<R>(&self, request: &R) -> Result<R::Output, PaymentError>
    where
        R: StripeRequest + Sync,
        R::Output: Deserialize + Send,
    {
        self.send(request, &RequestStrategy::Once, ATTEMPTS).await
    }

    /// A key for a request that needs none beyond this call.
    pub fn passing_key(&self) -> String {
        self.world.new_id().to_string()
    }

    async fn send<R>(&self, request: &R, strategy: &RequestStrategy, attempts: u32) -> Result<R::Output, PaymentError>
    where
        R: StripeRequest + Sync,
        R::Output: Deserialize + Send,
    {
        let mut attempt = 1;
        loop {
            if !self.breaker.admits(self.world.now()) {
                return Err(PaymentError::Unavailable("it failed several times and is left alone for a moment".to_owned()));
            }
            let sent = request.customize().request_strategy(strategy.clone()).send(&self.stripe).await;
            let failure = match sent {
                Ok(answer) => {
                    self.breaker.answered();
                    return Ok(answer);
                }
                Err(error) => Failure::from(error),
            };
            if failure.is_answered {
                self.breaker.answered();
            } else {
                self.breaker.failed(self.world.now());
            }
            if attempt >= attempts || !failure.error.is_temporary() {
                return Err(failure.error);
            }
            tokio::time::sleep(wait_after(attempt, self.first_wait, &self.world)).await;
            attempt += 1;
        }
    }
}
