//! Looks names up and hands on only addresses that may be called: what was checked is what is connected to, so a
//! name that answers differently the second time (rebinding) gains nothing.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::Whom;

/// Gives a name's addresses.
pub(super) type LookUp = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// Looks names up as the host does.
pub(super) fn host_look_up() -> LookUp {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|socket| socket.ip()).collect())
        })
    })
}

/// A resolver for reqwest that leaves out what may not be called.
#[derive(Clone)]
pub(super) struct Guarded(pub(super) LookUp, pub(super) Whom);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        let found = (self.0)(name.clone());
        let whom = self.1.clone();
        Box::pin(async move {
            let found = found.await.map_err(|_| Fault(format!("the name {name} could not be looked up")))?;
            let allowed: Vec<SocketAddr> = found
                .iter()
                .filter(|address| whom.refused(&name, **address).is_none())
                .map(|address| SocketAddr::new(*address, 0))
                .collect();
            let why = found.first().and_then(|address| Some((address, whom.refused(&name, *address)?)));
            match (allowed.is_empty(), why) {
                (false, _) => Ok(Box::new(allowed.into_iter()) as Addrs),
                (true, Some((address, what))) => Err(Fault(whom.forbidden(&name, *address, what)).into()),
                (true, None) => Err(Fault(format!("the name {name} has no address")).into()),
            }
        })
    }
}

/// Why a name gave nothing to connect to; found again in the error of the call.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Fault(pub(super) String);
