//! Figures for Prometheus.

use prometheus::{Encoder, HistogramOpts, HistogramVec, IntGaugeVec, Opts, Registry, TextEncoder};
use repositories::Db;

/// The figures of this process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    jobs: IntGaugeVec,
}

impl Metrics {
    /// Figures that begin at nothing.
    ///
    /// # Errors
    /// When two figures have one name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let options = HistogramOpts::new("lyceum_http_request_seconds", "Time to answer, by route, method and status")
            .buckets(vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0]);
        let requests = HistogramVec::new(options, &["method", "route", "status"])?;
        let jobs = IntGaugeVec::new(Opts::new("lyceum_jobs", "Background jobs, by status"), &["status"])?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(jobs.clone()))?;
        Ok(Self { registry, requests, jobs })
    }

    /// Counts a request.
    pub fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.requests.with_label_values(&[method, route, status.to_string().as_str()]).observe(seconds);
    }

    /// All figures in Prometheus' text form.
    pub async fn text(&self, db: &Db) -> String {
        if let Ok(counts) = db.job_counts().await {
            self.jobs.reset();
            for (status, jobs) in counts {
                self.jobs.with_label_values(&[status.as_str()]).set(jobs);
            }
        }
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            tracing::error!(%error, "figures cannot be written");
        }
        String::from_utf8(text).unwrap_or_default()
    }
}
