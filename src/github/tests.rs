//! Lists that are asked for again, limits that are kept, refusals that are understood, answers that are hostile.

mod hub;

use serde_json::{Value, json};

use super::*;
use crate::{
    git::{self, Author, BranchName, Message, ObjectId, TreePath},
    kit::Timestamp,
};
use hub::{COMMIT, Hub, NOW, Reply, TOKEN, repo};

fn branch_name() -> BranchName {
    BranchName::new("feature/x").unwrap()
}

fn commit() -> ObjectId {
    COMMIT.parse().unwrap()
}

fn branch_json(name: &str) -> Value {
    json!({ "name": name, "commit": { "sha": COMMIT, "url": "…" }, "protected": true })
}

fn pull_json(number: u64) -> Value {
    let side = |branch: &str| json!({ "ref": branch, "sha": COMMIT, "repo": { "full_name": "octo/hello.world" } });
    json!({
        "number": number, "title": "Say\u{7} hello", "body": "a\r\nb\u{0}", "state": "open", "user": null,
        "head": side("feature/x"), "base": side("main"),
        "created_at": "2023-01-26T19:01:12Z", "updated_at": "2023-01-26T19:01:13Z", "mergeable": null,
    })
}

fn put_file(expect: Option<ObjectId>) -> PutFile {
    PutFile {
        branch: branch_name(),
        path: TreePath::new("a b/c.txt").unwrap(),
        content: b"hello".to_vec(),
        expect,
        message: Message::new("Say hello").unwrap(),
        author: Some(Author { name: "Ada".to_owned(), email: "ada@example.org".to_owned() }),
    }
}

