//! A server, and people with browsers who look at it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use stackhouse::{
    config::Config,
    server::{Running, Server},
};
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement,
    prelude::{By, ElementQueryable},
};

pub const PASSWORD: &str = "heron over the weir";

/// How long a thing may take to appear on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with a data folder of its own, on a port of its own.
pub struct House {
    pub running: Running,
    _folder: tempfile::TempDir,
}

impl House {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let running = Server::start(Config::for_testing(&folder.path().join("data"))).expect("the server starts");
        Self { running, _folder: folder }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    /// The page that makes the first account.
    pub fn setup_url(&self) -> &str {
        self.running.setup_url.as_deref().expect("nobody has an account yet")
    }
}

/// Somebody with a browser that has not been here before.
pub struct Person {
    pub driver: WebDriver,
    chromedriver: Child,
    port: u16,
}

impl Person {
    /// Sits down at a laptop.
    pub async fn arrive() -> Self {
        Self::arrive_with(1280, 800).await
    }

    /// Sits down at a screen of this size, in CSS pixels.
    pub async fn arrive_with(width: u32, height: u32) -> Self {
        let (chromedriver, port) = start_chromedriver();
        let mut wishes = DesiredCapabilities::chrome();
        for wish in [
            "--headless=new",
            // Machines that run tests as root, or with little shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--lang=en",
            &format!("--window-size={width},{height}"),
        ] {
            wishes.add_arg(wish).expect("an argument");
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await.expect("Chromium starts");
        Self { driver, chromedriver, port }
    }

    /// Follows the printed link, makes the first account and arrives at the desk.
    pub async fn make_account(&self, house: &House, name: &str) {
        self.open(house.setup_url()).await;
        self.fill("#name", name).await;
        self.fill("#password", PASSWORD).await;
        self.click("button.primary").await;
    }

    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.expect("a page");
    }

    /// Waits until the element is there, and answers it.
    pub async fn see(&self, css: &str) -> WebElement {
        let query = self.driver.query(By::Css(css)).wait(PATIENCE, Duration::from_millis(50)).desc(css);
        query.first().await.unwrap_or_else(|error| panic!("{css} does not appear: {error}"))
    }

    /// Types over what stands in a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.clear().await.expect("a field");
        field.send_keys(text).await.expect("a field that takes text");
    }

    pub async fn click(&self, css: &str) {
        self.see(css).await.click().await.unwrap_or_else(|error| panic!("{css} can't be clicked: {error}"));
    }
}

impl Drop for Person {
    /// Also after a failed test: a driver that is killed leaves its browser running.
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            eprintln!("the browser may still be running: {error}");
        }
        let _ = self.chromedriver.kill();
        let _ = self.chromedriver.wait();
    }
}

impl Person {
    /// Ends the browser, with a request by hand because nothing can be awaited where something is dropped.
    fn leave(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let session = self.driver.session_id();
        write!(stream, "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        // The answer comes when the browser has ended.
        stream.read(&mut [0; 1]).map(drop)
    }
}

/// Starts Debian's chromedriver on a free port.
fn start_chromedriver() -> (Child, u16) {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is missing: bin/setup installs it");
    let mut lines = BufReader::new(child.stdout.take().expect("it was asked for")).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // Nobody reads on, but the driver must be able to write.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    (child, port.expect("chromedriver says on which port it listens"))
}
