//! `lull feed` and `lull blackout import` from a shell.

use crate::harness::{Server, text};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:patch\r\nSUMMARY:Patch day\r\n\
DTSTART;TZID=Europe/Berlin:20370110T020000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:ticking\r\n\
SUMMARY:Ticking\r\nDTSTART:20370110T020000Z\r\nDURATION:PT1M\r\nRRULE:FREQ=HOURLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn a_key_is_made_listed_and_revoked_and_its_address_is_told_once() {
    let server = Server::start();
    let admin = server.admin();
    assert!(admin.does(&["feed", "list"]).starts_with("No feed keys."));
    let made = admin.runs(&["feed", "add", "phone"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.out.contains("/calendar.ics?key=lull_feed_"), "{made:?}");
    assert!(made.err.contains("shown this once"), "{made:?}");
    let listed = admin.does(&["feed", "list"]);
    assert!(listed.contains("phone") && !listed.contains("lull_feed_"), "{listed}");
    assert!(admin.does(&["feed", "revoke", "phone"]).ends_with("is revoked\n"));
    let again = admin.runs(&["feed", "revoke", "phone"]);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.err.contains("there is no feed key phone"), "{again:?}");
}

#[test]
fn a_calendar_is_shown_before_it_is_imported_and_faults_stop_it() {
    let server = Server::start();
    let admin = server.admin();
    admin.writes("ops.ics", CALENDAR);
    let import = ["blackout", "import", "ops.ics", "--online", "--yes"];
    let refused = admin.runs(&import);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.out.contains("line 14: Ticking: "), "{refused:?}");
    assert!(refused.err.contains("1 cannot be imported, so nothing is; add --partly"), "{refused:?}");
    assert!(admin.does(&["blackout", "list"]).starts_with("No blackouts."));
    let partly = [&import[..], &["--partly"]].concat();
    assert!(admin.does(&partly).ends_with("1 blackout is planned.\n"));
    assert!(admin.does(&["blackout", "list"]).contains("Patch day"));
    let again = admin.runs(&partly);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.out.contains("planned already") && again.err.contains("nothing to import"), "{again:?}");
    assert_eq!(text(&admin.asks(&partly)["events"][0]["state"]), "known");
    assert_eq!(admin.runs(&["blackout", "import", "absent.ics", "--yes"]).code, 2);
    let private = admin.runs(&["blackout", "import", "http://127.0.0.1:1/ops.ics", "--yes"]);
    assert_eq!(private.code, 1, "{private:?}");
    assert!(private.err.contains("LULL_PRIVATE_TARGETS"), "{private:?}");
}
