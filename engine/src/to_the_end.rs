//! Futures that go on to their end whoever stops waiting for them.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// Runs where it is awaited, which costs nothing; dropped before its end, it goes on in a task of its own.
/// A transaction is never dropped midway by a leaving browser (architecture.md, invariant 6).
#[derive(Debug)]
pub(crate) struct ToTheEnd<F>(Option<Pin<Box<F>>>)
where
    F: Future + Send + 'static,
    F::Output: Send;

impl<F> ToTheEnd<F>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    pub(crate) fn new(work: F) -> Self {
        Self(Some(Box::pin(work)))
    }
}

impl<F> Future for ToTheEnd<F>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(work) = self.0.as_mut() else { return Poll::Pending };
        let done = work.as_mut().poll(cx);
        if done.is_ready() {
            self.0 = None;
        }
        done
    }
}

impl<F> Drop for ToTheEnd<F>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn drop(&mut self) {
        // Without a runtime the process ends, and its connections with it.
        if let (Some(work), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(async move { drop(work.await) });
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn what_is_dropped_midway_goes_on() {
        let (go, gone) = oneshot::channel::<()>();
        let (told, heard) = oneshot::channel();
        let mut work = ToTheEnd::new(async move {
            gone.await.unwrap();
            told.send("done").unwrap();
        });
        assert!(futures::poll!(&mut work).is_pending());
        drop(work);
        go.send(()).unwrap();
        assert_eq!(heard.await, Ok("done"));
    }

    #[tokio::test]
    async fn what_is_awaited_answers() {
        assert_eq!(ToTheEnd::new(async { 7 }).await, 7);
    }
}