#[tokio::test]
async fn a_token_is_shown_in_its_header_and_its_rights_are_read() {
    let hub = Hub::always(200, &[("x-oauth-scopes", "repo, read:user")], r#"{"id":1,"login":"octo"}"#);
    let login = hub.client().who().await.unwrap();
    assert_eq!((login.id, login.login.as_str()), (1, "octo"));
    assert_eq!(login.scopes, Some(vec!["repo".to_owned(), "read:user".to_owned()]));
    let asked = &hub.asked()[0];
    assert_eq!(asked.line, "GET /api/v3/user");
    assert_eq!(asked.header("authorization"), Some("Bearer ghp_tell_nobody"));
    assert_eq!(asked.header("accept"), Some("application/vnd.github+json"));
    assert_eq!(asked.header("x-github-api-version"), Some("2022-11-28"));
    assert!(asked.header("user-agent").unwrap().starts_with("stackhouse/"));

    let fine_grained = Hub::always(200, &[], r#"{"id":1,"login":"octo"}"#);
    assert_eq!(fine_grained.client().who().await.unwrap().scopes, None);
}

#[tokio::test]
async fn a_list_that_has_not_changed_is_answered_from_what_is_known() {
    let hub = Hub::new(|asked| match asked.header("if-none-match") {
        Some("W/\"1\"") => Reply(304, Vec::new(), String::new()),
        _ => {
            let link = "<https://elsewhere.example/x?per_page=100&page=2>; rel=\"next\"".to_owned();
            Reply(
                200,
                vec![("etag", "W/\"1\"".to_owned()), ("link", link)],
                json!([branch_json("feature/x")]).to_string(),
            )
        }
    });
    let client = hub.client();
    let first = client.branches(&repo(), 1).await.unwrap();
    let again = client.branches(&repo(), 1).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(first.items, vec![Branch { name: branch_name(), commit: commit(), is_protected: true }]);
    assert_eq!(first.next, Some(2), "also of what is known");

    let asked = hub.asked();
    assert_eq!(asked[0].header("if-none-match"), None);
    assert_eq!(asked[1].header("if-none-match"), Some("W/\"1\""));
    assert_eq!(asked[1].line, "GET /api/v3/repos/octo/hello.world/branches?per_page=100&page=1");
}

#[tokio::test]
async fn nobody_is_shown_what_was_told_to_somebody_else() {
    let hub = Hub::new(|asked| match asked.header("if-none-match") {
        Some(_) => Reply(304, Vec::new(), String::new()),
        None => Reply(200, vec![("etag", "\"same\"".to_owned())], json!([branch_json("secret")]).to_string()),
    });
    hub.client().branches(&repo(), 1).await.unwrap();
    hub.client_with("another").branches(&repo(), 1).await.unwrap();
    let known: Vec<bool> = hub.asked().iter().map(|asked| asked.header("if-none-match").is_some()).collect();
    assert_eq!(known, [false, false], "the other token asks as if nothing were known");

    let liar = Hub::always(304, &[], "");
    let answer = liar.client().branches(&repo(), 1).await;
    assert!(matches!(answer, Err(Error::Away(_))), "{answer:?}");
}

#[tokio::test]
async fn a_token_that_is_refused_takes_what_it_was_told_with_it() {
    let hub = Hub::new(|asked| {
        let body = json!({ "message": "Bad credentials" }).to_string();
        if asked.line.ends_with("/user") {
            return Reply(401, Vec::new(), body);
        }
        Reply(200, vec![("etag", "\"1\"".to_owned())], json!([branch_json("main")]).to_string())
    });
    let client = hub.client();
    client.branches(&repo(), 1).await.unwrap();
    assert_eq!(client.who().await, Err(Error::KeyRefused));
    client.branches(&repo(), 1).await.unwrap();
    assert_eq!(hub.asked()[2].header("if-none-match"), None);
}

#[test]
fn what_is_kept_is_bounded() {
    let site = Site::new("https://api.example.org", crate::fetch::Reach::Public).unwrap();
    let holder = |token: &str| Holder::of(&site, &Secret::new(token));
    let known = |bytes: usize| cache::Known { etag: "\"1\"".to_owned(), body: vec![b'x'; bytes], next: None };
    let cache = Cache::default();
    cache.keep(holder("a"), "large", known(300 << 10));
    assert_eq!(cache.known(holder("a"), "large"), None, "too large to be kept");
    cache.keep(holder("a"), "kept", known(10));
    for at in 0..2_500 {
        cache.keep(holder("a"), &format!("one/{at}"), known(10));
        assert!(cache.known(holder("a"), "kept").is_some(), "what is used stays");
    }
    assert_eq!(cache.known(holder("a"), "one/0"), None, "what is not makes room");
    for at in 0..100 {
        cache.keep(holder("b"), &format!("two/{at}"), known(250 << 10));
    }
    let kept = (0..100).filter(|at| cache.known(holder("b"), &format!("two/{at}")).is_some()).count();
    assert!((50..70).contains(&kept), "{kept} of 250 KiB in 16 MiB");
}

#[tokio::test]
async fn a_list_is_read_to_its_end_and_never_round_in_circles() {
    let hub = Hub::new(|asked| {
        let page: u32 = asked.line.rsplit_once("page=").unwrap().1.parse().unwrap();
        let link = format!("<http://x/?page={}>; rel=\"next\", <http://x/?page=1>; rel=\"first\"", page + 1);
        let headers = if page < 3 { vec![("link", link)] } else { Vec::new() };
        Reply(200, headers, json!([branch_json(&format!("b{page}"))]).to_string())
    });
    let (client, repo) = (hub.client(), repo());
    let all = gather(100, async |page| client.branches(&repo, page).await).await.unwrap();
    assert_eq!((all.items.len(), all.is_cut), (3, false));
    let some = gather(2, async |page| client.branches(&repo, page).await).await.unwrap();
    assert_eq!((some.items.len(), some.is_cut), (2, true));

    let circle = "<http://x/?page=1>; rel=\"next\"";
    let hub = Hub::always(200, &[("link", circle)], json!([branch_json("main")]).to_string());
    assert_eq!(hub.client().branches(&repo, 1).await.unwrap().next, None);
    assert_eq!(hub.client().branches(&repo, 2).await.unwrap().next, None);
}

#[test]
fn the_next_page_is_a_number_and_nothing_else() {
    for (link, expected) in [
        ("<https://api.github.com/user/repos?per_page=100&page=2>; rel=\"next\"", Some(2)),
        ("<https://x/?page=9>; rel=\"last\", <https://x/?a=b&page=2>; rel=next", Some(2)),
        ("<https://x/?page=9>; rel=\"last\"", None),
        ("<https://x/?page=51>; rel=\"next\"", None),
        ("<https://x/?page=1>; rel=\"next\"", None),
        ("<https://x/?page=-2>; rel=\"next\"", None),
        ("<https://x/next>; rel=\"next\"", None),
        ("page=2; rel=\"next\"", None),
        ("", None),
    ] {
        assert_eq!(page::next(Some(link), 1), expected, "{link}");
    }
    assert_eq!(page::next(Some(&format!("{}<https://x/?page=2>; rel=\"next\"", " ".repeat(5_000))), 1), None);
    assert_eq!(page::next(None, 1), None);
}

#[tokio::test]
async fn a_limit_is_kept_without_asking_until_it_is_over() {
    let reset = (NOW.0 / 1_000 + 90).to_string();
    for (status, headers, body, wait_s) in [
        (403, vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset.as_str())], "{}", 90),
        (429, vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset.as_str())], "{}", 90),
        (403, vec![("retry-after", "30"), ("x-ratelimit-remaining", "12")], "{}", 30),
        (429, vec![("retry-after", "999999")], "{}", 3_600),
        (429, vec![("retry-after", "-5")], "{}", 1),
        (429, vec![("retry-after", "soon")], "", 60),
        (403, vec![], r#"{"message":"You have exceeded a secondary rate limit"}"#, 60),
        (403, vec![], r#"{"message":"You have triggered an abuse detection mechanism"}"#, 60),
    ] {
        let hub = Hub::always(status, &headers, body);
        let (client, other) = (hub.client(), hub.client_with("another"));
        let retry_at = NOW.plus_ms(wait_s * 1_000);
        let limited = Error::RateLimited { retry_at, wait_s: u64::try_from(wait_s).unwrap() };
        assert_eq!(client.who().await, Err(limited.clone()), "{status} {headers:?} {body}");
        assert_eq!(hub.client().branches(&repo(), 1).await, Err(limited), "another client of the same token");
        assert_eq!(hub.lines().len(), 1, "nothing more was asked");
        let _ = other.who().await;
        assert_eq!(hub.lines().len(), 2, "others ask on");
        hub.clock.advance_ms(wait_s * 1_000);
        let _ = client.who().await;
        assert_eq!(hub.lines().len(), 3, "when it is over, it is asked again");
    }
}

