//! The catalog as visitors and members find it.

mod get_catalog_course;
mod get_catalog_lesson;
mod list_catalog;
