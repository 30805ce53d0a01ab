//! API tokens.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::TokenId;
use domain::page::Page;
use domain::user::{MadeToken, NewToken, Token};
use http::StatusCode;

use super::extract::{Body, Id, Search, Who};
use super::{Turn, created};
use crate::web::{Problem, Web};

/// Lists one's own tokens; all of them for those with Manage Users.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "administration", params(Turn), responses((status = 200, body = Page<Token>)))]
pub async fn list_tokens(
    State(web): State<Web>,
    Who(caller): Who,
    Search(turn): Search<Turn>,
) -> Result<Json<Page<Token>>, Problem> {
    Ok(Json(web.engine.tokens(&caller, turn.cursor.as_deref(), turn.limit).await?))
}

/// Makes a token that acts with its owner's rights at the moment of use. Its secret is told this once.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "administration", request_body = NewToken, responses((status = 201, body = MadeToken)))]
pub async fn make_token(
    State(web): State<Web>,
    Who(caller): Who,
    Body(new): Body<NewToken>,
) -> Result<Response, Problem> {
    let made = web.engine.make_token(&caller, new).await?;
    Ok(created("/api/v1/tokens", made))
}

/// Revokes a token; its streams end within a second.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "administration", params(("id" = TokenId, Path)), responses((status = 204)))]
pub async fn revoke_token(
    State(web): State<Web>,
    Who(caller): Who,
    Id(id): Id<TokenId>,
) -> Result<StatusCode, Problem> {
    web.engine.revoke_token(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
