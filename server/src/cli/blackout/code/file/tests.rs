//! What a file says is what was written; faults have their places.

use domain::blackout::SeriesToCome;
use serde_json::{from_value, json};

use super::super::write::write;
use super::*;

fn series(draft: Value, exceptions: Value) -> SeriesToCome {
    let plan: BlackoutDraft = from_value(draft).unwrap();
    let exceptions: Vec<Exception> = from_value(exceptions).unwrap();
    let id = "blk_00000000000000000000000000000001".parse().unwrap();
    let saved = "2026-12-01T00:00:00Z".parse().unwrap();
    SeriesToCome { id, saved, plan: plan.as_kept(), exceptions }
}

fn nightly(more: &Value) -> Value {
    let mut draft = json!({
        "name": "nightly", "start": "2026-12-05T02:00", "zone": "Europe/Berlin", "duration": "2h",
        "recurrence": {"every": {"days": 1}},
    });
    draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    draft
}

fn faults(text: &str) -> Vec<String> {
    let told = |fault: FieldError| {
        let place = format!("{}:{}", fault.line.unwrap_or_default(), fault.column.unwrap_or_default());
        format!("{place} {}: {}", fault.path, fault.message)
    };
    read(text).unwrap_err().into_iter().map(told).collect()
}

#[test]
fn what_people_look_for_stands_first_and_ids_do_not_stand_at_all() {
    let exceptions = json!([
        {"date": "2026-12-24", "cancelled": true},
        {"date": "2026-12-31", "start": "2026-12-31T04:00", "reason": null},
    ]);
    let text = write(&[series(nightly(&json!({"reason": "yes"})), exceptions)]).unwrap();
    let keys: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.trim_start_matches(['-', ' ']).split(':').next())
        .collect();
    assert_eq!(
        keys,
        [
            "blackouts",
            "name",
            "reason",
            "start",
            "zone",
            "duration",
            "recurrence",
            "every",
            "days",
            "announce_lead",
            "drain_lead",
            "stragglers",
            "at_end",
            "database_offline",
            "exceptions",
            "date",
            "cancelled",
            "date",
            "reason",
            "start",
        ],
        "{text}"
    );
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn pick(&mut self, of: &[Value]) -> Value {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()].clone()
    }
}

fn some_series(chance: &mut Chance, index: u64) -> SeriesToCome {
    let words = [
        "patch day",
        "yes",
        "12",
        "a: b # c",
        "- x",
        "ü 漢 🌙",
        "two\nlines",
        "'q' \"d\"",
        "null",
        "2026-12-05",
    ];
    let words: Vec<Value> = words.iter().map(|word| json!(word)).collect();
    let mut draft = json!({"name": format!("{index} {}", chance.pick(&words).as_str().unwrap().replace('\n', " ")),
        "start": format!("2026-12-{:02}T{:02}:30", 1 + chance.below(28), chance.below(24)), "zone": "Europe/Berlin"});
    let map = draft.as_object_mut().unwrap();
    let mut maybe = |chance: &mut Chance, name: &str, of: &[Value]| {
        if chance.below(2) == 0 {
            map.insert(name.to_owned(), chance.pick(of));
        }
    };
    maybe(chance, "message", &words);
    maybe(chance, "reason", &words);
    maybe(chance, "announce_lead", &[json!("1h30m"), json!("500ms"), json!("3d")]);
    maybe(chance, "drain_lead", &[json!("0s"), json!("10m")]);
    maybe(chance, "hard_maximum", &[json!("6h")]);
    maybe(chance, "at_end", &[json!("reopen"), json!("confirm")]);
    maybe(chance, "stragglers", &[json!("suspend"), json!("cancel"), json!({"wait": "20m"})]);
    maybe(
        chance,
        "recurrence",
        &[
            json!({"every": {"days": 2}}),
            json!({"every": {"weeks": 1}, "weekdays": ["mon", "thu"], "count": 7}),
            json!({"every": {"months": 1}, "month_day": "last"}),
            json!({"every": {"months": 3}, "month_day": 31, "until": "2031-01-31"}),
            json!({"every": {"months": 1}, "nth_weekday": [2, "sat"]}),
            json!({"every": {"months": 1}, "nth_weekday": ["last", "sun"]}),
        ],
    );
    map.insert("duration".to_owned(), chance.pick(&[json!("2h"), json!("90m")]));
    let mut one = series(draft, json!([]));
    if let Some(rule) = one.plan.recurrence.clone().and_then(|rule| Recurrence::try_from(rule).ok()) {
        let changes = [
            json!({"cancelled": true}),
            json!({"reason": "later", "message": null}),
            json!({"drain_lead": "1h"}),
        ];
        for date in rule.dates(one.plan.start).all_from(one.plan.start).take(4).skip(1) {
            let mut exception = chance.pick(&changes);
            let map = exception.as_object_mut().unwrap();
            map.insert("date".to_owned(), json!(date.naive().date().to_string()));
            one.exceptions.push(from_value(exception).unwrap());
        }
    }
    one
}

