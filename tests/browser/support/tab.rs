//! One window, and what its reader sees and does in it. Nothing here sleeps: everything waits for what it expects.

use std::{cell::RefCell, sync::Arc, time::Duration};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::sync::MutexGuard;

use super::browser::Attention;

/// No page of a server on the same machine takes this long, busy as the machine may be.
const PATIENCE: Duration = Duration::from_secs(15);

/// Between two looks at the page.
const BLINK: Duration = Duration::from_millis(25);

/// Between two movements of the pointer, as a hand makes them.
const HAND: Duration = Duration::from_millis(15);

#[derive(Clone)]
pub struct Tab {
    driver: WebDriver,
    attention: Arc<Attention>,
    window: WindowHandle,
    base: String,
}

impl Tab {
    pub fn new(driver: WebDriver, attention: Arc<Attention>, window: WindowHandle, base: &str) -> Self {
        Self { driver, attention, window, base: base.to_owned() }
    }

    /// Opens a page of the server.
    pub async fn open(&self, path: &str) {
        let _looking = self.look().await;
        self.driver.goto(format!("{}{path}", self.base)).await.expect("the page loads");
    }

    /// Gives the page so many pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let _looking = self.look().await;
        let edge = self.driver.execute("return outerHeight - innerHeight", Vec::new()).await.expect("the script runs");
        let height = height + edge.convert::<u32>().expect("a whole number");
        self.driver.set_window_rect(0, 0, width, height).await.expect("the window is resized");
    }

    pub async fn reload(&self) {
        let _looking = self.look().await;
        self.driver.refresh().await.expect("the page loads");
    }

    /// Waits until the desk's scripts listen and everything sent is answered.
    pub async fn ready(&self) {
        self.until(
            "the desk is ready",
            "return Boolean(document.body?.dataset.chat && document.querySelector('#canvas'))",
        )
        .await;
    }

    /// Waits until a script answers something true, and answers it. `what` is said when that never comes.
    pub async fn until(&self, what: &str, script: &str) -> Value {
        self.until_with(what, script, &[]).await
    }

    pub async fn until_with(&self, what: &str, script: &str, args: &[Value]) -> Value {
        self.persist(what, async || {
            let answer = self.driver.execute(script, args.to_vec()).await.map_err(|error| error.to_string())?;
            let answer = answer.json().clone();
            let is_true =
                !matches!(answer, Value::Null | Value::Bool(false)) && answer != json!(0) && answer != json!("");
            if is_true { Ok(answer) } else { Err(format!("it is {answer}")) }
        })
        .await
    }

    /// What a script answers now.
    pub async fn ask(&self, script: &str) -> Value {
        let _looking = self.look().await;
        self.driver.execute(script, Vec::new()).await.expect("the script runs").json().clone()
    }

    /// What a script answers when it calls its first argument.
    pub async fn ask_later(&self, script: &str) -> Value {
        let _looking = self.look().await;
        self.driver.execute_async(script, Vec::new()).await.expect("the script answers").json().clone()
    }

    /// The same for a script with arguments; what it calls comes after them.
    pub async fn ask_later_with(&self, script: &str, args: &[Value]) -> Value {
        let _looking = self.look().await;
        self.driver.execute_async(script, args.to_vec()).await.expect("the script answers").json().clone()
    }

    /// What something within a frame says, when it says `text`: frames may have no origin, and pages can't look into them.
    pub async fn within(&self, frame: &str, css: &str, text: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
        self.persist(&format!("{css} in {frame} says {text:?}"), async || {
            let say = |error: thirtyfour::error::WebDriverError| error.to_string();
            let element = self.driver.find(By::Css(frame)).await.map_err(say)?;
            element.enter_frame().await.map_err(say)?;
            let answer = self.driver.execute(script, vec![json!(css)]).await.map_err(say);
            self.driver.enter_default_frame().await.map_err(say)?;
            let said = answer?.json().as_str().unwrap_or_default().to_owned();
            if said.contains(text) { Ok(said) } else { Err(format!("it says {said:?}")) }
        })
        .await
    }

    /// Waits until everything that was changed here is saved: the server answers in the order of the changes.
    pub async fn saved(&self) {
        let script = "const done = arguments[0]; \
            import(document.querySelector('script[type=module]').src.replace('main.js', 'lib/wire.js')) \
            .then(({ act }) => act('activate_stack', { stack_id: document.body.dataset.active })) \
            .then(() => done(true), (error) => done(String(error)))";
        assert_eq!(self.ask_later(script).await, true);
    }

    /// Waits until nothing moves any more.
    pub async fn still(&self) {
        let script = "return document.getAnimations().every(({ playState, effect }) => \
                      playState !== 'running' || effect.getComputedTiming().iterations === Infinity)";
        self.until("nothing moves", script).await;
    }

    /// Makes a card on the shown stack, waits until it lies there, and answers its id.
    pub async fn card(&self, title: &str, blocks: Value) -> String {
        let stack = self.ask("return document.body.dataset.active").await;
        let made = self.post("/api/cards", &json!({ "stack_id": stack, "title": title, "blocks": blocks })).await;
        let id = made["card_id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned();
        self.see(&format!("[data-card='{id}']")).await;
        id
    }

    /// Waits until something visible fits the selector.
    pub async fn see(&self, css: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])].some((each) => each.checkVisibility())";
        self.until_with(&format!("{css} is to be seen"), script, &[json!(css)]).await;
    }

    /// Waits until something visible fits the selector and says `text`.
    pub async fn read(&self, css: &str, text: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])].some((each) => each.checkVisibility() && \
                      (each.innerText || each.value || '').includes(arguments[1]))";
        self.until_with(&format!("{css} says {text:?}"), script, &[json!(css), json!(text)]).await;
    }

    /// Waits until nothing visible fits the selector.
    pub async fn miss(&self, css: &str) {
        let script = "return ![...document.querySelectorAll(arguments[0])].some((each) => each.checkVisibility())";
        self.until_with(&format!("{css} is gone"), script, &[json!(css)]).await;
    }

    /// Closes what lies over the page with Escape, and waits until the page has the focus again.
    pub async fn escape(&self, css: &str) {
        self.press("Escape").await;
        self.miss(css).await;
        self.until("the focus is back", "return !document.activeElement?.closest('dialog, [popover]')").await;
    }

    /// Waits until exactly `count` things fit the selector.
    pub async fn count(&self, css: &str, count: usize) {
        let script = "return document.querySelectorAll(arguments[0]).length === arguments[1]";
        self.until_with(&format!("{count} of {css}"), script, &[json!(css), json!(count)]).await;
    }

    /// Waits until the page is the one at `path`.
    pub async fn arrive(&self, path: &str) {
        let script = "return document.readyState === 'complete' && location.pathname === arguments[0]";
        self.until_with(&format!("the page is {path}"), script, &[json!(path)]).await;
    }

    pub async fn click(&self, css: &str) {
        self.persist(&format!("{css} can be clicked"), async || {
            self.find(css).await?.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Clicks the first thing that fits the selector and says `text`.
    pub async fn click_saying(&self, css: &str, text: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])].find((each) => each.checkVisibility() && \
                      each.textContent.toLowerCase().includes(arguments[1]))";
        let args = [json!(css), json!(text.to_lowercase())];
        self.persist(&format!("{css} that says {text:?} can be clicked"), async || {
            let found = self.driver.execute(script, args.to_vec()).await.map_err(|error| error.to_string())?;
            let element = found.element().map_err(|error| error.to_string())?;
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    pub async fn double_click(&self, css: &str) {
        self.persist(&format!("{css} can be double-clicked"), async || {
            let element = self.find(css).await?;
            let chain = self.driver.action_chain_with_delay(None, Some(HAND)).double_click_element(&element);
            chain.perform().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Puts `text` into a field in the place of what it held.
    pub async fn fill(&self, css: &str, text: &str) {
        self.persist(&format!("{css} can be filled"), async || {
            let field = self.find(css).await?;
            field.clear().await.map_err(|error| error.to_string())?;
            field.send_keys(text).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Puts `text` into a field at once, as pasting does.
    pub async fn paste(&self, css: &str, text: &str) {
        let script = "const field = document.querySelector(arguments[0]); field.focus(); \
                      return document.execCommand('insertText', false, arguments[1])";
        self.until_with(&format!("{css} takes what is pasted"), script, &[json!(css), json!(text)]).await;
    }

    /// Types into whatever has the focus, in the place of what it held.
    pub async fn write(&self, text: &str) {
        self.press("Control+a").await;
        let _looking = self.look().await;
        self.driver.action_chain().send_keys(text).perform().await.expect("keys are pressed");
    }

    /// Presses keys as the sheet of keys names them: `n`, `Alt+1`, `Control+k`, `ArrowLeft`.
    pub async fn press(&self, keys: &str) {
        let _looking = self.look().await;
        let parts: Vec<&str> = if keys.len() == 1 { vec![keys] } else { keys.split('+').collect() };
        let (last, held) = parts.split_last().expect("a key");
        let chain = held.iter().fold(self.driver.action_chain(), |chain, name| chain.key_down(key(name)));
        let chain = chain.key_down(key(last)).key_up(key(last));
        let chain = held.iter().rev().fold(chain, |chain, name| chain.key_up(key(name)));
        chain.perform().await.expect("keys are pressed");
    }

    /// Drags what fits the selector by so many pixels.
    pub async fn drag(&self, css: &str, dx: i64, dy: i64) {
        self.persist(&format!("{css} can be dragged"), async || {
            let element = self.find(css).await?;
            let chain = self.driver.action_chain_with_delay(None, Some(HAND)).move_to_element_center(&element);
            let chain = chain.click_and_hold().move_by_offset(dx / 2, dy / 2).move_by_offset(dx - dx / 2, dy - dy / 2);
            chain.release().perform().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// What the server answers to a `GET` with this browser's sign-in.
    pub async fn get(&self, path: &str) -> Value {
        self.fetch(path, json!({})).await
    }

    /// What the server answers to a `POST` of JSON with this browser's sign-in.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.submit("POST", path, body).await
    }

    /// The same as a `PATCH`.
    pub async fn patch(&self, path: &str, body: &Value) -> Value {
        self.submit("PATCH", path, body).await
    }

    async fn submit(&self, method: &str, path: &str, body: &Value) -> Value {
        let headers = json!({ "content-type": "application/json" });
        self.fetch(path, json!({ "method": method, "headers": headers, "body": body.to_string() })).await
    }

    async fn fetch(&self, path: &str, options: Value) -> Value {
        let _looking = self.look().await;
        let script = "const [path, options, done] = arguments; fetch(path, options)\
                      .then(async (answer) => done([answer.ok, await answer.text()]), (error) => done([false, String(error)]))";
        let answer = self.driver.execute_async(script, vec![json!(path), options]).await.expect("the script runs");
        let text = answer.json()[1].as_str().unwrap_or_default();
        assert_eq!(answer.json()[0], true, "{path}: {text}");
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error} in {text}"))
    }

    /// Leaves a picture where `STACKHOUSE_PICTURES` says, when it is set.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = pictures() else { return };
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let _looking = self.look().await;
        let path = std::path::Path::new(&folder).join(format!("{name}.png"));
        self.driver.screenshot(&path).await.expect("a picture");
    }

    async fn find(&self, css: &str) -> Result<WebElement, String> {
        self.driver.find(By::Css(css)).await.map_err(|error| error.to_string())
    }

    /// Turns to this window, for as long as the answer is held.
    async fn look(&self) -> MutexGuard<'_, WindowHandle> {
        let mut window = self.attention.lock().await;
        if *window != self.window {
            self.driver.switch_to_window(self.window.clone()).await.expect("the window is open");
            *window = self.window.clone();
        }
        window
    }

    /// Tries until it works; when it never does, tells the story's reader what was wanted and what was wrong.
    async fn persist<T>(&self, what: &str, attempt: impl AsyncFn() -> Result<T, String>) -> T {
        let _looking = self.look().await;
        let last = RefCell::new(String::new());
        let trying = async {
            loop {
                match attempt().await {
                    Ok(answer) => return answer,
                    Err(error) => *last.borrow_mut() = error,
                }
                tokio::time::sleep(BLINK).await;
            }
        };
        let answer = tokio::time::timeout(PATIENCE, trying).await;
        if let Ok(answer) = answer {
            return answer;
        }
        let focus =
            "const { activeElement: focus } = document; return `${focus?.outerHTML.slice(0, 200)} at ${location}`";
        let focus = self.driver.execute(focus, Vec::new()).await.map(|focus| focus.json().to_string());
        panic!("waited in vain until {what}: {}; the focus is on {focus:?}", last.borrow())
    }
}

fn key(name: &str) -> char {
    let key = match name {
        "Alt" => Key::Alt,
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Delete" => Key::Delete,
        "F2" => Key::F2,
        "Home" => Key::Home,
        "End" => Key::End,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        _ => return name.chars().next().expect("a key has a name"),
    };
    key.value()
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says where pictures go")]
fn pictures() -> Option<String> {
    std::env::var("STACKHOUSE_PICTURES").ok()
}
