//! Who may call what: the one table of REST routes. What is not listed here is not served.

use domain::permission::Permission as P;
use http::Method;

/// What a route asks of its caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Nothing, and nobody is looked up: it works while the database does not.
    Public,
    /// Nothing; those who are logged in are told more. While callers cannot be looked up, all are strangers.
    Anyone,
    /// Nothing here: pages and server functions ask for their own permissions. Not for REST.
    Page,
    /// An account, whatever its role.
    Account,
    /// A permission.
    Needs(P),
    /// A key of its own in the query, which the route looks at itself; counted as calls of strangers are.
    Key,
    /// What `LULL_METRICS` says.
    Metrics,
}

/// One route: its method (HEAD goes with GET), its path as the router spells it, what it asks of its caller.
pub type Route = (Method, &'static str, Access);

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const PATCH: Method = Method::PATCH;
const DELETE: Method = Method::DELETE;

/// Every REST route.
pub const ROUTES: &[Route] = &[
    (GET, "/healthz", Access::Public),
    (GET, "/readyz", Access::Public),
    (GET, "/metrics", Access::Metrics),
    (GET, "/api/v1/openapi.json", Access::Public),
    (POST, "/api/v1/sessions", Access::Public),
    (DELETE, "/api/v1/sessions/current", Access::Account),
    (GET, "/api/v1/me", Access::Account),
    (PATCH, "/api/v1/me", Access::Account),
    (PUT, "/api/v1/me/password", Access::Account),
    (GET, "/api/v1/status", Access::Anyone),
    (GET, "/api/v1/status/events", Access::Anyone),
    (GET, "/api/v1/maintenance", Access::Needs(P::Read)),
    (PUT, "/api/v1/maintenance", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/maintenance/keep", Access::Needs(P::ManageMaintenance)),
    (GET, "/api/v1/maintenance/impact", Access::Needs(P::Read)),
    (GET, "/api/v1/maintenance/drain", Access::Needs(P::Read)),
    (GET, "/api/v1/blackouts", Access::Needs(P::Read)),
    (POST, "/api/v1/blackouts", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/blackouts/preview", Access::Needs(P::ManageMaintenance)),
    (GET, "/api/v1/blackouts/slots", Access::Needs(P::Read)),
    (POST, "/api/v1/blackouts/import", Access::Needs(P::ManageMaintenance)),
    (GET, "/calendar.ics", Access::Key),
    (GET, "/api/v1/calendar/keys", Access::Needs(P::Read)),
    (POST, "/api/v1/calendar/keys", Access::Needs(P::Read)),
    (DELETE, "/api/v1/calendar/keys/{id}", Access::Needs(P::Read)),
    (GET, "/api/v1/blackouts/series", Access::Needs(P::Read)),
    (GET, "/api/v1/blackouts/{id}", Access::Needs(P::Read)),
    (PATCH, "/api/v1/blackouts/{id}", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/blackouts/{id}/cancel", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/blackouts/{id}/extend", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/blackouts/{id}/end", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/blackouts/{id}/confirm", Access::Needs(P::ManageMaintenance)),
    (GET, "/api/v1/blackouts/{id}/occurrences/{start}", Access::Needs(P::Read)),
    (PATCH, "/api/v1/blackouts/{id}/occurrences/{start}", Access::Needs(P::ManageMaintenance)),
    (POST, "/api/v1/blackouts/{id}/occurrences/{start}/cancel", Access::Needs(P::ManageMaintenance)),
    (GET, "/api/v1/settings/system", Access::Needs(P::Read)),
    (PUT, "/api/v1/settings/system", Access::Needs(P::ManageSettings)),
    (GET, "/api/v1/processes", Access::Needs(P::Read)),
    (POST, "/api/v1/processes", Access::Needs(P::EditProcesses)),
    (POST, "/api/v1/processes/check", Access::Needs(P::Read)),
    (GET, "/api/v1/processes/{id}", Access::Needs(P::Read)),
    (PUT, "/api/v1/processes/{id}", Access::Needs(P::EditProcesses)),
    (GET, "/api/v1/processes/{id}/versions", Access::Needs(P::Read)),
    (POST, "/api/v1/examples", Access::Needs(P::EditProcesses)),
    (GET, "/api/v1/requests", Access::Needs(P::Read)),
    (POST, "/api/v1/requests", Access::Needs(P::RunProcesses)),
    (GET, "/api/v1/requests/{id}", Access::Needs(P::Read)),
    (GET, "/api/v1/requests/{id}/log", Access::Needs(P::Read)),
    (POST, "/api/v1/requests/{id}/repeat", Access::Needs(P::RunProcesses)),
    (POST, "/api/v1/requests/{id}/cancel", Access::Needs(P::RunProcesses)),
    (POST, "/api/v1/requests/{id}/run-when-open", Access::Needs(P::RunProcesses)),
    (GET, "/api/v1/tasks", Access::Needs(P::Read)),
    (GET, "/api/v1/tasks/{id}", Access::Needs(P::Read)),
    (POST, "/api/v1/tasks/{id}/respond", Access::Needs(P::Read)),
    (GET, "/api/v1/missed", Access::Needs(P::Read)),
    (GET, "/api/v1/users", Access::Needs(P::ManageUsers)),
    (POST, "/api/v1/users", Access::Needs(P::ManageUsers)),
    (GET, "/api/v1/users/{id}", Access::Needs(P::ManageUsers)),
    (PATCH, "/api/v1/users/{id}", Access::Needs(P::ManageUsers)),
    (GET, "/api/v1/roles", Access::Needs(P::Read)),
    (GET, "/api/v1/tokens", Access::Account),
    (POST, "/api/v1/tokens", Access::Account),
    (DELETE, "/api/v1/tokens/{id}", Access::Account),
    (GET, "/api/v1/audit", Access::Needs(P::ViewAudit)),
];

/// What a method on a path asks for, or the methods that the path has instead.
///
/// # Errors
/// The path's methods, as `Allow` names them; empty for a path that is not listed at all.
pub fn access(method: &Method, path: &str) -> Result<Access, String> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let mut others: Vec<&str> = Vec::new();
    for (listed, listed_path, access) in ROUTES {
        if *listed_path == path {
            if listed == method {
                return Ok(*access);
            }
            others.push(listed.as_str());
            if *listed == Method::GET {
                others.push("HEAD");
            }
        }
    }
    Err(others.join(", "))
}
