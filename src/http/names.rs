//! Asks the system for the addresses of a host.

use std::net::ToSocketAddrs;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Asks on a thread made for that: the pool of tokio panics where the system has no thread left.
pub(super) struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let (tell, told) = tokio::sync::oneshot::channel();
            std::thread::Builder::new().spawn(move || {
                let _ = tell.send((name.as_str(), 0).to_socket_addrs());
            })?;
            let addresses: Addrs = Box::new(told.await??);
            Ok(addresses)
        })
    }
}
