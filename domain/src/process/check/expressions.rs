//! Faults of expressions: what they may read, and from where.

use super::super::{
    Definition, Expression, Graph, LOCAL_AGENT, Reference, StepDef, Template, places, when_expression,
};
use super::{Fault, Faults};

pub(super) fn check(definition: &Definition, graph: &Graph<'_>, found: &mut Vec<Fault>) {
    for (index, step) in definition.steps.iter().enumerate() {
        let scope = Scope { definition, graph, upstream: graph.upstream(index), step };
        let mut faults = Faults { found: &mut *found, below: format!("steps[{index}]") };
        scope.check_when(&mut faults);
        scope.check_agent(&mut faults);
        for place in places::templates(step) {
            match Template::parse(place.text) {
                Err(error) => faults.at(&place.path, error.to_string()),
                Ok(template) => {
                    for expression in template.expressions() {
                        scope.check_references(expression, place.shown, &place.path, &mut faults);
                    }
                }
            }
        }
    }
}

struct Scope<'a> {
    definition: &'a Definition,
    graph: &'a Graph<'a>,
    upstream: Vec<bool>,
    step: &'a StepDef,
}

impl Scope<'_> {
    fn check_when(&self, faults: &mut Faults<'_>) {
        let Some(when) = &self.step.when else { return };
        match when_expression(when) {
            Err(error) => faults.at("when", error.to_string()),
            Ok(expression) => {
                self.check_references(&expression, true, "when", faults);
                let hidden = ["timed_out", "interrupted"];
                if let Some(word) = expression.texts().iter().find(|text| hidden.contains(&text.as_str())) {
                    faults.at(
                        "when",
                        format!("a step that ended {word} is 'failed' to when: compare with 'failed'"),
                    );
                }
            }
        }
    }

    fn check_agent(&self, faults: &mut Faults<'_>) {
        let Some(agent) = &self.step.agent else {
            return;
        };
        if !matches!(self.step.kind(), super::super::StepKind::Shell | super::super::StepKind::Http) {
            faults.at("agent", format!("a step of kind {} runs on no agent", self.step.kind().as_str()));
        }
        match Template::parse(agent) {
            Err(error) => faults.at("agent", error.to_string()),
            Ok(template) if template.is_plain() => {
                if agent != LOCAL_AGENT {
                    faults.at(
                        "agent",
                        format!(
                            "there is no agent \"{}\": this version has the embedded one, {LOCAL_AGENT}",
                            shown(agent)
                        ),
                    );
                }
            }
            Ok(template) => {
                for expression in template.expressions() {
                    self.check_references(expression, true, "agent", faults);
                    if expression
                        .references()
                        .iter()
                        .any(|reference| !matches!(reference, Reference::Input(_)))
                    {
                        faults.at("agent", "an agent is chosen by an input, not by what another step did");
                    }
                }
            }
        }
    }

    fn check_references(
        &self,
        expression: &Expression,
        shown_to_people: bool,
        path: &str,
        faults: &mut Faults<'_>,
    ) {
        for reference in expression.references() {
            match reference {
                Reference::Input(name) => match self.definition.input(name) {
                    None => faults.at(path, self.unknown_input(name)),
                    Some(input) if input.secret && shown_to_people => faults.at(
                        path,
                        format!("{name} is secret and would show here; env, http and the inputs of run_process may read it"),
                    ),
                    Some(_) => {}
                },
                Reference::Outcome(id) | Reference::ExitCode(id) | Reference::Output(id) => {
                    match self.graph.position(id) {
                        None => faults.at(path, format!("there is no step called \"{}\"", shown(id))),
                        Some(_) if *id == self.step.id => faults.at(path, "a step cannot read itself".to_owned()),
                        Some(position) if !self.upstream[position] => faults.at(
                            path,
                            format!("{id} may not have ended when {} begins: name it in needs", self.step.id),
                        ),
                        Some(_) => {}
                    }
                }
            }
        }
    }

    fn unknown_input(&self, name: &str) -> String {
        let known: Vec<&str> = self.definition.inputs.iter().map(|input| input.name.as_str()).collect();
        match known.as_slice() {
            [] => format!("there is no input called \"{}\": this process has none", shown(name)),
            known => format!("there is no input called \"{}\"; there are {}", shown(name), known.join(", ")),
        }
    }
}

fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}
