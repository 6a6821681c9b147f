//! DNS as it is: the resolver against a server that answers over UDP.

mod dns;
