//! Secret inputs: sealed, and handed to their steps.

use domain::process::Outcome;
use domain::request::{StartRequest, Status};

use crate::on_both;

const SECRETIVE: &str = "
name: secretive
kind: global
inputs:
  - { name: token, secret: true, required: true }
steps:
  - id: use
    shell: use
    env: { TOKEN: \"{{ inputs.token }}\" }
";

fn with_secret() -> StartRequest {
    StartRequest {
        process: "secretive".to_owned(),
        inputs: [("token".to_owned(), "canary-4711".to_owned())].into(),
        ..StartRequest::default()
    }
}

on_both! {
    async fn a_secret_input_is_encrypted_masked_and_handed_to_its_step(world: World) {
        world.process(SECRETIVE).await;
        let request = world.admin().asks(with_secret()).await.unwrap();
        assert_eq!(request.inputs["token"], "••••••");
        let jobs = world.runner.has_started(1).await;
        assert!(jobs[0].env.contains(&("TOKEN".to_owned(), "canary-4711".to_owned())));
        assert_eq!(jobs[0].secrets, ["canary-4711"]);
        let leaks = "SELECT COUNT(*) FROM request WHERE inputs LIKE '%canary%' OR secrets LIKE '%canary%'";
        assert_eq!(world.counts(leaks).await, 0);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE detail LIKE '%canary%'").await, 0);
        world.runner.ends("use", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        let permit = world.admin().caller.permit().unwrap();
        let again = world.engine.repeat(&permit, request.id).await.unwrap();
        assert_eq!(world.runner.has_started(2).await[1].secrets, ["canary-4711"]);
        assert_eq!(again.source, Some(request.id));
    }
}
