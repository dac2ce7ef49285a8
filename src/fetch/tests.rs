use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::{BadSite, Call, Caps, Errand, Error, Fetch, Reach, Request, Site, Verb, address::is_within};
use crate::kit::Secret;

const CAPS: Caps = Caps {
    head: Duration::from_secs(5),
    between: Duration::from_secs(5),
    total: Duration::from_secs(10),
    bytes_max: 1_000,
};

/// A server that answers every connection with `talk`, after the request's head.
fn serve(talk: impl Fn(&str, &mut TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                head.push(byte[0]);
            }
            talk(&String::from_utf8_lossy(&head), &mut stream);
        }
    });
    address
}

fn get(path: &'static str) -> Request {
    Request { path, headers: Vec::new(), body: None }
}

async fn ask(address: SocketAddr, caps: Caps) -> Result<Vec<u8>, Error> {
    let site = Site::new(&format!("http://{address}"), Reach::Private).unwrap();
    let mut answer = Fetch::default().send(&site, get("v1/models"), caps).await?;
    let mut body = Vec::new();
    while let Some(piece) = answer.next().await? {
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[test]
fn addresses_are_told_apart_by_where_they_lie() {
    for (address, public, private) in [
        ("8.8.8.8", true, true),
        ("2a00:1450:4001::1", true, true),
        ("127.0.0.1", false, true),
        ("::1", false, true),
        ("10.1.2.3", false, true),
        ("172.16.0.1", false, true),
        ("192.168.1.1", false, true),
        ("100.64.0.1", false, true),
        ("198.18.0.1", false, true),
        ("192.0.2.7", false, true),
        ("fd12::1", false, true),
        ("::ffff:127.0.0.1", false, true),
        ("::ffff:8.8.8.8", true, true),
        ("64:ff9b::7f00:1", false, true),
        ("2002:7f00:1::", false, true),
        ("2001:db8::1", false, true),
        ("2001::1", false, true),
        ("169.254.169.254", false, false),
        ("::ffff:169.254.169.254", false, false),
        ("fd00:ec2::254", false, false),
        ("fe80::1", false, false),
        ("0.0.0.0", false, false),
        ("::", false, false),
        ("224.0.0.1", false, false),
        ("255.255.255.255", false, false),
        ("ff02::1", false, false),
    ] {
        let parsed: IpAddr = address.parse().unwrap();
        assert_eq!(is_within(parsed, Reach::Public), public, "{address} in public");
        assert_eq!(is_within(parsed, Reach::Private), private, "{address} in private");
        assert_eq!(is_within(parsed, Reach::Home), private && !public, "{address} at home");
    }
}

#[test]
fn a_site_is_an_address_and_nothing_else() {
    let new = |text: &str, reach| Site::new(text, reach).map(|site| site.to_string());
    assert_eq!(new(" https://API.example.org/v1/ ", Reach::Public), Ok("https://api.example.org/v1".to_owned()));
    assert_eq!(new("http://127.0.0.1:11434", Reach::Private), Ok("http://127.0.0.1:11434".to_owned()));
    assert_eq!(new("http://api.example.org", Reach::Public), Err(BadSite::NoTls));
    for no_address in ["", "api.example.org", "ftp://a.b", "file:///etc/passwd", "https://", "javascript:1"] {
        assert_eq!(new(no_address, Reach::Private), Err(BadSite::NoAddress), "{no_address}");
    }
    for extra in ["https://me@a.b", "https://me:pw@a.b", "https://a.b/?key=1", "https://a.b/#x"] {
        assert_eq!(new(extra, Reach::Public), Err(BadSite::Extras), "{extra}");
    }
}

#[tokio::test]
async fn requests_stay_below_their_site_and_carry_what_they_were_given() {
    let address = serve(|head, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{head}", head.len());
    });
    let site = Site::new(&format!("http://{address}/api"), Reach::Private).unwrap();
    let headers = vec![("x-api-key", Secret::new("hush"))];
    let request = Request { path: "v1/messages", headers, body: Some(("application/json", b"{}".to_vec())) };
    let answer = Fetch::default().send(&site, request, CAPS).await.unwrap();
    let head = String::from_utf8(answer.beginning(1_000).await).unwrap().to_lowercase();
    assert!(head.starts_with("post /api/v1/messages http/1.1"), "{head}");
    for line in ["x-api-key: hush", "content-type: application/json", "user-agent: stackhouse/"] {
        assert!(head.contains(line), "{head}");
    }
}

#[tokio::test]
async fn whatever_a_path_is_made_of_it_stays_below_its_site() {
    let address = serve(|head, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{head}", head.len());
    });
    let site = Site::new(&format!("http://{address}/api/v3"), Reach::Private).unwrap();
    let run = async |path: &str| {
        let errand = Errand { verb: Verb::Patch, path: path.to_owned(), headers: Vec::new(), body: None };
        let answer = Fetch::default().run(&site, errand, CAPS).await?;
        Ok(String::from_utf8(answer.beginning(1_000).await).unwrap().lines().next().unwrap().to_owned())
    };
    let line: Result<_, Error> = run("repos/a%2Fb?x=..%2F").await;
    assert_eq!(line.unwrap(), "PATCH /api/v3/repos/a%2Fb?x=..%2F HTTP/1.1");
    for path in ["../x", "a/../../x", "%2e%2e/x", "..\\x", "/x", "//x/y", "http://x/api/v3/y", "\\\\x\\y"] {
        let line: Result<_, Error> = run(path).await;
        assert!(matches!(line, Err(Error::Unusable(_))), "{path}: {line:?}");
    }
}