#[tokio::test]
async fn the_last_request_of_a_window_is_answered_and_the_next_one_waits() {
    let reset = (NOW.0 / 1_000 + 10).to_string();
    let hub = Hub::always(
        200,
        &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &reset)],
        r#"{"id":1,"login":"octo"}"#,
    );
    assert!(hub.client().who().await.is_ok());
    assert_eq!(hub.client().who().await, Err(Error::RateLimited { retry_at: NOW.plus_ms(10_000), wait_s: 10 }));
    hub.clock.advance_ms(10_001);
    assert!(hub.client().who().await.is_ok());
}

#[tokio::test]
async fn refusals_are_understood() {
    let not_allowed = |words: &str| Error::NotAllowed(words.to_owned());
    let invalid = |words: &str| Error::Invalid(words.to_owned());
    for (status, body, expected) in [
        (401, json!({ "message": "Bad credentials" }), Error::KeyRefused),
        (403, json!({ "message": "Resource not accessible" }), not_allowed("Resource not accessible")),
        (404, json!({ "message": "Not Found" }), Error::NotFound),
        (410, json!({}), Error::NotFound),
        (409, json!({ "message": "does not match" }), Error::Stale),
        (422, json!({ "message": "No", "errors": [{ "code": "bad", "field": "x" }] }), invalid("No: x bad")),
        (422, json!({ "message": "No", "errors": ["because"] }), invalid("No: because")),
        (400, json!([1, 2]), invalid("it answered 400")),
        (500, json!("<html>"), Error::Away("it answered 500".to_owned())),
        (502, json!({ "message": "Server Error" }), Error::Away("Server Error".to_owned())),
    ] {
        let hub = Hub::always(status, &[], body.to_string());
        assert_eq!(hub.client().repo(&repo()).await, Err(expected), "{status} {body}");
    }
}

