//! A browser that nobody has used before, closed at the end of its story.

use std::{path::Path, sync::Arc};

use serde_json::{Value, json};
use thirtyfour::{
    ChromiumLikeCapabilities, LoggingPrefsLogLevel, common::capabilities::chrome::ChromeCapabilities, prelude::*,
};
use tokio::sync::Mutex;

use super::{Tab, driver};

/// Flags that keep the browser to itself: no sandbox inside a container, nothing asked of its maker.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=OptimizationHints,Translate",
    "--lang=en",
];

/// Without a screen the browser believes in no mouse: this one hovers, and points finely.
const MOUSE: &str =
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4";

/// Leaves 1280 by 800 pixels for the page.
const WINDOW: &str = "--window-size=1280,943";

/// Before what a story's person sits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Device {
    Desktop,
    /// A desktop whose browser runs no scripts.
    WithoutScript,
    /// A phone of so many CSS pixels.
    Phone {
        width: u32,
        height: u32,
    },
}

/// What went on behind the pages.
pub struct Behind {
    /// Warnings and errors of the console: broken content policy, exceptions, missing files.
    pub complaints: Vec<String>,
    /// Everything that was asked for.
    pub requests: Vec<String>,
}

/// The window that has the driver's attention. Whoever holds the lock may use the driver.
pub type Attention = Mutex<WindowHandle>;

pub struct Browser {
    driver: WebDriver,
    attention: Arc<Attention>,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub async fn open(device: Device) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let capabilities = capabilities(device, profile.path()).expect("capabilities are JSON");
        let driver = WebDriver::new(driver::url(), capabilities).await.expect("Chromium starts");
        let window = driver.window().await.expect("a window");
        Self { driver, attention: Arc::new(Mutex::new(window)), _profile: profile }
    }

    pub async fn first_window(&self, base: &str) -> Tab {
        let window = self.attention.lock().await.clone();
        Tab::new(self.driver.clone(), self.attention.clone(), window, base)
    }

    pub async fn window(&self, base: &str) -> Tab {
        let window = self.driver.new_window().await.expect("another window");
        Tab::new(self.driver.clone(), self.attention.clone(), window, base)
    }

    /// Leaves a picture of the window that was looked at last, named after the test.
    pub async fn keep_picture_of_failure(&self) {
        let test = std::thread::current().name().unwrap_or("story").replace("::", "-");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.png"));
        if self.driver.screenshot(&path).await.is_ok() {
            eprintln!("how it looked: {}", path.display());
        }
    }

    /// Ends the browser and tells what went on behind its pages.
    pub async fn close(&self) -> Behind {
        let console = self.driver.get_log("browser").await.unwrap_or_default();
        let complaints = console.into_iter().filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING");
        let network = self.driver.get_log("performance").await.unwrap_or_default();
        let requests = network.iter().filter_map(|entry| requested(&entry.message));
        let behind =
            Behind { complaints: complaints.map(|entry| entry.message).collect(), requests: requests.collect() };
        self.driver.clone().quit().await.expect("the browser ends");
        behind
    }
}

fn capabilities(device: Device, profile: &Path) -> WebDriverResult<ChromeCapabilities> {
    let mut all = ChromeCapabilities::new();
    for flag in FLAGS {
        all.add_arg(flag)?;
    }
    all.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    all.add_arg(WINDOW)?;
    if !matches!(device, Device::Phone { .. }) {
        all.add_arg(MOUSE)?;
    }
    match device {
        Device::Desktop => {}
        Device::WithoutScript => {
            all.add_experimental_option("prefs", json!({ "profile.managed_default_content_settings.javascript": 2 }))?;
        }
        Device::Phone { width, height } => {
            let metrics = json!({ "width": width, "height": height, "pixelRatio": 2.0, "touch": true });
            all.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": metrics }))?;
        }
    }
    all.set_logging_prefs("browser".to_owned(), LoggingPrefsLogLevel::All)?;
    all.set_logging_prefs("performance".to_owned(), LoggingPrefsLogLevel::All)?;
    Ok(all)
}

/// The address that an entry of the network log asks for.
fn requested(message: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(message).ok()?;
    let event = &entry["message"];
    match event["method"].as_str()? {
        "Network.requestWillBeSent" => event["params"]["request"]["url"].as_str().map(str::to_owned),
        "Network.webSocketCreated" => event["params"]["url"].as_str().map(str::to_owned),
        _ => None,
    }
}
