//! What is read, what is refused and with which words, and what expressions give.

mod evaluation;
mod faults;
mod limits;
mod reading;

use domain::problem::FieldError;

use super::{Parsed, parse_yaml};

fn reads(text: &str) -> Parsed {
    parse_yaml(text).unwrap_or_else(|faults| panic!("refused:\n{}", told(&faults)))
}

/// The faults of a text as a person would be told them: `line:column path: message`.
fn faults(text: &str) -> String {
    match parse_yaml(text) {
        Ok(parsed) => panic!("it was accepted: {:?}", parsed.definition),
        Err(faults) => told(&faults),
    }
}

fn told(faults: &[FieldError]) -> String {
    let place = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    let line = |fault: &FieldError| {
        format!("{}:{} {}: {}", place(fault.line), place(fault.column), fault.path, fault.message)
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A definition with these steps and an input `day`, a secret `token` and choices `size`; steps begin in line 7.
fn with_steps(steps: &str) -> String {
    format!(
        "name: nightly\nkind: global\ninputs:\n  - {{ name: day, required: true }}\n  - {{ name: token, secret: true }}\nsteps:\n{steps}"
    )
}
