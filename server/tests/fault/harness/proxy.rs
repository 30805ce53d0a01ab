//! A bad network: a proxy in front of PostgreSQL that carries every byte in order, as late as it is told to, and hangs
//! up at a word.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::until;

/// Carries until this is dropped.
pub struct Proxy {
    /// The database's URL by way of it.
    pub url: String,
    line: Line,
    calls: Arc<AtomicU64>,
    accepts: JoinHandle<()>,
}

/// At which bytes of a client's it hangs up.
#[derive(Clone, Copy)]
pub enum Cut {
    /// They do not reach the server.
    Before(&'static [u8]),
    /// They do, and the answer does not reach the client.
    After(&'static [u8]),
}

/// How late everything is, how much of it is on its way, and where it ends.
#[derive(Clone, Default)]
struct Line {
    delay: Arc<AtomicU64>,
    under_way: Arc<AtomicU64>,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Proxy {
    /// Stands before the server of a database's URL.
    pub async fn before(database: &str) -> Self {
        let (user, rest) = database.rsplit_once('@').expect("a user");
        let (server, name) = rest.split_once('/').expect("a database's name");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{user}@{}/{name}", listener.local_addr().unwrap());
        let (line, server) = (Line::default(), server.to_owned());
        let (carried, calls) = (line.clone(), Arc::<AtomicU64>::default());
        let called = Arc::clone(&calls);
        let accepts = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                called.fetch_add(1, Ordering::Relaxed);
                let Ok(far) = TcpStream::connect(&server).await else { continue };
                let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                let hung_up = Arc::<AtomicBool>::default();
                tokio::spawn(carried.clone().carries(near_in, far_out, true, Arc::clone(&hung_up)));
                tokio::spawn(carried.clone().carries(far_in, near_out, false, hung_up));
            }
        });
        Self { url, line, calls, accepts }
    }

    /// From now on everything is so late, there and back.
    pub fn delays(&self, delay: Duration) {
        self.line.delay.store(u64::try_from(delay.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// From now on it hangs up there.
    pub fn cuts(&self, cut: Option<Cut>) {
        *self.line.cut.lock().unwrap() = cut;
    }

    /// How often somebody has called.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Waits until all that was on its way has come.
    pub async fn has_delivered(&self) {
        until("all that was late has come", async || self.line.under_way.load(Ordering::Relaxed) == 0).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}

impl Line {
    /// Carries one way of one connection; hangs up on its client by keeping the server's answers to itself.
    async fn carries(
        self,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        is_clients: bool,
        hung_up: Arc<AtomicBool>,
    ) {
        let (send, mut late) = unbounded_channel::<(Instant, Vec<u8>)>();
        let (under_way, silent) = (Arc::clone(&self.under_way), Arc::clone(&hung_up));
        tokio::spawn(async move {
            let mut open = true;
            while let Some((due, bytes)) = late.recv().await {
                sleep_until(due).await;
                let keeps = !is_clients && silent.load(Ordering::SeqCst);
                // Whoever has hung up still had it sent to them.
                open = open && !keeps && to.write_all(&bytes).await.is_ok();
                under_way.fetch_sub(1, Ordering::Relaxed);
            }
        });
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read) = from.read(&mut buffer).await {
            let bytes = &buffer[..read];
            let cut = if is_clients { self.cut_of(bytes) } else { None };
            if cut.is_some() {
                hung_up.store(true, Ordering::SeqCst);
            }
            if read == 0 || matches!(cut, Some(Cut::Before(_))) {
                break;
            }
            self.under_way.fetch_add(1, Ordering::Relaxed);
            let due = Instant::now() + Duration::from_millis(self.delay.load(Ordering::Relaxed));
            if send.send((due, bytes.to_vec())).is_err() || cut.is_some() {
                break;
            }
        }
    }

    fn cut_of(&self, bytes: &[u8]) -> Option<Cut> {
        let cut = *self.cut.lock().unwrap();
        cut.filter(|cut| {
            let (Cut::Before(word) | Cut::After(word)) = cut;
            bytes.windows(word.len()).any(|part| part == *word)
        })
    }
}