#[tokio::test]
async fn each_question_knows_what_its_refusals_mean() {
    let hub = |status, message: &str| Hub::always(status, &[], json!({ "message": message }).to_string());
    let exists = hub(422, "Reference already exists");
    let made = exists.client().create_branch(&repo(), &branch_name(), commit()).await;
    assert!(matches!(made, Err(Error::Exists(_))), "{made:?}");
    let empty = hub(409, "Git Repository is empty.").client().create_branch(&repo(), &branch_name(), commit()).await;
    assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");

    let gone = hub(422, "Reference does not exist").client().delete_branch(&repo(), &branch_name(), None).await;
    assert_eq!(gone, Err(Error::NotFound));
    let kept = hub(422, "Cannot delete protected branch").client().delete_branch(&repo(), &branch_name(), None).await;
    assert!(matches!(kept, Err(Error::NotAllowed(_))), "{kept:?}");

    let written = hub(422, "Invalid request.\n\n\"sha\" wasn't supplied.").client();
    assert_eq!(written.put_file(&repo(), &put_file(None)).await, Err(Error::Stale));
    let raced = hub(409, "is at 1 but expected 2").client().put_file(&repo(), &put_file(Some(commit()))).await;
    assert_eq!(raced, Err(Error::Stale));
    let ruled = hub(409, "Changes must be made through a pull request.").client();
    let ruled = ruled.put_file(&repo(), &put_file(Some(commit()))).await;
    assert!(matches!(ruled, Err(Error::NotAllowed(_))), "{ruled:?}");

    let merge = MergePull { head: commit(), how: How::Squash, title: None, message: None };
    let clash = hub(405, "Pull Request is not mergeable").client().merge_pull(&repo(), 1, &merge).await;
    assert_eq!(clash, Err(Error::Conflict));
    let review = hub(405, "At least 1 approving review is required").client().merge_pull(&repo(), 1, &merge).await;
    assert!(matches!(review, Err(Error::NotAllowed(_))), "{review:?}");
    let moved = hub(409, "Head branch was modified").client().merge_pull(&repo(), 1, &merge).await;
    assert_eq!(moved, Err(Error::Stale));
}

#[tokio::test]
async fn questions_say_what_they_started_from() {
    let written = json!({ "content": { "sha": COMMIT }, "commit": { "sha": COMMIT } });
    let hub = Hub::always(200, &[], written.to_string());
    let made = hub.client().put_file(&repo(), &put_file(Some(commit()))).await.unwrap();
    assert_eq!(made, Written { commit: commit(), blob: commit() });
    let asked = &hub.asked()[0];
    assert_eq!(asked.line, "PUT /api/v3/repos/octo/hello.world/contents/a%20b%2Fc.txt");
    assert_eq!(asked.header("content-type"), Some("application/json"));
    let author = json!({ "name": "Ada", "email": "ada@example.org" });
    let expected = json!({ "branch": "feature/x", "message": "Say hello", "content": "aGVsbG8=", "sha": COMMIT, "author": author });
    assert_eq!(asked.body, expected);

    let delete = DeleteFile {
        branch: branch_name(),
        path: TreePath::new("a.txt").unwrap(),
        expect: commit(),
        message: Message::new("Gone").unwrap(),
        author: None,
    };
    hub.client().delete_file(&repo(), &delete).await.unwrap();
    let asked = &hub.asked()[1];
    assert_eq!(asked.line, "DELETE /api/v3/repos/octo/hello.world/contents/a.txt");
    assert_eq!(asked.body, json!({ "branch": "feature/x", "message": "Gone", "sha": COMMIT }));

    let pull = Hub::always(200, &[], pull_json(7).to_string());
    let edit = EditPull { is_open: Some(false), ..EditPull::default() };
    pull.client().edit_pull(&repo(), 7, &edit).await.unwrap();
    assert_eq!(pull.asked()[0].line, "PATCH /api/v3/repos/octo/hello.world/pulls/7");
    assert_eq!(pull.asked()[0].body, json!({ "state": "closed" }));
}