#[test]
fn whatever_is_written_reads_back_as_it_was() {
    for seed in 0..200 {
        let mut chance = Chance(seed);
        let all: Vec<SeriesToCome> = (0..5).map(|index| some_series(&mut chance, index)).collect();
        let text = write(&all).unwrap();
        let file = read(&text).unwrap_or_else(|faults| panic!("seed {seed}: {faults:?} in\n{text}"));
        let wanted: Vec<Entry> =
            all.into_iter().map(|one| Entry { draft: one.plan, exceptions: one.exceptions }).collect();
        assert_eq!(file.entries, wanted, "seed {seed}:\n{text}");
    }
}

#[test]
fn faults_are_told_at_once_each_where_it_stands() {
    let told = faults(
        "blackouts:\n  - name: a\n    start: tomorrow\n    zone: UTC\n    duration: 1h\n  - start: 2026-12-05T02:00\n    \
         zone: UTC\n    duration: 1h\n    colour: red\n  - plain\nmore: 1\n",
    );
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told.iter().any(|fault| fault.starts_with("3:12 blackouts[0].start: \"tomorrow\"")), "{told:#?}");
    assert!(told.iter().any(|fault| fault.starts_with("9:") && fault.contains("colour")), "{told:#?}");
    assert!(told.iter().any(|fault| fault.starts_with("10:5 blackouts[2]: is no mapping")), "{told:#?}");
    assert!(told.iter().any(|fault| fault.contains("more: is not known here")), "{told:#?}");
}

#[test]
fn a_name_stands_once_and_exceptions_are_dates_of_their_rule() {
    let one = "  - {name: a, start: 2026-12-05T02:00, zone: UTC, duration: 1h";
    let told = faults(&format!("blackouts:\n{one}}}\n{one}}}\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("3:12 blackouts[1].name: \"a\" is the name of the blackout at line 2 too"),
        "{told:?}"
    );
    let weekly = "recurrence: {every: {weeks: 1}}";
    let with =
        |exception: &str| faults(&format!("blackouts:\n{one}, {weekly}, exceptions: [{exception}]}}\n"));
    for (exception, wanted) in [
        ("{date: 2026-12-13, cancelled: true}", "is no date of this blackout"),
        ("{date: 12-12, cancelled: true}", "is no date: write it like"),
        ("{date: 2026-12-12}", "says nothing, or too much"),
        ("{date: 2026-12-12, cancelled: true, reason: x}", "says nothing, or too much"),
        ("{date: 2026-12-12, name: null}", "cannot be removed"),
        ("{date: 2026-12-12, recurrence: null}", "one date has no rule of its own"),
        ("{date: 2026-12-12, cancelled: true}, {date: 2026-12-12, reason: x}", "stands here twice"),
    ] {
        let told = with(exception);
        assert!(told.len() == 1 && told[0].contains(wanted), "{exception}: {told:?}");
    }
}

#[test]
fn an_empty_list_is_a_file_and_no_list_is_none() {
    assert!(read("blackouts: []\n").unwrap().entries.is_empty());
    assert!(read(&write(&[]).unwrap()).unwrap().entries.is_empty());
    assert!(faults("- a\n")[0].contains("begin the file with a line that says blackouts:"));
    assert!(faults("{}\n")[0].contains("lists no blackouts"));
}
