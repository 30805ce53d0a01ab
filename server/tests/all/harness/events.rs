//! A stream of server-sent events, read as a browser reads it.

use serde_json::Value;

use super::PATIENCE;

/// One event.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Event {
    pub name: String,
    pub id: String,
    pub data: String,
}

/// An open stream.
pub struct Events {
    answer: reqwest::Response,
    text: String,
    /// The last `retry:`, in milliseconds.
    pub retry: Option<u64>,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|error| panic!("{error}: {}", self.data))
    }
}

impl Events {
    pub fn new(answer: reqwest::Response) -> Self {
        Self { answer, text: String::new(), retry: None }
    }

    /// The next event with data; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                if let Some(event) = self.read(&block) {
                    return Some(event);
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk()).await.expect("an event in time");
            self.text.push_str(std::str::from_utf8(&chunk.ok()??).unwrap());
        }
    }

    /// The next event but beats.
    pub async fn next_told(&mut self) -> Option<Event> {
        loop {
            match self.next().await {
                Some(event) if event.name == "beat" => {}
                other => return other,
            }
        }
    }

    fn read(&mut self, block: &str) -> Option<Event> {
        let mut event = Event::default();
        for line in block.lines() {
            match line.split_once(": ") {
                Some(("event", name)) => event.name = name.to_owned(),
                Some(("id", id)) => event.id = id.to_owned(),
                Some(("data", data)) => event.data.push_str(data),
                Some(("retry", after)) => self.retry = after.parse().ok(),
                _ => assert!(line.is_empty() || line.starts_with(':'), "this is no line of an event: {line}"),
            }
        }
        (!event.data.is_empty()).then_some(event)
    }
}
