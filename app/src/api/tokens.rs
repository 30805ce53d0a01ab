//! API tokens.

use domain::id::TokenId;
use domain::page::Page;
use domain::user::{MadeToken, Token};
use leptos::prelude::*;

use crate::error::ApiError;

/// A page of one's own tokens, of everybody's for those who manage users; newest first.
#[server(prefix = "/app", endpoint = "tokens/list")]
pub async fn list_tokens(#[server(default)] cursor: String) -> Result<Page<Token>, ApiError> {
    let (context, caller) = crate::context::caller()?;
    Ok(context.engine.tokens(&caller, super::cursor(&cursor), None).await?)
}

/// Makes a token; its secret is told this once. `days` is how long it lasts, empty for ever.
#[server(prefix = "/app", endpoint = "tokens/make")]
pub async fn make_token(name: String, #[server(default)] days: String) -> Result<MadeToken, ApiError> {
    use domain::duration::Span;
    use domain::user::NewToken;
    let (context, caller) = crate::context::caller()?;
    let expires = match days.trim() {
        "" => None,
        days => {
            let days = super::settings::number("days", days)?;
            if !(1..=3_650).contains(&days) {
                return Err(ApiError::field("days", "Enter 1 to 3650 days, or nothing."));
            }
            Some(context.now.plus(Span::from_secs(i64::from(days) * 86_400)))
        }
    };
    let made = context.engine.make_token(&caller, NewToken { name: name.trim().to_owned(), expires }).await?;
    context.show_once(&made.secret);
    Ok(made)
}

/// Revokes a token, at once and for good.
#[server(prefix = "/app", endpoint = "tokens/revoke")]
pub async fn revoke_token(id: TokenId) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    context.engine.revoke_token(&caller, id).await?;
    context.go_plain("/profile?done=revoked");
    Ok(())
}