#[tokio::test]
async fn a_branch_that_has_moved_is_not_removed() {
    let hub = Hub::new(|asked| {
        if asked.line.starts_with("GET") {
            return Reply(200, Vec::new(), branch_json("feature/x").to_string());
        }
        Reply(204, Vec::new(), String::new())
    });
    let elsewhere = "f".repeat(40).parse().unwrap();
    assert_eq!(hub.client().delete_branch(&repo(), &branch_name(), Some(elsewhere)).await, Err(Error::Stale));
    assert_eq!(hub.client().delete_branch(&repo(), &branch_name(), Some(commit())).await, Ok(()));
    let lines = hub.lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], "GET /api/v3/repos/octo/hello.world/branches/feature%2Fx");
    assert_eq!(lines[2], "DELETE /api/v3/repos/octo/hello.world/git/refs/heads%2Ffeature%2Fx");
}

#[tokio::test]
async fn files_of_all_sizes_are_read() {
    let hub = Hub::new(|asked| {
        let file = |size: u64, encoding: &str, content: &str| json!({ "type": "file", "name": "x", "sha": COMMIT, "size": size, "encoding": encoding, "content": content });
        let body = match asked.line.split('/').next_back().unwrap() {
            "small?ref=feature%2Fx" => file(5, "base64", "aGVs\nbG8=\n").to_string(),
            "large" => file(2 << 20, "none", "").to_string(),
            "huge" => file(200 << 20, "none", "").to_string(),
            "bad" => file(5, "base64", "&&&&").to_string(),
            "link" => json!({ "type": "symlink", "name": "x", "sha": COMMIT, "size": 1, "target": "/etc" }).to_string(),
            "" => json!([{ "type": "dir", "name": "src", "sha": COMMIT, "size": 0 }, { "type": "door", "name": "y", "sha": COMMIT }]).to_string(),
            _ => "raw".repeat(1_000),
        };
        Reply(200, Vec::new(), body)
    });
    let (client, repo) = (hub.client(), repo());
    let read = async |path: &str, at: Option<&str>, max| {
        let path = (!path.is_empty()).then(|| TreePath::new(path).unwrap());
        client.contents(&repo, at, path.as_ref(), max).await
    };
    let file = |bytes: &[u8]| Contents::File { blob: commit(), bytes: bytes.to_vec() };
    assert_eq!(read("small", Some("feature/x"), 10).await, Ok(file(b"hello")));
    assert_eq!(read("small", Some("feature/x"), 4).await, Err(Error::TooLarge { max: 4 }));
    assert_eq!(read("large", None, 4 << 20).await, Ok(file("raw".repeat(1_000).as_bytes())));
    assert_eq!(hub.asked().last().unwrap().header("accept"), Some("application/vnd.github.raw+json"));
    assert_eq!(read("huge", None, u64::MAX).await, Err(Error::TooLarge { max: FILE_BYTES_MAX }));
    assert_eq!(client.blob(&repo, commit(), 100).await, Err(Error::TooLarge { max: 100 }));
    assert!(matches!(read("bad", None, 10).await, Err(Error::Away(_))));
    assert_eq!(read("link", None, 10).await, Ok(Contents::Other(EntryKind::Symlink)));
    let Ok(Contents::Folder(entries)) = read("", None, 0).await else { panic!("a folder") };
    assert_eq!(entries.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [EntryKind::Dir, EntryKind::Unknown]);
}

