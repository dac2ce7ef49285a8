//! `…/members`: who may do what in a repository.

use actix_web::{HttpResponse, web::Path};
use serde::{Deserialize, Serialize};

use crate::{
    account::UserId,
    repo::{self, Member, Role},
    web::{error::Result, extract::Json, workspace::at::At},
};

#[derive(Deserialize)]
pub struct Address {
    user: String,
}

/// What a member may do.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetMember {
    role: Role,
}

/// Somebody who was let in.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct MemberView {
    user_id: UserId,
    name: String,
    role: Role,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct Members {
    owner: String,
    members: Vec<MemberView>,
}

/// Lists the members.
///
/// # Errors
/// 404.
pub async fn list(at: At) -> Result<HttpResponse> {
    let repo = at.repo.clone();
    let members = at.state.platform.read(move |tx| repo::members(tx, &repo)).await?;
    let members = members.into_iter().map(MemberView::from).collect();
    Ok(HttpResponse::Ok().json(Members { owner: at.repo.owner_name.to_string(), members }))
}

/// Lets somebody in, or changes what they may do.
///
/// # Errors
/// 400 for nobody and for the owner, 403, 404.
pub async fn set(at: At, address: Path<Address>, Json(wanted): Json<SetMember>) -> Result<HttpResponse> {
    let (repo, now, name) = (at.repo.clone(), at.now(), address.into_inner().user);
    let member = at.state.platform.write(move |tx| repo::set_member(tx, &repo, &name, wanted.role, now)).await?;
    Ok(HttpResponse::Ok().json(MemberView::from(member)))
}

/// Shows somebody out; members may leave by themselves.
///
/// # Errors
/// 403, 404.
pub async fn remove(at: At, address: Path<Address>) -> Result<HttpResponse> {
    let (repo, by, name) = (at.repo.clone(), at.user.user_id, address.into_inner().user);
    let remove = move |tx: &crate::db::Tx| match repo::members(tx, &repo)?.iter().find(|member| *member.name == *name) {
        Some(member) => repo::remove_member(tx, &repo, member.user, by),
        None => Err(repo::Error::NotFound),
    };
    at.state.platform.write(remove).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self { user_id: member.user, name: member.name.to_string(), role: member.role }
    }
}
