use askama::Template;

use super::{Page, Theme};
use crate::web::{assets, words::Lang};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "layouts/plain.html" %}{% block title %}{{ title }}{% endblock %}{% block content %}{% endblock %}"#
)]
struct Plain {
    page: Page,
    title: &'static str,
}

#[test]
fn a_page_speaks_the_readers_language_and_wears_their_theme() {
    let page = Page { theme: Theme::Dark, ..Page::in_language(Lang::De) };
    let html = Plain { page, title: "x" }.render().unwrap();
    assert!(html.contains(r#"<html lang="de" data-theme="dark">"#), "{html}");
    assert!(html.contains("Zum Inhalt springen"));
}

#[test]
fn a_page_names_its_assets_by_their_version() {
    let html = Plain { page: Page::default(), title: "x" }.render().unwrap();
    assert!(html.contains(&format!(r#"src="{}/js/main.js""#, assets::base())));
    assert!(html.contains(&format!(r#"href="{}/css/tokens.css""#, assets::base())));
}

#[test]
fn what_a_user_wrote_is_escaped() {
    let html = Plain { page: Page::default(), title: "</title><script>" }.render().unwrap();
    assert!(!html.contains("</title><script>"));
}

#[test]
fn no_page_carries_inline_script_or_style() {
    let html = Plain { page: Page::default(), title: "x" }.render().unwrap();
    for banned in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
        assert!(!html.contains(banned), "{banned}");
    }
}
