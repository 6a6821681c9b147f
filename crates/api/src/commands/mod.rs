//! The commands of the binary.

pub mod backup;
pub mod doctor;
pub mod operator;
pub mod plan;
pub mod seed;
pub mod serve;
pub mod stripe;
pub mod video_host;
