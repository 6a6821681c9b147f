//! Uploaded pictures.

mod create_asset;
mod sweep_assets;
