//! lyceum-tests
