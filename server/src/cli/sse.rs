//! Server-sent events, read from bytes as they come.

/// One event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Its name; `message` when it has none.
    pub name: String,
    /// What it carries.
    pub data: String,
}

/// Puts events together.
#[derive(Default)]
pub struct Events {
    line: Vec<u8>,
    name: String,
    data: Option<String>,
}

impl Events {
    /// Takes in bytes, wherever they were cut, and gives the events that are whole by now.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut whole = Vec::new();
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                let line = String::from_utf8_lossy(&line);
                whole.extend(self.line(line.trim_end_matches(['\n', '\r'])));
            }
        }
        whole
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = self.data.take()?;
            return Some(Event { name: if name.is_empty() { "message".to_owned() } else { name }, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                None => self.data = Some(value.to_owned()),
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
            },
            // Comments, which keep the stream alive, ids and retries: of no use here.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_the_same_wherever_the_bytes_were_cut() {
        let text = "retry: 100\n\n: alive\n\nevent: log\nid: 1:5\ndata: {\"text\":\"ü\"}\n\ndata: a\r\ndata: b\r\n\r\nevent: end\ndata: {}\n\n";
        let event = |name: &str, data: &str| Event { name: name.to_owned(), data: data.to_owned() };
        let meant = [event("log", "{\"text\":\"ü\"}"), event("message", "a\nb"), event("end", "{}")];
        for cut in 0..text.len() {
            let mut events = Events::default();
            let (first, second) = text.as_bytes().split_at(cut);
            let mut got = events.push(first);
            got.extend(events.push(second));
            assert_eq!(got, meant, "cut at {cut}");
        }
    }
}
