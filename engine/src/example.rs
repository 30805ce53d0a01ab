//! Examples: processes that do something real on this host and take a little while, for the first look around.

use domain::catalog::Process;
use domain::permission::{EditProcesses, Permit};

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::process;

/// Names and sources. One that runs another comes after it.
const EXAMPLES: [(&str, &str); 5] = [
    ("host-report", include_str!("example/host-report.yaml")),
    ("steady-work", include_str!("example/steady-work.yaml")),
    ("webhook", include_str!("example/webhook.yaml")),
    ("publish-archive", include_str!("example/publish-archive.yaml")),
    ("backup-rehearsal", include_str!("example/backup-rehearsal.yaml")),
];

impl Engine {
    /// Saves the examples; answers those that are new. A process that has one's name is left alone.
    ///
    /// # Errors
    /// When the database refuses or does not answer; those saved before stay.
    pub async fn load_examples(&self, permit: &Permit<EditProcesses>) -> Result<Vec<Process>> {
        let mut saved = Vec::new();
        for (name, source) in EXAMPLES {
            let known = {
                let mut tx = self.store.read().await?;
                process::get(&mut tx, name, None).await
            };
            match known {
                Ok(_) => {}
                Err(Error::NotFound(_)) => saved.push(self.create_process(permit, source).await?),
                Err(error) => return Err(error),
            }
        }
        Ok(saved)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::process::Command;

    use domain::process::Work;

    use super::*;
    use crate::definition::parse_yaml;

    #[test]
    fn every_example_reads_without_a_fault_and_has_its_name() {
        let mut before = HashSet::new();
        for (name, source) in EXAMPLES {
            let definition =
                parse_yaml(source).unwrap_or_else(|faults| panic!("{name}: {faults:#?}")).definition;
            assert_eq!(definition.name, name);
            for step in &definition.steps {
                if let Work::RunProcess(run) = &step.work {
                    assert!(
                        before.contains(run.process.as_str()),
                        "{name} runs {}, which is not there yet",
                        run.process
                    );
                }
            }
            before.insert(name);
        }
    }

    #[test]
    fn every_script_is_one_that_a_plain_shell_reads() {
        for (name, source) in EXAMPLES {
            for step in parse_yaml(source).unwrap().definition.steps {
                if let Work::Shell(script) = step.work {
                    let done = Command::new("/bin/sh").args(["-n", "-c", "--", &script]).output().unwrap();
                    assert!(
                        done.status.success(),
                        "{name}/{}: {}",
                        step.id,
                        String::from_utf8_lossy(&done.stderr)
                    );
                }
            }
        }
    }
}
