//! Texts that are made to cost more than they should (faults.md, row 36).

#![expect(clippy::disallowed_methods, reason = "a bound on real time is what is tested")]

use std::time::{Duration, Instant};

use super::super::parse_json;
use super::{faults, told, with_steps};

#[test]
fn a_bomb_of_aliases_is_refused_at_once() {
    let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (name, before) in
        ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        let nine = vec![format!("*{before}"); 9].join(", ");
        text.push_str(&format!("{name}: &{name} [{nine}]\n"));
    }
    let began = Instant::now();
    let told = faults(&text);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    insta::assert_snapshot!(told, @"5:8 : aliases repeat more than a definition may hold");
}

#[test]
fn deep_nesting_is_refused() {
    insta::assert_snapshot!(faults(&format!("name: {}", "[".repeat(10_000))), @"1:23 : lists and mappings are nested deeper than 16");
    insta::assert_snapshot!(faults(&format!("name: {}", "{a: ".repeat(100))), @"1:67 : lists and mappings are nested deeper than 16");
}

#[test]
fn more_than_256_kib_are_refused() {
    insta::assert_snapshot!(faults(&"#".repeat(256 * 1024 + 1)), @"-:- : the definition is longer than 256 KiB");
    let json = serde_json::json!({ "name": "x".repeat(300_000) });
    insta::assert_snapshot!(told(&parse_json(&json).unwrap_err()), @"-:- : the definition is longer than 256 KiB");
}

#[test]
fn the_longest_definition_is_read_in_bounded_time() {
    let steps: String = (0..500)
        .map(|n| {
            format!(
                "  - {{ id: s{n}, needs: [{}], shell: \"make {n}\" }}\n",
                if n == 0 { String::new() } else { format!("s{}", n - 1) }
            )
        })
        .collect();
    let began = Instant::now();
    assert_eq!(super::reads(&with_steps(&steps)).definition.steps.len(), 500);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let one_more = format!("{steps}  - {{ id: more, shell: make }}\n");
    insta::assert_snapshot!(faults(&with_steps(&one_more)), @"7:3 steps: a process has at most 500 steps; this one has 501");
}

#[test]
fn many_faults_are_told_up_to_fifty() {
    let steps: String =
        (0..100).map(|n| format!("  - {{ id: s{n}, shell: make, needs: [nobody] }}\n")).collect();
    let told = faults(&with_steps(&steps));
    assert_eq!(told.lines().count(), 51);
    assert!(told.ends_with("and 50 more faults"), "{told}");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,200}") {
        let _ = super::super::parse_yaml(&text);
    }

    #[test]
    fn no_mangled_definition_makes_the_reader_panic(at in 0_usize..400, cut in 0_usize..40, insert in "[\\[\\]{}:,&*#|>'\"%@`!a1 \n\t-]{0,6}") {
        let text = with_steps("  - id: a\n    shell: |\n      make\n    env: { A: \"{{ inputs.day | default('x') }}\" }\n    retry: { attempts: 2, on: [failed] }\n  - id: b\n    needs: [a]\n    when: \"{{ steps.a.outcome == 'failed' }}\"\n    http: { url: \"https://example.org\", expect: 2xx }\n");
        let chars: Vec<char> = text.chars().collect();
        let at = at.min(chars.len());
        let end = (at + cut).min(chars.len());
        let mangled: String = chars[..at].iter().copied().chain(insert.chars()).chain(chars[end..].iter().copied()).collect();
        if let Err(faults) = super::super::parse_yaml(&mangled) {
            proptest::prop_assert!(!faults.is_empty());
            for fault in faults {
                proptest::prop_assert!(!fault.message.is_empty());
            }
        }
    }
}
