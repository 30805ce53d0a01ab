//! Every server function and what it needs. What is not listed is not answered.

use domain::permission::{Authority, Permission};

use crate::error::ApiError;

/// What a server function asks of whoever calls it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing: anybody may.
    Nothing,
    /// To be logged in.
    Login,
    /// This permission.
    Permission(Permission),
}

/// One server function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its path: `/app/maintenance/set`.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// A form that it understands, for the test that walks them all; it need not succeed.
    pub example: &'static str,
}

impl Entry {
    /// Whether somebody with this authority may call it.
    ///
    /// # Errors
    /// `Unauthenticated` or `Forbidden`.
    pub fn check(&self, authority: Option<&Authority>) -> Result<(), ApiError> {
        match (self.needs, authority) {
            (Needs::Nothing, _) | (Needs::Login, Some(_)) => Ok(()),
            (Needs::Login | Needs::Permission(_), None) => Err(ApiError::Unauthenticated),
            (Needs::Permission(permission), Some(authority)) if authority.may(permission) => Ok(()),
            (Needs::Permission(permission), Some(authority)) => Err(ApiError::Forbidden(
                domain::permission::Forbidden {
                    who: authority.person().name.clone(),
                    role: authority.role(),
                    needs: permission,
                }
                .to_string(),
            )),
        }
    }
}

/// The entry of a path; none when it is not listed.
#[must_use]
pub fn find(path: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.path == path)
}

const fn open(path: &'static str, example: &'static str) -> Entry {
    Entry { path, needs: Needs::Nothing, example }
}

const fn login(path: &'static str, example: &'static str) -> Entry {
    Entry { path, needs: Needs::Login, example }
}

const fn needs(path: &'static str, permission: Permission, example: &'static str) -> Entry {
    Entry { path, needs: Needs::Permission(permission), example }
}

use Permission as P;

