//! Secret inputs: sealed, handed to their steps, and used again by nobody else.

use domain::permission::{Role, RunProcesses};
use domain::process::Outcome;
use domain::request::{Request, StartRequest, Status};
use engine::Error;

use crate::harness::{WORK, refused};
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

/// Insists that it was refused for the secrets it carries.
#[track_caller]
fn kept_back(result: Result<Request, Error>) {
    let Err(Error::Invalid(faults)) = result else {
        panic!("it was not refused for its secrets: {result:?}")
    };
    assert!(
        faults[0].message.contains("secret inputs of ada, which nobody else may use again"),
        "{faults:?}"
    );
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

    async fn secret_inputs_of_somebody_else_are_not_used_again(world: World) {
        world.process(SECRETIVE).await;
        world.process(WORK).await;
        let (ada, ola) = (world.somebody("ada", Role::Operator).await, world.somebody("ola", Role::Operator).await);
        let given = ada.asks(with_secret()).await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("use", Outcome::Succeeded);
        world.reaches(given.id, Status::Succeeded).await;
        let open = ada.runs("work").await.unwrap();
        let permit = ola.caller.permit::<RunProcesses>().unwrap();
        kept_back(world.engine.repeat(&permit, given.id).await);
        assert_eq!(world.engine.repeat(&permit, open.id).await.unwrap().source, Some(open.id), "it carries no secret");
        world.admin().enables_maintenance("hold").await;
        let refusal = refused(ada.asks(with_secret()).await);
        kept_back(ola.runs_when_open(refusal.id).await);
        kept_back(world.admin().runs_when_open(refusal.id).await);
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 4, "nothing was made of it");
        ada.runs_when_open(refusal.id).await.unwrap();
    }
}
