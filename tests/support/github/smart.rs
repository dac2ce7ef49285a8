//! Git over HTTP, through `git http-backend`, with a token as the password.

use std::{
    io::{Read, Write},
    process::Stdio,
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Access, Shared, bare,
    http::{Request, Response, decoded},
};

pub fn answer(shared: &Shared, request: &Request) -> Response {
    let path = decoded(&request.path);
    let Some((name, _)) = path.trim_start_matches('/').split_once(".git/") else { return Response::empty(404) };
    let is_push = path.ends_with("/git-receive-pack") || request.query == "service=git-receive-pack";
    let login = match login(shared, request) {
        Ok(login) => login,
        Err(refusal) => return refusal,
    };
    {
        let state = shared.state();
        let repo = state.repos.get(name);
        let access = repo.and_then(|repo| repo.access_of(login.as_deref()));
        match (repo, access) {
            (Some(_), None) | (None, _) if login.is_none() => return unknown(),
            (Some(_), None) | (None, _) => return Response::empty(404),
            (Some(_), Some(_)) if is_push && login.is_none() => return unknown(),
            (Some(repo), Some(access)) if is_push && (access < Access::Write || repo.is_archived) => {
                return Response::empty(403);
            }
            (Some(_), Some(_)) => {}
        }
    }
    backend(shared, request, &path, login.as_deref())
}

/// Who asks; nobody, when no name and password came.
fn login(shared: &Shared, request: &Request) -> Result<Option<String>, Response> {
    let Some(shown) = request.header("authorization") else { return Ok(None) };
    let password = shown.strip_prefix("Basic ").and_then(|text| STANDARD.decode(text).ok());
    let password = password.and_then(|text| String::from_utf8(text).ok());
    let token = password.as_deref().and_then(|text| text.split_once(':')).map(|(_, token)| token);
    let known = token.and_then(|token| shared.state().tokens.get(token).map(|(login, _)| login.clone()));
    known.map(Some).ok_or_else(unknown)
}

fn unknown() -> Response {
    Response::empty(401).with("www-authenticate", "Basic realm=\"GitHub\"")
}

/// Hands the request to git and takes its answer, as a web server does (RFC 3875).
fn backend(shared: &Shared, request: &Request, path: &str, login: Option<&str>) -> Response {
    let mut command = bare::git(&shared.folder);
    command.arg("http-backend").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.env("GIT_PROJECT_ROOT", &shared.folder).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("REQUEST_METHOD", &request.method).env("PATH_INFO", path).env("QUERY_STRING", &request.query);
    command.env("CONTENT_LENGTH", request.body.len().to_string());
    for (header, variable) in [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "GIT_PROTOCOL"),
    ] {
        if let Some(value) = request.header(header) {
            command.env(variable, value);
        }
    }
    // Whoever is named may push; whether they may here was asked before.
    if let Some(login) = login {
        command.env("REMOTE_USER", login);
    }
    let mut child = command.spawn().expect("git runs");
    let (mut stdin, mut stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let body = request.body.clone();
    let feeding = thread::spawn(move || drop(stdin.write_all(&body)));
    let mut answer = Vec::new();
    stdout.read_to_end(&mut answer).expect("an answer");
    let _ = feeding.join();
    child.wait().expect("git ends");
    of_script(&answer)
}

fn of_script(answer: &[u8]) -> Response {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut response = Response { status: 200, headers: Vec::new(), body: answer[end + 4..].to_vec() };
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        match name {
            "Status" => response.status = value[..3].parse().expect("a status"),
            _ => response.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    response
}
