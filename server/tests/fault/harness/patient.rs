//! A request whose first step runs until it is let go.

use std::path::PathBuf;

use serde_json::json;

use super::{Caller, Lull, until};

/// Runs until a file is there, and writes down each time that it runs.
pub const PATIENT: &str = r#"
name: patient
kind: global
inputs: [{ name: folder, required: true }]
steps:
  - id: waits
    env: { FOLDER: "{{ inputs.folder }}" }
    shell: |
      echo ran >> "$FOLDER/ran"
      until [ -e "$FOLDER/go" ]; do sleep 0.1; done
  - id: after
    needs: [waits]
    shell: "true"
"#;

/// One such request.
pub struct Patient {
    pub folder: PathBuf,
    pub path: String,
}

impl Patient {
    /// Starts one with a folder of this name; returns when its step runs.
    pub async fn runs(lull: &Lull, admin: &Caller, name: &str) -> Self {
        let folder = lull.path(name);
        std::fs::create_dir(&folder).unwrap();
        let ask = json!({"process": "patient", "inputs": {"folder": folder.display().to_string()}});
        let id = admin.post("/api/v1/requests", ask).await.is(201).id();
        until("its step runs", async || folder.join("ran").exists()).await;
        Self { folder, path: format!("/api/v1/requests/{id}") }
    }

    pub fn is_let_go(&self) {
        std::fs::write(self.folder.join("go"), "").unwrap();
    }

    /// How often its step ran.
    pub fn times(&self) -> usize {
        std::fs::read_to_string(self.folder.join("ran")).unwrap().lines().count()
    }

    /// Waits until it has succeeded; each step ran once.
    pub async fn ends_well(&self, admin: &Caller) {
        let ended = async || admin.get(&self.path).await.json()["status"] == json!("succeeded");
        until("what ran has ended well", ended).await;
        let request = admin.get(&self.path).await.is(200).json();
        for step in request["steps"].as_array().unwrap() {
            assert_eq!((&step["outcome"], &step["attempt"]), (&json!("succeeded"), &json!(1)), "{request}");
        }
        assert_eq!(self.times(), 1, "{request}");
    }
}
