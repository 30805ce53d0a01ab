//! Logging in and out.

use leptos::prelude::*;

use crate::error::ApiError;

/// Logs in: sets the cookie and gives the page to go to, a path of this site.
#[server(prefix = "/app", endpoint = "session/in")]
pub async fn log_in(
    username: String,
    password: String,
    #[server(default)] next: String,
) -> Result<String, ApiError> {
    let context = crate::context::context()?;
    let login = context.engine.log_in(username.trim(), &password, context.from).await.map_err(wrong)?;
    context.set_session_cookie(Some((&login.secret, login.expires)));
    let next = crate::next::local(&next).unwrap_or("/").to_owned();
    context.go_plain(&next);
    Ok(next)
}

/// Nobody is logged in yet: what fails here is the name or the password, without saying which.
#[cfg(feature = "ssr")]
fn wrong(error: engine::Error) -> ApiError {
    match ApiError::from(error) {
        ApiError::Unauthenticated => {
            ApiError::field("password", "The user name or the password is not right.")
        }
        other => other,
    }
}

/// Logs out: ends the session and clears the cookie.
#[server(prefix = "/app", endpoint = "session/out")]
pub async fn log_out() -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    context.engine.log_out(&caller).await?;
    context.set_session_cookie(None);
    context.go("/login");
    Ok(())
}