#[tokio::test]
async fn requests_are_read_with_what_they_lack() {
    let hub = Hub::always(200, &[], json!([pull_json(7)]).to_string());
    let page = hub.client().pulls(&repo(), PullState::All, 1).await.unwrap();
    let pull = &page.items[0];
    assert_eq!((pull.number, pull.title.as_str(), pull.body.as_str()), (7, "Say  hello", "a\nb"));
    assert_eq!((pull.author.as_str(), pull.is_open, pull.is_mergeable), ("ghost", true, None));
    assert_eq!(pull.created_at, Timestamp(1_674_759_672_000));
    assert_eq!(pull.head.repo, Some(repo()));
    let line = &hub.lines()[0];
    assert!(line.contains("/pulls?state=all&sort=created&direction=desc&per_page=100&page=1"), "{line}");
}

#[tokio::test]
async fn a_hostile_answer_is_an_error_that_tells_nothing_of_it() {
    let deep = "[".repeat(100_000);
    let control = json!({ "message": format!("a\u{1b}[31m\r\nb {TOKEN} {}", "x".repeat(5_000)) }).to_string();
    for (status, body) in
        [(200, "{"), (200, "[]"), (200, "null"), (200, deep.as_str()), (422, &control), (200, "{\"id\":\"\"}")]
    {
        let hub = Hub::always(status, &[], body);
        let error = hub.client().repo(&repo()).await.unwrap_err();
        let told = error.to_string();
        assert!(matches!(error, Error::Away(_) | Error::Invalid(_)), "{told}");
        assert!(told.len() < 500 && !told.contains(TOKEN) && !told.contains(char::is_control), "{told:?}");
        assert!(!format!("{error:?}").contains(TOKEN));
    }
    let hub = Hub::always(200, &[], "x".repeat(17 << 20));
    assert!(matches!(hub.client().repo(&repo()).await, Err(Error::TooLarge { .. })));
    let moved = Hub::always(301, &[("location", "http://elsewhere.example/")], "");
    assert!(matches!(moved.client().repo(&repo()).await, Err(Error::Away(_))));
}

#[tokio::test]
async fn things_with_names_that_have_no_place_here_are_left_out() {
    let repo_json = |name: &str| json!({ "id": 1, "full_name": name, "private": true, "default_branch": "main" });
    let body =
        json!([repo_json("octo/fine"), repo_json("octo/.."), repo_json("../x"), repo_json("a/b/c"), repo_json("")]);
    let hub = Hub::always(200, &[], body.to_string());
    let page = hub.client().repos(1).await.unwrap();
    assert_eq!(page.items.iter().map(|repo| repo.name.to_string()).collect::<Vec<_>>(), ["octo/fine"]);
    assert_eq!(page.items[0].permissions, Permissions::default());

    let body = json!([branch_json("fine"), branch_json("../x"), branch_json("-x"), branch_json("HEAD")]);
    let hub = Hub::always(200, &[], body.to_string());
    assert_eq!(hub.client().branches(&repo(), 1).await.unwrap().items.len(), 1);
}

#[test]
fn what_other_places_of_repositories_say_says_it_too() {
    for (error, expected) in [
        (
            Error::KeyRefused,
            "the other server does not accept the token: it was revoked or has run out, or was never its own",
        ),
        (Error::Conflict, "both sides have changed the same places"),
        (Error::Away("no".to_owned()), "GitHub can't be reached: no"),
        (Error::RateLimited { retry_at: NOW, wait_s: 5 }, "the other server wants to be left alone for 5 seconds"),
    ] {
        assert_eq!(git::Error::from(error).to_string(), expected);
    }
}
