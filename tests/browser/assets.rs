//! Pictures, sounds and previews of a branch.

use serde_json::json;

use super::support::{Device, Story, Tab, axe, story, story_on};

const IMAGES: &str = "/local/Ada/site/main/images";

/// Chooses files in a field, as its dialog does: each a name, how it is made, and its measures.
const CHOOSE: &str = "
    const field = document.querySelector('[data-send] [type=file]'), chosen = new DataTransfer();
    const later = arguments[1];
    const png = (width, height) => new Promise((done) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d');
      context.fillStyle = '#c00';
      context.fillRect(0, 0, width, height);
      canvas.toBlob(done);
    });
    const wav = (samples) => {
      const view = new DataView(new ArrayBuffer(44 + samples * 2));
      const text = (at, letters) => [...letters].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
      text(0, 'RIFF'); view.setUint32(4, 36 + samples * 2, true); text(8, 'WAVEfmt ');
      view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
      view.setUint32(24, 8000, true); view.setUint32(28, 16000, true); view.setUint16(32, 2, true);
      view.setUint16(34, 16, true); text(36, 'data'); view.setUint32(40, samples * 2, true);
      for (let at = 0; at < samples; at += 1) view.setInt16(44 + at * 2, at, true);
      return view.buffer;
    };
    (async () => {
      for (const [name, kind, ...size] of arguments[0]) {
        chosen.items.add(new File([kind === 'png' ? await png(...size) : wav(...size)], name));
      }
      field.files = chosen.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      later(true);
    })();";

/// What the server keeps of a file, as numbers.
const BYTES: &str = "
    const later = arguments[1];
    fetch(arguments[0], { cache: 'no-store' }).then((answer) => answer.arrayBuffer())
      .then((buffer) => later([...new Uint8Array(buffer)]));";

async fn site(it: &Story) {
    it.make_account().await;
    it.tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let changes = json!([{ "path": "README.md", "content": "# Site\n" }]);
    let body = json!({ "branch": "main", "message": "Begin", "changes": changes });
    it.tab.post("/api/local/Ada/site/commit", &body).await;
}

async fn bytes(tab: &Tab, path: &str) -> Vec<u8> {
    let bytes = tab.ask_later_with(BYTES, &[json!(format!("/local/Ada/site/main/file/{path}"))]).await;
    bytes.as_array().expect("bytes").iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect()
}

