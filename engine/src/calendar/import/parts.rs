//! The events and the zones of a calendar, line by line. Nothing here calls itself, however deep a text is nested.

use super::fault::{Fault, short};
use super::lines::{Line, unfolded};
use super::zones::Zones;
use super::{MOST_EVENTS, entry};

/// An event nobody has made sense of yet.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    /// The line of its BEGIN.
    pub(super) line: u32,
    /// Its first line that cannot be read, and what that is not.
    pub(super) broken: Option<(u32, &'static str)>,
    lines: Vec<Line>,
}

/// What stands in a calendar.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) events: Vec<Raw>,
    pub(super) zones: Zones,
}

/// A component that is open, and the line of its BEGIN.
type Open = (String, u32);

/// A component in a component in a component is all that there is; others may nest a little deeper.
const DEEPEST: usize = 16;

impl Raw {
    /// The first property of that name.
    pub(super) fn property(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// Its properties, those of no interest left out.
    pub(super) fn properties(&self) -> &[Line] {
        &self.lines
    }

    /// What ties the changes of a series to it.
    pub(super) fn uid(&self) -> Option<String> {
        self.property("UID").map(Line::text).filter(|uid| !uid.is_empty())
    }

    /// What it is called in a fault.
    pub(super) fn called(&self) -> String {
        let name = self.property("SUMMARY").or_else(|| self.property("UID")).map(|line| short(&line.text()));
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "an event".to_owned())
    }

    pub(super) fn fault(&self, line: u32, told: impl Into<String>) -> Fault {
        Fault { line, event: Some(self.called()), told: told.into() }
    }
}

impl Parts {
    /// Takes a text apart.
    ///
    /// # Errors
    /// It is no calendar, components do not end as they begin, or there are too many events.
    pub(super) fn of(text: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::default();
        let lines = unfolded(text);
        for (number, bytes) in &lines {
            reader.take(*number, bytes)?;
        }
        match reader.open.last() {
            Some((name, line)) => {
                let told = format!("ends without END:{}: it was cut off, so get it anew", short(name));
                Err(Fault::of_all(*line, told))
            }
            None if !reader.began => Err(no_calendar(1)),
            None => Ok(reader.parts),
        }
    }
}

fn no_calendar(line: u32) -> Fault {
    Fault::of_all(line, "is none: an iCalendar text begins with BEGIN:VCALENDAR")
}

#[derive(Default)]
struct Reader {
    parts: Parts,
    open: Vec<Open>,
    began: bool,
    event: Option<Raw>,
}

impl Reader {
    fn take(&mut self, number: u32, bytes: &[u8]) -> Result<(), Fault> {
        let line = Line::parse(number, bytes);
        match line {
            Ok(line) if line.name == "BEGIN" => self.begin(&line),
            Ok(line) if line.name == "END" => self.end(&line),
            _ if !self.began => Err(no_calendar(number)),
            Ok(line) => {
                self.keep(line);
                Ok(())
            }
            Err(told) => {
                if let (true, Some(event)) = (self.is_in("VEVENT"), &mut self.event) {
                    event.broken.get_or_insert((number, told));
                }
                Ok(())
            }
        }
    }

    fn begin(&mut self, line: &Line) -> Result<(), Fault> {
        let name = line.value.trim().to_ascii_uppercase();
        if self.open.is_empty() && name != "VCALENDAR" {
            return Err(no_calendar(line.number));
        }
        if self.open.len() == DEEPEST {
            return Err(Fault::of_all(
                line.number,
                "is nested too deep: a calendar has events, and they alarms",
            ));
        }
        self.began = true;
        self.open.push((name, line.number));
        if self.is_in("VEVENT") {
            if self.parts.events.len() == MOST_EVENTS {
                let told = format!("has more than {MOST_EVENTS} events: export a shorter span of time");
                return Err(Fault::of_all(line.number, told));
            }
            self.event = Some(Raw { line: line.number, broken: None, lines: Vec::new() });
        }
        Ok(())
    }

    fn end(&mut self, line: &Line) -> Result<(), Fault> {
        let name = line.value.trim().to_ascii_uppercase();
        if self.is_in("VEVENT") && name == "VEVENT" {
            self.parts.events.extend(self.event.take());
        }
        if self.is_in("VTIMEZONE") {
            self.parts.zones.close();
        }
        match self.open.pop() {
            Some((open, _)) if open == name => Ok(()),
            Some((open, begun)) => {
                let (name, open) = (short(&name), short(&open));
                let told = format!("has an END:{name} where the {open} of line {begun} should end");
                Err(Fault::of_all(line.number, format!("{told}: it was damaged, so get it anew")))
            }
            None => Err(no_calendar(line.number)),
        }
    }

    /// Keeps a property of an event or a zone itself; those of what is in them, such as alarms, are of no interest.
    fn keep(&mut self, line: Line) {
        if self.is_in("VEVENT") {
            if let (true, Some(event)) = (entry::KEPT.contains(&line.name.as_str()), &mut self.event) {
                event.lines.push(line);
            }
        } else if self.is_in("VTIMEZONE") {
            self.parts.zones.take(&line);
        }
    }

    fn is_in(&self, component: &str) -> bool {
        self.open.len() == 2 && self.open.last().is_some_and(|(name, _)| name == component)
    }
}
