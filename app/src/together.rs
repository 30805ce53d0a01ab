//! A page and everything that leptos spawns for it are one task.
//!
//! leptos reads its values without waiting: a value that another thread is writing at that instant passes for
//! disposed of, and the page breaks. Tasks of a runtime with several threads meet like that, parts of one task never do.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use futures::StreamExt;
use futures::stream::FuturesUnordered;

type Spawned = Arc<Mutex<VecDeque<PinnedFuture<()>>>>;

thread_local! {
    /// Where the page that this thread polls at the moment collects what it spawns.
    static SPAWNED: RefCell<Option<Spawned>> = const { RefCell::new(None) };
}

/// Hands what leptos spawns to the page that spawns it; what is spawned outside a page is a task of its own.
struct ByPage;

impl CustomExecutor for ByPage {
    fn spawn(&self, future: PinnedFuture<()>) {
        let alone = SPAWNED.with_borrow(|spawned| match spawned {
            Some(spawned) => {
                spawned.lock().unwrap_or_else(PoisonError::into_inner).push_back(future);
                None
            }
            None => Some(future),
        });
        if let Some(future) = alone {
            tokio::spawn(future);
        }
    }

    fn spawn_local(&self, future: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(future);
    }

    fn poll_local(&self) {}
}

/// Lets leptos spawn. leptos_axum does so only when it lists routes, which nobody asks of it; without, every render
/// panics.
pub(crate) fn allow_spawning() {
    // Whoever comes second finds it done.
    drop(Executor::init_custom_executor(ByPage));
}

/// Runs `main` and what it spawns on one task, to the end of `main`; what then still runs is dropped.
pub(crate) async fn together<T>(main: impl Future<Output = T>) -> T {
    let spawned = Spawned::default();
    let mut main = pin!(main);
    let mut others = FuturesUnordered::new();
    std::future::poll_fn(|context| {
        let _collecting = Collecting::into(&spawned);
        if let Poll::Ready(done) = main.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        loop {
            others.extend(spawned.lock().unwrap_or_else(PoisonError::into_inner).drain(..));
            if !matches!(others.poll_next_unpin(context), Poll::Ready(Some(()))) && nothing_in(&spawned) {
                return Poll::Pending;
            }
        }
    })
    .await
}

fn nothing_in(spawned: &Spawned) -> bool {
    spawned.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
}

/// While it lives, what this thread spawns goes to one page.
struct Collecting(Option<Spawned>);

impl Collecting {
    fn into(spawned: &Spawned) -> Self {
        Self(SPAWNED.replace(Some(Arc::clone(spawned))))
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        SPAWNED.set(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::{mpsc, oneshot};

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_a_page_spawns_runs_in_its_own_task_and_wakes_it() {
        allow_spawning();
        let page = tokio::spawn(together(async {
            let (told, mut tasks) = mpsc::unbounded_channel();
            let (opens, opened) = oneshot::channel::<()>();
            Executor::spawn(async move {
                let nested = told.clone();
                Executor::spawn(async move {
                    opens.send(()).unwrap();
                    nested.send(tokio::task::id()).unwrap();
                });
                opened.await.unwrap();
                told.send(tokio::task::id()).unwrap();
            });
            let mut seen = Vec::new();
            while let Some(id) = tasks.recv().await {
                seen.push(id);
            }
            (tokio::task::id(), seen)
        }));
        let (own, seen) = page.await.unwrap();
        assert_eq!(seen, [own, own]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_still_runs_when_a_page_is_done_goes_with_it() {
        struct Told(Arc<AtomicBool>);
        impl Drop for Told {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        allow_spawning();
        let dropped = Arc::new(AtomicBool::new(false));
        let told = Told(Arc::clone(&dropped));
        together(async move {
            Executor::spawn(async move {
                let _told = told;
                std::future::pending::<()>().await;
            });
            tokio::task::yield_now().await;
        })
        .await;
        assert!(dropped.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn what_is_spawned_outside_a_page_is_a_task_of_its_own() {
        allow_spawning();
        let (told, task) = oneshot::channel();
        Executor::spawn(async move { told.send(tokio::task::id()).unwrap() });
        let own = tokio::spawn(async { tokio::task::id() }).await.unwrap();
        assert_ne!(task.await.unwrap(), own);
    }
}
