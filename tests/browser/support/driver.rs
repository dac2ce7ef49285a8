//! One chromedriver for all stories of a run.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::LazyLock,
    thread,
};

/// Waits for its standard input to end, and then ends the driver: so the driver never outlives this process,
/// however that ends.
const GUARDED: &str = r#"chromedriver --port=0 & driver=$!; cat >/dev/null; kill "$driver""#;

struct Driver {
    url: String,
    /// Holds the pipe to the guard open for as long as this process lives.
    _guard: Child,
}

static DRIVER: LazyLock<Driver> = LazyLock::new(|| {
    let mut guard = Command::new("sh")
        .args(["-c", GUARDED])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let mut said = BufReader::new(guard.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let port = said
        .find_map(|line| line.split_once("successfully on port ").map(|(_, port)| port.trim_matches('.').to_owned()))
        .expect("chromedriver starts: bin/setup installs it");
    // Nobody reads on, but the driver must be able to write.
    thread::spawn(move || said.for_each(drop));
    Driver { url: format!("http://127.0.0.1:{port}"), _guard: guard }
});

/// Where the driver listens; the first call starts it.
pub fn url() -> &'static str {
    &DRIVER.url
}
