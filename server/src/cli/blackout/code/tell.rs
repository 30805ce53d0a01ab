//! The plan in words.

use app::words::count;
use domain::blackout::BlackoutEdit;
use serde_json::Value;

use super::plan::{Act, Planned};
use crate::cli::look::{Look, Tint, one_line};

/// The plan, a line for each blackout and one for each field, date and note below it.
pub fn plan(planned: &[Planned], look: &Look) -> String {
    let mut text = String::new();
    for one in planned {
        let (tint, verb) = match &one.act {
            Act::Make(_) => (Tint::Good, "make"),
            Act::Change(_) => (Tint::Busy, "change"),
            Act::Keep if one.changes() => (Tint::Busy, "change"),
            Act::Keep => (Tint::Soft, "leave alone"),
            Act::CallOff => (Tint::Bad, "call off"),
        };
        text.push_str(&format!("{}  {}\n", look.tint(tint, &format!("{verb:11}")), one_line(&one.name)));
        for line in below(one) {
            text.push_str(&format!("{:13}{line}\n", ""));
        }
    }
    text + &sum(planned)
}

fn below(one: &Planned) -> Vec<String> {
    let mut lines = Vec::new();
    match &one.act {
        Act::Make(draft) => {
            lines.push(format!("from {} in {}", draft.start.words(), one_line(&draft.zone)));
        }
        Act::Change(edit) => {
            let before = one.known.as_ref().and_then(|known| serde_json::to_value(&known.plan).ok());
            lines.extend(differences(edit, &before.unwrap_or_default()));
        }
        Act::Keep | Act::CallOff => {}
    }
    for date in &one.dates {
        let day = date.start.naive().date();
        match &date.edit {
            None => lines.push(format!("{day}: call off")),
            Some(edit) => {
                let fields = differences(edit, &Value::Null);
                lines.extend(fields.into_iter().map(|field| format!("{day}: {field}")));
            }
        }
    }
    lines.extend(one.notes.iter().map(|note| format!("note: {}", one_line(note))));
    lines
}

/// `duration: 2h → 3h` for each field; what was before is left out where it is not known.
fn differences(edit: &BlackoutEdit, before: &Value) -> Vec<String> {
    let Ok(Value::Object(edit)) = serde_json::to_value(edit) else { return Vec::new() };
    let line = |(name, after): (String, Value)| match before {
        Value::Object(map) => format!("{name}: {} → {}", said(map.get(&name)), said(Some(&after))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            format!("{name}: {}", said(Some(&after)))
        }
    };
    edit.into_iter().map(line).collect()
}

fn said(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::String(text)) => one_line(text),
        Some(value) => value.to_string(),
    }
}

fn sum(planned: &[Planned]) -> String {
    let all = planned.len() as u64;
    if !planned.iter().any(Planned::changes) {
        let are = if all == 1 { "is" } else { "are" };
        return match all {
            0 => "Nothing to do: the file lists no blackouts.\n".to_owned(),
            _ => format!("Nothing to do: {} {are} as the file says.\n", count(all, "blackout", "blackouts")),
        };
    }
    let number = |wanted: fn(&Planned) -> bool| planned.iter().filter(|one| wanted(one)).count();
    let make = number(|one| matches!(one.act, Act::Make(_)));
    let off = number(|one| one.act == Act::CallOff);
    let keep = number(|one| !one.changes());
    let change = planned.len() - make - off - keep;
    format!("{make} to make, {change} to change, {off} to call off, {keep} to leave alone.\n")
}
