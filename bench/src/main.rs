//! `make bench`: the product on both databases against pgbench doing the same statements, in turns.
//!
//! What is measured and how is in bench/README.md. Settings: `BENCH_SCALE=full` for 50 organizations and 5 million rows of
//! progress (5 and half a million otherwise), `BENCH_ROUNDS`, `BENCH_SECONDS`, `BENCH_LYCEUM` (another binary),
//! `BENCH_CASES=capture` to print the product's statements only, `BENCH_CASES=encoding` to encode only.

mod bulk;
mod cases;
mod client;
mod data;
mod encoding;
mod load;
mod postgres;
mod process;
mod report;
mod run;
mod seed;
mod seed_video;

/// Anything that went wrong ends the run, with its words.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    run::run().await
}
