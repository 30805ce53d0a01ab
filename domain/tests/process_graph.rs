//! The steps of a process as a graph, for the page and for the check.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::process::{Definition, Graph};

fn definition(steps: &[(&str, &[&str])]) -> Definition {
    let steps: Vec<serde_json::Value> = steps
        .iter()
        .map(|(id, needs)| serde_json::json!({ "id": id, "needs": needs, "shell": "make" }))
        .collect();
    serde_json::from_value(serde_json::json!({ "name": "p", "kind": "global", "steps": steps })).unwrap()
}

#[test]
fn a_step_stands_one_column_after_the_furthest_step_it_needs() {
    let definition = definition(&[("d", &["b", "c"]), ("a", &[]), ("b", &["a"]), ("c", &[])]);
    let graph = Graph::of(&definition);
    assert_eq!(graph.columns(), [2, 0, 1, 0]);
    assert_eq!(graph.upstream(0), [false, true, true, true]);
    assert_eq!(graph.upstream(3), [false; 4]);
    assert_eq!(graph.cycle(), None);
}

#[test]
fn a_circle_is_named_and_does_not_keep_the_drawing_from_ending() {
    let definition = definition(&[("a", &[]), ("b", &["a", "d"]), ("c", &["b"]), ("d", &["c"])]);
    let graph = Graph::of(&definition);
    assert_eq!(graph.cycle(), Some(vec!["b", "d", "c", "b"]));
    assert_eq!(graph.columns().len(), 4);
}

#[test]
fn a_step_that_needs_itself_is_a_circle() {
    assert_eq!(Graph::of(&definition(&[("a", &["a"])])).cycle(), Some(vec!["a", "a"]));
}
