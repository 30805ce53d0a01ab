//! Processes in words.

use domain::catalog::{Process, ProcessSummary, ProcessVersion};
use domain::page::Page;
use domain::process::{Input, StepDef, Wait, Work};

use super::super::facts::Facts;
use super::super::look::{Look, Tint};
use super::super::moment::{exact, told};
use super::super::table::{Table, tinted};

pub(super) fn list(page: &Page<ProcessSummary>, look: &Look) -> String {
    let mut table = Table::new(look, ["NAME", "VERSION", "STEPS", "CHANGED", "LAST REQUEST", "DESCRIPTION"]);
    for item in &page.items {
        let last = match &item.last {
            Some(last) => tinted(
                Tint::of_status(last.status),
                format!(
                    "{}, {}",
                    last.status.label(),
                    told(last.ended.or(last.began).unwrap_or(last.created), look.now)
                ),
            ),
            None => tinted(Tint::Soft, "never run"),
        };
        table.row([
            (&item.name).into(),
            item.version.to_string().into(),
            item.steps.to_string().into(),
            format!("{} by {}", told(item.changed, look.now), item.author.name).into(),
            last,
            item.description.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.text()
}

pub(super) fn process(process: &Process, look: &Look) -> String {
    let definition = &process.definition;
    let mut facts = Facts::new(look);
    let newest = if process.version == process.newest {
        String::new()
    } else {
        format!("; the newest is {}", process.newest)
    };
    facts
        .add("id", process.id.to_string())
        .add("kind", definition.kind.as_str())
        .add("version", format!("{}{newest}", process.version))
        .add("saved", format!("{} by {}", exact(process.created, look.now), process.author.name))
        .maybe("description", definition.description.as_ref());
    let mut text = format!("{}\n{}", look.heading(&process.name), facts.text());
    if !definition.inputs.is_empty() {
        text.push_str(&format!("\n{}", inputs(&definition.inputs, look)));
    }
    text + "\n" + &steps(&definition.steps, look)
}

fn inputs(inputs: &[Input], look: &Look) -> String {
    let mut table = Table::new(look, ["INPUT", "", "DEFAULT", "CHOICES", "DESCRIPTION"]);
    for input in inputs {
        let marks = [(input.required, "required"), (input.secret, "secret")];
        let marks: Vec<&str> = marks.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
        let default = input.default.as_deref().map(|value| if input.secret { "•••" } else { value });
        table.row([
            (&input.name).into(),
            marks.join(", ").into(),
            default.unwrap_or_default().into(),
            input.choices.join(", ").into(),
            input.description.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.text()
}

fn steps(steps: &[StepDef], look: &Look) -> String {
    let mut table = Table::new(look, ["STEP", "KIND", "NEEDS", "WHEN", "WHAT"]);
    for step in steps {
        table.row([
            (&step.id).into(),
            step.kind().as_str().into(),
            step.needs.join(", ").into(),
            step.when.as_deref().unwrap_or_default().into(),
            what(&step.work).into(),
        ]);
    }
    table.text()
}

/// What a step does, in at most 60 characters.
fn what(work: &Work) -> String {
    let text = match work {
        Work::Shell(script) => {
            script.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
        }
        Work::Http(http) => format!("{} {}", http.method.as_str(), http.url),
        Work::Manual(manual) => manual.prompt.clone(),
        Work::RunProcess(run) => run.process.clone(),
        Work::Wait(Wait::For(span)) => format!("for {span}"),
        Work::Wait(Wait::Until(at)) => format!("until {at}"),
        Work::Finish(finish) => {
            format!("{} {}", finish.outcome, finish.message.as_deref().unwrap_or_default())
        }
    };
    let more = matches!(work, Work::Shell(script) if script.trim().lines().count() > 1);
    let short: String = text.chars().take(60).collect();
    if more || short.len() < text.len() { format!("{} …", short.trim_end()) } else { short }
}

pub(super) fn versions(page: &Page<ProcessVersion>, look: &Look) -> String {
    let mut table = Table::new(look, ["VERSION", "SAVED", "BY"]);
    for version in &page.items {
        table.row([
            version.version.to_string().into(),
            exact(version.created, look.now).into(),
            (&version.author.name).into(),
        ]);
    }
    table.text()
}
