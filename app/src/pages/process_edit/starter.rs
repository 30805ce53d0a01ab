//! What a new process begins with: small, and runs as it is.

/// A definition with an input, two steps after each other, one beside them, and an end.
pub(super) const TEXT: &str = r#"name: my-process
kind: global
description: What it is for, in a line.
inputs:
  - { name: greeting, required: true, default: Hello }
steps:
  - id: prepare
    shell: |
      echo "$GREETING from $(hostname)"
      echo "file=report.txt" >> "$LULL_OUTPUT"
    env: { GREETING: "{{ inputs.greeting }}" }
    timeout: 10m
  - id: look-around
    shell: df -h .
  - id: publish
    needs: [prepare]
    shell: |
      for part in 1 2 3; do echo "part $part of $FILE"; sleep 1; done
    env: { FILE: "{{ steps.prepare.output.file }}" }
    retry: { attempts: 2, on: [failed] }
  - id: done
    needs: [publish, look-around]
    finish: { outcome: succeeded, message: "published {{ steps.prepare.output.file }}" }
"#;

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #[test]
    fn the_starter_has_no_fault() {
        let read = engine::definition::parse_yaml(super::TEXT);
        assert_eq!(
            read.map(|parsed| parsed.definition.steps.len()).map_err(|faults| format!("{faults:?}")),
            Ok(4)
        );
    }
}
