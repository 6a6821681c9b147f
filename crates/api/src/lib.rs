//! lyceum