#[tokio::test]
async fn that_nothing_has_changed_is_an_answer() {
    let address = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\nconnection: close\r\n\r\n");
    });
    let site = Site::new(&format!("http://{address}"), Reach::Private).unwrap();
    let answer = Fetch::default().send(&site, get("x"), CAPS).await.unwrap();
    assert_eq!((answer.status(), answer.header("etag")), (304, Some("\"1\"")));
}

#[tokio::test]
async fn names_and_digits_of_this_machine_are_out_of_public_bounds() {
    let fetch = Fetch::default();
    for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"] {
        let site = Site::new(&format!("https://{host}"), Reach::Public).unwrap();
        let answer = fetch.send(&site, get("x"), CAPS).await.map(|answer| answer.status());
        assert!(matches!(answer, Err(Error::OutOfBounds { .. })), "{host}: {answer:?}");
    }
}

#[tokio::test]
async fn what_is_not_sealed_does_not_leave_home() {
    for host in ["8.8.8.8", "[2a00:1450:4001::1]"] {
        let site = Site::new(&format!("http://{host}/v1"), Reach::Private).unwrap();
        let answer = Fetch::default().send(&site, get("x"), CAPS).await.map(|answer| answer.status());
        assert!(matches!(answer, Err(Error::Unsealed { .. })), "{host}: {answer:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_followed_within_the_site_alone() {
    let address = serve(|head, stream| {
        let answer = match head.split(' ').nth(1) {
            Some("/v1/models") => {
                "HTTP/1.1 302 Found\r\nlocation: /there\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            }
            Some("/there") => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nthere",
            _ => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    assert_eq!(ask(address, CAPS).await.unwrap(), b"there");

    let away = serve(|_, stream| {
        let answer = "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.2:9/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let _ = stream.write_all(answer.as_bytes());
    });
    assert!(matches!(ask(away, CAPS).await, Err(Error::Redirected { .. })));
    let round = serve(|_, stream| {
        let _ = stream
            .write_all(b"HTTP/1.1 302 Found\r\nlocation: /v1/models\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    assert!(matches!(ask(round, CAPS).await, Err(Error::Redirected { .. })));
}

fn call(url: &str, host: &str) -> Call {
    Call {
        url: url.to_owned(),
        host: host.to_owned(),
        method: "GET".to_owned(),
        headers: BTreeMap::new(),
        body: String::new(),
    }
}

#[tokio::test]
async fn a_call_goes_to_no_name_and_no_digits_of_this_machine() {
    // `localhost` is a name like any other that somebody's server gives for an address of ours.
    for host in ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "192.168.0.1", "[fd00::1]", "169.254.169.254"] {
        let answer = Fetch::default().call(&call(&format!("https://{host}/x"), host), CAPS).await;
        let answer = answer.map(|answer| answer.status());
        assert!(matches!(answer, Err(Error::OutOfBounds { .. })), "{host}: {answer:?}");
    }
    for (url, host) in [
        ("http://example.org/", "example.org"),
        ("https://example.org:8443/", "example.org"),
        ("https://me@example.org/", "example.org"),
        ("https://example.org/", "example.com"),
        ("https://example.org.evil.test/", "example.org"),
        ("file:///etc/passwd", ""),
    ] {
        let answer = Fetch::default().call(&call(url, host), CAPS).await.map(|answer| answer.status());
        assert!(matches!(answer, Err(Error::Unusable(_))), "{url}: {answer:?}");
    }
}

#[tokio::test]
async fn a_call_follows_no_redirect_to_a_private_address() {
    let (visited, visits) = mpsc::channel();
    let private = serve(move |_, stream| {
        let _ = visited.send(());
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    for place in [format!("http://{private}/"), format!("http://localhost:{}/", private.port())] {
        let away = serve(move |_, stream| {
            let answer =
                format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes());
        });
        // Only the first step is let through to this machine, which plays the internet here.
        let url: reqwest::Url = format!("http://{away}/").parse().unwrap();
        let asked = call(url.as_str(), "127.0.0.1");
        let answer = Fetch::default().call_within(url, &asked, Reach::Home, CAPS).await;
        let answer = answer.map(|answer| answer.status());
        assert!(matches!(answer, Err(Error::Redirected { .. })), "{answer:?}");
    }
    assert!(visits.try_recv().is_err(), "nobody was sent there");
}

#[tokio::test]
async fn bytes_and_time_are_bounded_and_the_bound_is_named() {
    let endless = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 100]).is_ok() {}
    });
    assert!(matches!(ask(endless, CAPS).await, Err(Error::TooLarge { bytes_max: 1_000, .. })));

    let short = Duration::from_millis(50);
    let mute = serve(|_, _| thread::sleep(Duration::from_secs(2)));
    assert!(matches!(ask(mute, Caps { head: short, ..CAPS }).await, Err(Error::Silent { .. })));

    let stalls = || {
        serve(|_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
            thread::sleep(Duration::from_secs(2));
        })
    };
    assert!(matches!(ask(stalls(), Caps { between: short, ..CAPS }).await, Err(Error::Stalled { .. })));
    assert!(matches!(ask(stalls(), Caps { total: short, ..CAPS }).await, Err(Error::Slow { .. })));

    let breaks = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
    });
    assert!(matches!(ask(breaks, CAPS).await, Err(Error::Broken { .. })));
}

#[tokio::test]
async fn a_closed_door_is_named_by_its_host() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = ask(address, CAPS).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().starts_with("127.0.0.1 did not take the connection"), "{error}");
}
