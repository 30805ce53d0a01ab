//! The process that holds the viewers. It says when all of them know the same, and opens them anew when it is told to.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::sync::Arc;

use domain::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;

use super::block_on;
use super::held::CUT;
use crate::measure::wall;
use crate::status::{Events, phase};

/// How many are opened at a time the first time, so that none waits for a place in the listener's queue.
const ABREAST: usize = 64;

/// Whom the viewers call, and with which words.
struct Call {
    host: String,
    head: String,
}

/// What one viewer was told, and when; [`CUT`] when its stream ended.
struct Heard {
    viewer: usize,
    phase: String,
    at: Timestamp,
}

/// Holds so many viewers of a stream until nobody gives orders any more. Each line in has them all cut and opened anew,
/// at once.
pub fn client(url: &str, count: &str) -> ExitCode {
    block_on(hold(url, count))
}

async fn hold(url: &str, count: &str) -> Result<(), String> {
    let count: usize = count.parse().map_err(|_| "a count of viewers")?;
    let rest = url.strip_prefix("http://").ok_or("an http URL")?;
    let (host, path) = rest.split_once('/').ok_or("a path")?;
    let head = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n");
    let call = Arc::new(Call { host: host.to_owned(), head });
    let (mut orders, mut abreast) = (orders(), ABREAST);
    loop {
        let mut viewers = JoinSet::new();
        let heard = open(&mut viewers, &call, count, abreast);
        if !tell(heard, count, &mut orders).await {
            return Ok(());
        }
        viewers.shutdown().await;
        abreast = count;
    }
}

/// The lines that come in.
fn orders() -> UnboundedReceiver<()> {
    let (give, orders) = unbounded_channel();
    std::thread::spawn(move || {
        for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
            if give.send(()).is_err() {
                return;
            }
        }
    });
    orders
}

fn open(
    viewers: &mut JoinSet<()>,
    call: &Arc<Call>,
    count: usize,
    abreast: usize,
) -> UnboundedReceiver<Heard> {
    let (tell, heard) = unbounded_channel();
    let turns = Arc::new(Semaphore::new(abreast));
    for viewer in 0..count {
        let (call, turns, tell) = (Arc::clone(call), Arc::clone(&turns), tell.clone());
        viewers.spawn(async move {
            let say = |phase: &str| {
                // Whoever counts is there until all viewers are gone.
                let _ = tell.send(Heard { viewer, phase: phase.to_owned(), at: wall() });
            };
            // However it ended: it is a stream that is not there any more.
            let _ = follow(&call, &turns, say).await;
            say(CUT);
        });
    }
    heard
}

/// One viewer.
async fn follow(call: &Call, turns: &Semaphore, told: impl Fn(&str)) -> std::io::Result<()> {
    let turn = turns.acquire().await.map_err(std::io::Error::other)?;
    let mut stream = TcpStream::connect(&call.host).await?;
    // What is cut is gone at once, and its port is free again.
    stream.set_zero_linger()?;
    stream.write_all(call.head.as_bytes()).await?;
    drop(turn);
    let (mut buffer, mut events) = (vec![0; 4 << 10], Events::default());
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        events.push(&buffer[..read]);
        while let Some(status) = events.status() {
            if let Some(phase) = phase(&status) {
                told(phase);
            }
        }
    }
}

/// Says a line each time that all viewers which are left know the same, until an order comes; false when none will.
async fn tell(mut heard: UnboundedReceiver<Heard>, count: usize, orders: &mut UnboundedReceiver<()>) -> bool {
    let mut together = Together::of(count);
    loop {
        let one = tokio::select! {
            order = orders.recv() => return order.is_some(),
            one = heard.recv() => one,
        };
        let Some(one) = one else { return orders.recv().await.is_some() };
        if let Some(line) = together.hear(one) {
            println!("{line}");
            let _ = std::io::stdout().flush();
        }
    }
}

/// What all viewers know, taken together.
struct Together {
    /// The phase that each was told last.
    knows: Vec<String>,
    /// How many were told each phase last.
    there: HashMap<String, usize>,
    last: Timestamp,
    /// The phase that was said last.
    said: String,
}

impl Together {
    fn of(count: usize) -> Self {
        Self {
            knows: vec![String::new(); count],
            there: HashMap::new(),
            last: Timestamp::from_micros(0),
            said: String::new(),
        }
    }

    /// Takes in what one was told; the line to say when with it all that are left know the same.
    fn hear(&mut self, heard: Heard) -> Option<String> {
        let before = std::mem::replace(&mut self.knows[heard.viewer], heard.phase.clone());
        if let Some(there) = self.there.get_mut(&before) {
            *there -= 1;
        }
        *self.there.entry(heard.phase).or_default() += 1;
        self.last = self.last.max(heard.at);
        let cut = self.there.get(CUT).copied().unwrap_or_default();
        let phase = self.shared(self.knows.len() - cut)?.to_owned();
        if phase == self.said {
            return None;
        }
        let line = format!("{phase} {} {cut}", self.last.micros());
        self.said = phase;
        Some(line)
    }

    /// The phase that all who are left know; [`CUT`] when nobody is.
    fn shared(&self, left: usize) -> Option<&str> {
        if left == 0 {
            return Some(CUT);
        }
        let mut phases = self.there.iter().filter(|(phase, _)| phase.as_str() != CUT);
        phases.find(|(_, there)| **there == left).map(|(phase, _)| phase.as_str())
    }
}
