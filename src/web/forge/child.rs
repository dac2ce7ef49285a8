//! One run of git's program: the body of a request in, its answer out, neither of them held in memory.

use std::{io, time::Duration};

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    rt,
    web::{Bytes, Payload},
};
use futures_util::{Stream, StreamExt, stream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{ChildStdin, ChildStdout},
    sync::oneshot,
    time::timeout,
};

use super::super::{
    error::{Error, Result},
    state::State,
};
use crate::git::{Call, Head, Program};

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// How long whoever sends may send nothing.
const STALL_MAX: Duration = Duration::from_mins(1);

/// The body of a request: what was read of it already, and the rest.
pub(super) struct Body {
    pub first: Vec<u8>,
    pub rest: Payload,
    pub bytes_max: u64,
}

/// A run that has begun to answer. Dropping it ends the program.
pub(super) struct Run {
    pub head: Head,
    first: Vec<u8>,
    output: ChildStdout,
    _alive: oneshot::Sender<()>,
}

/// Runs git for a request, and streams what it says.
pub(super) async fn answer(
    state: &State,
    program: &Program,
    call: &Call<'_>,
    body: Option<Body>,
) -> Result<HttpResponse> {
    let run = begin(state, program, call, body).await?;
    let status = StatusCode::from_u16(run.head.status).map_err(Error::internal)?;
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CONTENT_TYPE, run.head.content_type.clone())).insert_header((CACHE_CONTROL, "no-store"));
    Ok(answer.streaming(run.chunks()))
}

/// Starts git, feeds it the body, and waits for the head of its answer.
pub(super) async fn begin(state: &State, program: &Program, call: &Call<'_>, body: Option<Body>) -> Result<Run> {
    let permit = state.repos.begin_serving().await?;
    let mut child = program.serve(call)?;
    let gone = || Error::internal("git was started without its pipes");
    let (input, mut output) = (child.stdin.take().ok_or_else(gone)?, child.stdout.take().ok_or_else(gone)?);
    let (alive, dropped) = oneshot::channel::<()>();
    let longest = Duration::from_secs(state.config.repositories.serve_s);
    rt::spawn(async move {
        tokio::select! {
            _ = child.wait() => {}
            _ = dropped => {}
            () = tokio::time::sleep(longest) => tracing::warn!("a clone or push took too long and was ended"),
        }
        drop(child);
        drop(permit);
    });
    if let Some(body) = body {
        rt::spawn(feed(input, body));
    }
    let mut first = Vec::new();
    loop {
        if let Some((head, at)) = Head::read(&first)? {
            first.drain(..at);
            return Ok(Run { head, first, output, _alive: alive });
        }
        if output.read_buf(&mut first).await.map_err(Error::internal)? == 0 {
            return Err(Error::unavailable("git_failed", "git could not serve this: tell whoever runs this server"));
        }
    }
}

/// Hands the body to git. One that stalls, breaks off or is too long ends there: git sees its end, and refuses it.
async fn feed(mut input: ChildStdin, body: Body) {
    let Body { first, mut rest, bytes_max } = body;
    let mut sent = first.len() as u64;
    if input.write_all(&first).await.is_err() {
        return;
    }
    while let Ok(Some(Ok(chunk))) = timeout(STALL_MAX, rest.next()).await {
        sent += chunk.len() as u64;
        if sent > bytes_max || input.write_all(&chunk).await.is_err() {
            return;
        }
    }
}

impl Run {
    /// The rest of the answer as it comes.
    fn chunks(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::unfold(Some(self), async |run| {
            let mut run = run?;
            if !run.first.is_empty() {
                let first = std::mem::take(&mut run.first);
                return Some((Ok(first.into()), Some(run)));
            }
            let mut chunk = Vec::with_capacity(CHUNK_BYTES);
            match run.output.read_buf(&mut chunk).await {
                Ok(0) => None,
                Ok(_) => Some((Ok(chunk.into()), Some(run))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// The rest of the answer as a whole; what is longer than `bytes_max` is cut.
    pub(super) async fn collect(mut self, bytes_max: u64) -> Result<Vec<u8>> {
        let mut answer = std::mem::take(&mut self.first);
        (&mut self.output).take(bytes_max).read_to_end(&mut answer).await.map_err(Error::internal)?;
        Ok(answer)
    }
}