/// Every server function of the app.
#[rustfmt::skip]
pub const TABLE: &[Entry] = &[
    open("/app/session/in", "username=ada&password=wrong-password&next="),
    login("/app/session/out", ""),
    open("/app/zone/find", "name=Europe%2FBerlin"),

    needs("/app/maintenance/read", P::Read, ""),
    needs("/app/maintenance/drain", P::Read, ""),
    needs("/app/maintenance/review", P::ManageMaintenance, "enabled=yes&reason=&message=&estimated_end=&expires_at=&zone=UTC&epoch=0"),
    needs("/app/maintenance/pending", P::ManageMaintenance, "draft=0"),
    needs("/app/maintenance/set", P::ManageMaintenance, "enabled=yes&reason=&message=&estimated_end=&expires_at=&zone=UTC&epoch=0"),
    needs("/app/maintenance/keep", P::ManageMaintenance, ""),
    needs("/app/blackouts/list", P::Read, "range="),
    needs("/app/blackouts/read", P::Read, "id=blk_00000000000000000000000000000000&date=2026-12-05T02%3A00"),
    needs("/app/blackouts/editable", P::ManageMaintenance, "id=blk_00000000000000000000000000000000"),
    needs("/app/blackouts/slots", P::Read, "from=&to=&duration=&zone=UTC&answers="),
    needs("/app/blackouts/take-slot", P::ManageMaintenance, "slot=2031-03-04T02%3A00%2F2031-03-04T04%3A00&zone=UTC&answers="),
    needs("/app/blackouts/import-review", P::ManageMaintenance, "ics=BEGIN%3AVCALENDAR&url=&zone=UTC"),
    needs("/app/blackouts/import-pending", P::ManageMaintenance, "draft=0"),
    needs("/app/blackouts/import", P::ManageMaintenance, "calendar=0&take%5Bline1%5D=x"),
    needs("/app/blackouts/wizard", P::ManageMaintenance, "step=&draft="),
    needs("/app/blackouts/next", P::ManageMaintenance, "name=x&start=2031-03-04T02%3A00&duration=1h&zone=UTC&repeats=weeks&every=2"),
    needs("/app/blackouts/step", P::ManageMaintenance, "step=what&go=&name=x"),
    needs("/app/blackouts/plan", P::ManageMaintenance, "name=x"),
    needs("/app/blackouts/edit", P::ManageMaintenance, "id=blk_00000000000000000000000000000000&saved=2026-12-05T01%3A00%3A00Z&date=&scope=&name=x"),
    needs("/app/blackouts/cancel", P::ManageMaintenance, "id=blk_00000000000000000000000000000000&date=2026-12-05T02%3A00&scope=later"),
    needs("/app/blackouts/extend", P::ManageMaintenance, "id=blk_00000000000000000000000000000000&end=2026-12-05T03%3A30&zone=UTC"),
    needs("/app/blackouts/end", P::ManageMaintenance, "id=blk_00000000000000000000000000000000"),
    needs("/app/blackouts/confirm", P::ManageMaintenance, "id=blk_00000000000000000000000000000000"),
    needs("/app/calendar/read", P::Read, "view=month&day=2031-03-04&zone=UTC"),
    needs("/app/settings/read", P::Read, ""),
    needs("/app/settings/save", P::ManageSettings, "opening_pace=5&keep_days=90&remind_after_hours=4"),

    needs("/app/requests/list", P::Read, "search=&status=&time=&process=&cursor="),
    needs("/app/requests/read", P::Read, "id=req_00000000000000000000000000000000"),
    needs("/app/requests/look", P::Read, "id=req_00000000000000000000000000000000"),
    needs("/app/requests/log", P::Read, "id=req_00000000000000000000000000000000&step=&attempt=&from=&line=&at="),
    needs("/app/requests/log-on", P::Read, "id=req_00000000000000000000000000000000&step=a&attempt=1&offset=0"),
    needs("/app/requests/runnable", P::Read, "process=nightly-report"),
    needs("/app/requests/start", P::RunProcesses, "process=nightly-report&inputs%5Bday%5D=monday&at=&zone=UTC"),
    needs("/app/requests/repeat", P::RunProcesses, "id=req_00000000000000000000000000000000"),
    login("/app/requests/cancel", "id=req_00000000000000000000000000000000"),
    needs("/app/requests/run-when-open", P::RunProcesses, "id=req_00000000000000000000000000000000"),
    needs("/app/processes/list", P::Read, "search=&cursor="),
    needs("/app/processes/read", P::Read, "process=nightly-report&version="),
    needs("/app/processes/versions", P::Read, "process=nightly-report&cursor="),
    needs("/app/processes/changes", P::Read, "process=nightly-report&from=1&to=2"),
    needs("/app/processes/check", P::Read, "definition=name%3A+x"),
    needs("/app/processes/save", P::EditProcesses, "id=&based_on=&definition=name%3A+x&intent=check"),
    needs("/app/processes/load-examples", P::EditProcesses, ""),

    needs("/app/tasks/list", P::Read, ""),
    needs("/app/tasks/read", P::Read, "id=task_00000000000000000000000000000000"),
    needs("/app/tasks/respond", P::Read, "id=task_00000000000000000000000000000000&outcome=succeeded&comment=&properties="),

    needs("/app/users/list", P::ManageUsers, "cursor="),
    needs("/app/users/read", P::ManageUsers, "id=user_00000000000000000000000000000000"),
    needs("/app/users/add", P::ManageUsers, "username=&password=&role=viewer"),
    needs("/app/users/edit", P::ManageUsers, "id=user_00000000000000000000000000000000&role=viewer"),
    needs("/app/users/password", P::ManageUsers, "id=user_00000000000000000000000000000000&password="),
    needs("/app/audit/list", P::ViewAudit, "action=&actor=&cursor="),

    login("/app/profile/zones", ""),
    login("/app/profile/zone", "zone=UTC"),
    login("/app/profile/password", "old_password=&new_password=&again_password="),
    login("/app/tokens/list", "cursor="),
    login("/app/tokens/make", "name=&days="),
    login("/app/tokens/revoke", "id=tok_00000000000000000000000000000000"),
    login("/app/feed/keys", "cursor="),
    login("/app/feed/make-key", "name="),
    login("/app/feed/revoke-key", "id=feed_00000000000000000000000000000000"),
];

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_server_function_is_listed_once_and_every_listed_one_exists() {
        let made: BTreeSet<&str> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
        let listed: BTreeSet<&str> = TABLE.iter().map(|entry| entry.path).collect();
        assert_eq!(made, listed);
        assert_eq!(listed.len(), TABLE.len());
        assert!(listed.len() > 10, "nothing was registered");
    }

    #[test]
    fn no_server_function_answers_to_get() {
        let got: Vec<&str> = server_fn::axum::server_fn_paths()
            .filter(|(_, method)| *method != axum::http::Method::POST)
            .map(|(path, _)| path)
            .collect();
        assert!(got.is_empty(), "{got:?}");
    }

    #[test]
    fn what_changes_anything_is_not_open_to_everybody() {
        let open: Vec<&str> =
            TABLE.iter().filter(|entry| entry.needs == Needs::Nothing).map(|entry| entry.path).collect();
        assert_eq!(open, ["/app/session/in", "/app/zone/find"]);
    }
}