/// Width and height, as they stand in the head of a PNG.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn pictures_are_sent_seen_drawn_on_and_cropped() {
    story(async |it: &mut Story| {
        // Of somebody's later save, and of a folder that is looked for before it is there.
        it.expected.extend(["409 (Conflict)", "404 (Not Found)"]);
        site(it).await;
        let tab = &it.tab;
        tab.open(IMAGES).await;
        tab.read(".empty", "no picture").await;
        tab.fill("[data-send] [name=folder]", "img").await;
        tab.see("[data-send]").await;
        tab.ask_later_with(CHOOSE, &[json!([["a.png", "png", 60, 40], ["b.png", "png", 30, 30]])]).await;
        tab.read("#toasts", "Add 2 files").await;
        tab.count(".gallery li", 2).await;
        tab.read(".gallery", "60 × 40").await;
        tab.picture("images").await;

        // The same name again: both are kept.
        tab.fill("[data-send] [name=folder]", "img").await;
        tab.see("[data-send]").await;
        tab.ask_later_with(CHOOSE, &[json!([["a.png", "png", 10, 10]])]).await;
        tab.read("[data-clash]", "a.png").await;
        tab.click("[data-clash] [value=both]").await;
        tab.read("#toasts", "img/a-2.png").await;
        tab.count(".gallery li", 3).await;

        tab.open(&format!("{IMAGES}/img/a.png?edit=1")).await;
        tab.see("[data-paint][data-ready]").await;
        tab.drag(".paint-scroll canvas", 20, 10).await;
        tab.see("[data-act=undo]:enabled").await;
        tab.click("[data-tool=crop]").await;
        tab.fill("[data-crop] [name=width]", "50").await;
        tab.fill("[data-crop] [name=height]", "20").await;
        tab.click("[data-crop] .button").await;
        tab.read("[data-size]", "50 × 20").await;
        tab.picture("paint").await;
        tab.click("[data-save] .primary").await;
        tab.read("[data-saved]", "Saved").await;
        assert_eq!(png_size(&bytes(tab, "img/a.png").await), (50, 20));

        // Somebody else saves it meanwhile: nothing of theirs is lost, and nothing of ours.
        let body =
            json!({ "branch": "main", "message": "Other", "changes": [{ "path": "img/a.png", "content": "other" }] });
        tab.post("/api/local/Ada/site/commit", &body).await;
        tab.click("[data-act=rotate-right]").await;
        tab.read("[data-size]", "20 × 50").await;
        tab.click("[data-save] .primary").await;
        tab.read("[data-stale]", "Somebody else").await;
        tab.click("[data-other-name]").await;
        tab.until(
            "another name is there",
            "return document.querySelector('[data-save] [name=path]').value === 'img/a-3.png'",
        )
        .await;
        tab.click("[data-save] .primary").await;
        tab.read("[data-saved]", "Saved").await;
        assert_eq!(png_size(&bytes(tab, "img/a-3.png").await), (20, 50));

        // A delete can be taken back.
        tab.open(&format!("{IMAGES}/img/b.png")).await;
        tab.click(".fold summary").await;
        tab.click("[data-delete] .danger").await;
        tab.read("#toasts", "is deleted").await;
        tab.count(".gallery li", 3).await;
        tab.click(".toast-action").await;
        tab.read("#toasts", "is back").await;
        tab.count(".gallery li", 4).await;
        let history = tab.get("/api/local/Ada/site/history").await;
        assert_eq!(history["commits"].as_array().unwrap().len(), 8, "{history}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_was_drawn_is_kept_until_the_server_has_it() {
    story(async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        tab.open(&format!("{IMAGES}?new=1")).await;
        tab.see("[data-paint][data-ready]").await;
        tab.fill("[data-resize] [name=width]", "400").await;
        tab.click("[data-resize] .button").await;
        tab.read("[data-size]", "400 × 300").await;
        tab.until(
            "a draft is kept",
            "window.kept ??= (indexedDB.open('workspace-drafts').onsuccess = ({ target }) => {
               const all = target.result.transaction('drafts').objectStore('drafts').count();
               all.onsuccess = () => { window.count = all.result; window.kept = undefined; };
             });
             return window.count === 1",
        )
        .await;
        tab.reload().await;
        tab.read("[data-draft]", "not saved").await;
        tab.click("[data-draft-take]").await;
        tab.read("[data-size]", "400 × 300").await;
        tab.click("[data-save] .primary").await;
        tab.read("[data-saved]", "Saved").await;
        assert_eq!(png_size(&bytes(tab, "drawing.png").await), (400, 300));
        tab.reload().await;
        tab.see("[data-paint][data-ready]").await;
        tab.miss("[data-draft]").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_sound_is_trimmed_to_the_sample() {
    story(async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        tab.open("/local/Ada/site/main/sounds").await;
        tab.see("[data-send]").await;
        tab.ask_later_with(CHOOSE, &[json!([["ramp.wav", "wav", 16000]])]).await;
        tab.read("#toasts", "ramp.wav").await;
        tab.click_saying(".sound-line a", "ramp.wav").await;
        tab.see("[data-sound][data-ready]").await;
        tab.read(".code-bar", "2.00 s · 8000 Hz").await;
        tab.picture("sound").await;
        tab.fill("[name=from]", "0.5").await;
        tab.fill("[name=to]", "1").await;
        tab.click("[data-act=trim]").await;
        tab.read(".code-bar", "0.50 s").await;
        tab.click("[data-save] .primary").await;
        tab.read("[data-saved]", "Saved").await;
        let saved = bytes(tab, "ramp.wav").await;
        assert_eq!(saved.len(), 44 + 2 * 4_000);
        let sample = |at: usize| i16::from_le_bytes([saved[44 + 2 * at], saved[45 + 2 * at]]);
        assert_eq!([sample(0), sample(1), sample(3_999)], [4_000, 4_001, 7_999]);
    })
    .await;
}

/// A page that tries to get out, and writes down what came of it.
const HOSTILE: &str = r##"<!doctype html><title>x</title><link rel="stylesheet" href="look.css"><p id="out">waiting</p>
<script type="module">
import { word } from "./lib/word.js";
const tried = {};
const attempt = async (name, act) => { try { tried[name] = String(await act()); } catch (error) { tried[name] = "refused"; } };
await attempt("module", () => word);
await attempt("fetch", async () => (await (await fetch("data.json")).json()).ok);
await attempt("api", async () => (await fetch("/api/me", { credentials: "include" })).status);
await attempt("page", async () => (await fetch("/settings", { mode: "no-cors", credentials: "include" })).type);
await attempt("cookie", () => document.cookie);
await attempt("storage", () => localStorage.length);
await attempt("database", () => { indexedDB.open("x"); return "open"; });
await attempt("parent", () => parent.document.title);
await attempt("top", () => { if (top === self) return "alone"; top.location = "/sign-out"; return "moved"; });
await attempt("window", () => { const opened = open("/"); if (!opened) throw 1; return "opened"; });
await attempt("elsewhere", async () => (await fetch("https://example.org/")).status);
await attempt("worker", () => new Promise((done, fail) => { const w = new Worker("/static/js/main.js"); w.onerror = fail; setTimeout(done, 500, "ran"); }));
document.querySelector("#out").textContent = JSON.stringify({ ...tried, origin: self.origin, color: getComputedStyle(document.querySelector("#out")).color });
</script>"##;

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_page_in_a_preview_runs_and_can_not_get_out() {
    story(async |it: &mut Story| {
        it.expected.extend(["Content Security Policy", "sandbox", "Unsafe attempt", "Failed to load", "Blocked", "CORS"]);
        site(it).await;
        let tab = &it.tab;
        let changes = json!([
            { "path": "index.html", "content": HOSTILE },
            { "path": "look.css", "content": "#out { color: rgb(1, 2, 3); }" },
            { "path": "lib/word.js", "content": "export const word = 'here';" },
            { "path": "data.json", "content": "{\"ok\": true}" },
        ]);
        let body = json!({ "branch": "main", "message": "Page", "changes": changes });
        tab.post("/api/local/Ada/site/commit", &body).await;
        tab.open("/local/Ada/site/main/preview").await;
        let written = tab.within("[data-preview] iframe", "#out", "{").await;
        let expected = json!({
            "module": "here", "fetch": "true", "api": "refused", "page": "refused", "cookie": "refused", "storage": "refused",
            "database": "refused", "parent": "refused", "top": "refused", "window": "refused", "elsewhere": "refused",
            "worker": "refused", "origin": "null", "color": "rgb(1, 2, 3)",
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), expected);
        tab.click("[data-width='375']").await;
        let width = tab.ask("return document.querySelector('iframe').getBoundingClientRect().width").await;
        assert_eq!(width, json!(375));
        tab.picture("preview").await;

        // Opened by itself it is as closed.
        let alone = tab.ask("return document.querySelector('.code-bar a[target]').getAttribute('href')").await;
        tab.open(alone.as_str().unwrap()).await;
        tab.read("#out", "{").await;
        let origin = tab.ask("return [self.origin, document.querySelector('#out').textContent]").await;
        assert_eq!(origin[0], "null", "{origin}");
        assert!(origin[1].as_str().is_some_and(|text| text.contains(r#""cookie":"refused""#)), "{origin}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_pages_of_pictures_and_sounds_are_accessible_and_fit_a_phone() {
    story(async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        tab.open(IMAGES).await;
        let files = json!([["a picture with quite a long name.png", "png", 600, 400], ["b.wav", "wav", 8000]]);
        tab.see("[data-send]").await;
        tab.ask_later_with(CHOOSE, &[files]).await;
        tab.read("#toasts", "Add 2 files").await;
        tab.resize(375, 812).await;
        let picture = format!("{IMAGES}/a%20picture%20with%20quite%20a%20long%20name.png");
        for path in [
            IMAGES,
            "/local/Ada/site/main/images?q=nothing",
            &picture,
            &format!("{picture}?edit=1"),
            "/local/Ada/site/main/sounds",
            "/local/Ada/site/main/sounds/b.wav",
            "/local/Ada/site/main/preview",
        ] {
            tab.open(path).await;
            axe::check(tab, path).await;
            let wider = tab.ask("return document.documentElement.scrollWidth - innerWidth").await;
            assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{path} is {wider} px too wide");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_pictures_can_be_seen_renamed_and_deleted() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        it.make_account().await;
        let tab = &it.tab;
        tab.open("/workspace").await;
        tab.fill("#name", "site").await;
        tab.click_saying("main form .primary", "Create repository").await;
        tab.fill("#path", "a.svg").await;
        tab.fill(
            "#text",
            "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='8' height='8'/></svg>",
        )
        .await;
        tab.click("main form .primary").await;
        tab.read(".notice", "Saved").await;
        tab.open(IMAGES).await;
        tab.click(".gallery a").await;
        tab.see(".image-scroll img").await;
        tab.click(".fold summary").await;
        tab.fill("[data-rename] [name=path]", "img/b.svg").await;
        tab.click("[data-rename] .button").await;
        tab.read(".notice", "Renamed").await;
        tab.open(&format!("{IMAGES}/img")).await;
        tab.count(".gallery li", 1).await;
    })
    .await;
}
