//! A log as it comes, through restarts of the server.

use std::collections::BTreeMap;
use std::mem;

use domain::id::RequestId;
use domain::request::LogChunk;
use serde::Deserialize;

use super::super::call::Client;
use super::super::failure::Failure;
use super::super::look::{Look, Tint};
use super::super::sse::Events;
use super::super::wait::Patience;

/// A piece of one step's log.
#[derive(Deserialize, Debug)]
struct Piece {
    step: String,
    attempt: u32,
    #[serde(flatten)]
    chunk: LogChunk,
}

/// Writes a request's log to standard output until nothing more will come, or nobody reads any more.
pub(super) async fn to_the_end(
    client: &Client,
    id: RequestId,
    step: Option<&str>,
    attempt: Option<u32>,
) -> Result<(), Failure> {
    let mut lines = Lines::new(step.is_none(), Look::of_output(client.now()));
    let mut patience = Patience::default();
    loop {
        let read = once(client, id, (step, attempt), &mut lines, &mut patience).await;
        if let Some(true) = patience.take(client, read).await? {
            return Ok(());
        }
    }
}

/// Reads one stream; true when nothing more will come.
async fn once(
    client: &Client,
    id: RequestId,
    (step, attempt): (Option<&str>, Option<u32>),
    lines: &mut Lines,
    patience: &mut Patience,
) -> Result<bool, Failure> {
    let ask = client.api.get(&["requests", &id.to_string(), "log"]).header("accept", "text/event-stream");
    let mut stream = ask.query("step", step).query("attempt", attempt).stream().await?;
    patience.back(client);
    let mut events = Events::default();
    lines.begin();
    while let Some(bytes) = stream.next().await? {
        for event in events.push(&bytes) {
            match event.name.as_str() {
                "log" => piece(client, &event.data, lines)?,
                "end" => {
                    client.out.bytes(lines.rest().as_bytes())?;
                    return Ok(true);
                }
                // `bye`: the server restarts, or the rights changed; the next try tells which.
                _ => {}
            }
        }
        if client.out.is_closed() {
            return Ok(true);
        }
    }
    Err(Failure::Unreachable("the log broke off".to_owned()))
}

fn piece(client: &Client, data: &str, lines: &mut Lines) -> Result<(), Failure> {
    let Ok(piece) = serde_json::from_str::<Piece>(data) else {
        return Err(Failure::Failed(
            "the log is not understood: is the server another version than this lull?".to_owned(),
        ));
    };
    if !client.out.is_json() {
        return client.out.bytes(lines.take(&piece).as_bytes());
    }
    if lines.is_new(&piece).is_some() { client.out.text(data) } else { Ok(()) }
}

/// Puts the logs of several steps together, line by line, and leaves out what was written before.
struct Lines {
    titled: bool,
    look: Look,
    /// How far each attempt was written, over all streams.
    written: BTreeMap<(String, u32), u64>,
    /// How far this stream has come with each.
    read: BTreeMap<(String, u32), u64>,
    /// Lines that have not ended.
    open: BTreeMap<(String, u32), String>,
}

impl Lines {
    const fn new(titled: bool, look: Look) -> Self {
        Self { titled, look, written: BTreeMap::new(), read: BTreeMap::new(), open: BTreeMap::new() }
    }

    /// A stream begins at the start of every step.
    fn begin(&mut self) {
        self.read.clear();
    }

    /// The part of the piece that was not written before, none when there is nothing.
    fn is_new<'a>(&mut self, piece: &'a Piece) -> Option<&'a str> {
        let key = (piece.step.clone(), piece.attempt);
        let begins = self.read.insert(key.clone(), piece.chunk.next).unwrap_or(0);
        let written = self.written.entry(key).or_insert(0);
        let before = mem::replace(written, (*written).max(piece.chunk.next));
        if piece.chunk.next <= before {
            return None;
        }
        let text = piece.chunk.text.as_str();
        let known = usize::try_from(before.saturating_sub(begins)).unwrap_or(0);
        // Where bytes were replaced the places differ: rather a piece twice than a piece lost.
        let exact = piece.chunk.next.saturating_sub(begins) == text.len() as u64;
        Some(if exact { text.get(known..).unwrap_or(text) } else { text })
    }

    fn take(&mut self, piece: &Piece) -> String {
        let Some(text) = self.is_new(piece) else { return String::new() };
        if !self.titled {
            return text.to_owned();
        }
        let key = (piece.step.clone(), piece.attempt);
        let mut open = self.open.remove(&key).unwrap_or_default();
        open.push_str(text);
        let mut whole = String::new();
        while let Some(end) = open.find('\n') {
            let rest = open.split_off(end + 1);
            whole.push_str(&self.line(&key, &open));
            open = rest;
        }
        if !open.is_empty() {
            self.open.insert(key, open);
        }
        whole
    }

    /// The lines that never ended.
    fn rest(&mut self) -> String {
        let open = mem::take(&mut self.open);
        open.iter().map(|(key, line)| self.line(key, line) + "\n").collect()
    }

    fn line(&self, (step, attempt): &(String, u32), line: &str) -> String {
        let title = if *attempt > 1 { format!("{step}#{attempt} |") } else { format!("{step} |") };
        format!("{} {line}", self.look.tint(Tint::Soft, &title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    fn lines(titled: bool) -> Lines {
        Lines::new(titled, Look { now: Timestamp::from_micros(0), colour: false, width: None })
    }

    fn piece(step: &str, attempt: u32, text: &str, next: u64) -> Piece {
        Piece {
            step: step.to_owned(),
            attempt,
            chunk: LogChunk { text: text.to_owned(), next, ended: false },
        }
    }

    #[test]
    fn steps_that_write_at_once_keep_their_lines_whole() {
        let mut lines = lines(true);
        let mut text = lines.take(&piece("build", 1, "one\ntw", 6));
        text += &lines.take(&piece("test", 1, "a\n", 2));
        text += &lines.take(&piece("build", 1, "o\nlast", 12));
        text += &lines.take(&piece("build", 2, "again\n", 6));
        text += &lines.rest();
        insta::assert_snapshot!(text, @r"
        build | one
        test | a
        build | two
        build#2 | again
        build | last
        ");
    }

    #[test]
    fn a_stream_that_begins_anew_repeats_nothing() {
        let mut lines = lines(false);
        lines.begin();
        let mut text = lines.take(&piece("build", 1, "one\n", 4));
        text += &lines.take(&piece("build", 1, "two\n", 8));
        lines.begin();
        // The same bytes, cut elsewhere.
        text += &lines.take(&piece("build", 1, "one", 3));
        text += &lines.take(&piece("build", 1, "\ntwo\nthree\n", 14));
        assert_eq!(text, "one\ntwo\nthree\n");
    }
}
