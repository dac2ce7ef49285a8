//! `POST …/git-receive-pack`: a push, received beside the repository and let in afterwards.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    web::{Data, Path, Payload},
};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::{
    super::{
        error::{Error, Result},
        state::State,
    },
    Address, GitUser,
    child::{self, Body},
    find, is_gzip, program, protocol,
};
use crate::{
    git::{
        Call, Service,
        push::{Commands, Report},
    },
    kit::{Id, Kind},
};

/// Bytes of what git answers to a push: a line for each ref, and what it says for people.
const ANSWER_BYTES_MAX: u64 = 4 << 20;

/// Bytes of a push beside its pack: its commands.
const COMMANDS_ROOM_BYTES: u64 = 1 << 20;

/// How long the commands of a push may take.
const COMMANDS_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// Names the folder in which a push waits.
enum PushNoun {}

impl Kind for PushNoun {
    const NOUN: &'static str = "push";
}

/// `POST …/git-receive-pack`.
///
/// # Errors
/// 401, 403, 404; 503 where this machine has no git. What keeps one ref from moving stands in git's own report.
pub async fn receive(
    user: GitUser,
    state: Data<State>,
    address: Path<Address>,
    request: HttpRequest,
    mut payload: Payload,
) -> Result<HttpResponse> {
    let repo = find(&state, &user, &address, Service::ReceivePack).await?;
    let program = program(&state)?;
    if is_gzip(&request) {
        let message = "a push must not be compressed as a whole: its pack is already";
        return Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let (commands, first) = match timeout(COMMANDS_TIMEOUT, read_commands(&mut payload)).await {
        Ok(read) => read?,
        Err(_) => return Err(Error::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the push came too slowly")),
    };
    // Before a great push git asks with an empty one whether it will be let in.
    if commands.list.is_empty() {
        return Ok(report_of(Vec::new()));
    }
    let push: Id<PushNoun> = state.ambient.id();
    let staging = state.repos.stage(repo.id, &push.to_string()).await?;
    let call = Call {
        repository: staging.folder(),
        service: Service::ReceivePack,
        is_advertisement: false,
        protocol: protocol(&request),
        is_gzip: false,
    };
    let bytes_max = state.repos.push_bytes_max() + COMMANDS_ROOM_BYTES;
    let run = child::begin(&state, program, &call, Some(Body { first, rest: payload, bytes_max })).await?;
    if run.head.status != StatusCode::OK.as_u16() {
        return Err(Error::internal(format!("git answered a push with {}", run.head.status)));
    }
    let answer = run.collect(ANSWER_BYTES_MAX).await?;
    let report = Report::read(&commands, &answer);
    let report = state.repos.let_in(&repo, user.0.user_id, staging, commands.clone(), report).await?;
    if commands.list.iter().any(|command| report.refusal(&command.name.to_string()).is_none()) {
        state.forge.note_change(repo.id).await;
    }
    Ok(report_of(report.write(&commands)))
}

async fn read_commands(payload: &mut Payload) -> Result<(Commands, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(commands) = Commands::read(&bytes)? {
            return Ok((commands, bytes));
        }
        match payload.next().await {
            Some(Ok(chunk)) => bytes.extend_from_slice(&chunk),
            Some(Err(_)) | None => return Err(Error::bad_request("bad_body", "the body broke off")),
        }
    }
}

fn report_of(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-git-receive-pack-result"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(body)
}
