//! Uploaded pictures.

mod create_asset;
mod get_logo;
mod sweep_assets;
