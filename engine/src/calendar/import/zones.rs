//! Which zone a TZID means.

use std::collections::BTreeMap;

use super::fault::short;
use super::lines::Line;
use super::windows;
use crate::zone::Iana;

/// The zones that a calendar may speak of.
#[derive(Default)]
pub(super) struct Zones {
    /// That of days and times that name none.
    pub(super) floating: Option<Iana>,
    /// Those for whose TZID a VTIMEZONE gives an IANA name.
    located: BTreeMap<String, Iana>,
    tzid: Option<String>,
    location: Option<Iana>,
}

impl Zones {
    /// Takes a property of a VTIMEZONE. Its observances are not read: a blackout is kept in a zone, not by offsets.
    pub(super) fn take(&mut self, line: &Line) {
        match line.name.as_str() {
            "TZID" => self.tzid = Some(line.value.trim().to_owned()),
            "X-LIC-LOCATION" => self.location = Iana::named(line.value.trim()),
            _ => {}
        }
    }

    /// Ends a VTIMEZONE.
    pub(super) fn close(&mut self) {
        if let (Some(tzid), Some(zone)) = (self.tzid.take(), self.location.take()) {
            self.located.insert(tzid, zone);
        }
    }

    /// The zone that a TZID means.
    ///
    /// # Errors
    /// Words for somebody who has the calendar.
    pub(super) fn named(&self, tzid: &str) -> Result<Iana, String> {
        let known = named_at_the_end(tzid).or_else(|| windows::zone(tzid));
        known.or_else(|| self.located.get(tzid).copied()).ok_or_else(|| {
            let tzid = short(tzid);
            format!("is in \"{tzid}\", which is no zone that Lull knows: give its TZID an IANA name like Europe/Berlin")
        })
    }
}

/// An IANA name, or one behind the name of whoever gave it: `/freeassociation.sourceforge.net/Europe/Berlin`.
fn named_at_the_end(tzid: &str) -> Option<Iana> {
    let behind = tzid.match_indices('/').map(|(at, _)| &tzid[at + 1..]).take(6);
    Iana::named(tzid).or_else(|| behind.filter(|_| tzid.starts_with('/')).find_map(Iana::named))
}
