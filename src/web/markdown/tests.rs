//! What becomes of Markdown, well and ill meant.

use super::render;

fn check(markdown: &str, expected: &str) {
    assert_eq!(render(markdown).trim_end(), expected, "{markdown}");
}

/// Whatever the text says, nothing of it may act.
fn check_harmless(markdown: &str) {
    let html = render(markdown).to_lowercase().replace(super::TABLE_OPEN, "").replace("</table></div>", "");
    let mut rest = html.as_str();
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        check_tag(tag, markdown);
        rest = after;
    }
}

fn check_tag(tag: &str, markdown: &str) {
    let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    assert!(super::TAGS.contains(&name.as_str()), "<{tag}> from {markdown}");

    // What is quoted is a value; names of attributes stand outside.
    let names: String = tag.split('"').step_by(2).collect();
    assert!(!names.contains(" on") && !names.contains("style"), "<{tag}> from {markdown}");
    if let Some(url) = tag.split("href=\"").nth(1) {
        assert!(["http://", "https://", "mailto:", "/"].iter().any(|start| url.starts_with(start)), "<{tag}>");
        assert!(!url.starts_with("//"), "<{tag}>");
        assert!(tag.contains("rel=\"noopener noreferrer nofollow\"") && !tag.contains("target"), "<{tag}>");
    }
}

#[test]
fn the_usual_marks_are_rendered() {
    check(
        "Hello **bold** *em* ~~gone~~ `x < y`",
        "<p>Hello <strong>bold</strong> <em>em</em> <del>gone</del> <code>x &lt; y</code></p>",
    );
    check("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
    check("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>");
    check("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>");
    check("one\ntwo", "<p>one<br>\ntwo</p>");
    check("---", "<hr>");
}

#[test]
fn headings_stand_below_the_title_of_the_card() {
    check("# a", "<h3>a</h3>");
    check("## a", "<h4>a</h4>");
    check("###### a", "<h6>a</h6>");
}

#[test]
fn tables_keep_their_alignment() {
    check(
        "| a | b |\n| - | -: |\n| 1 | 2 |",
        "<div class=\"prose-scroll\" tabindex=\"0\"><table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n\
         <td align=\"right\">2</td>\n</tr>\n</tbody>\n</table></div>",
    );
}

#[test]
fn tasks_get_a_sign() {
    check("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>");
    check(
        "`<input type=\"checkbox\" disabled=\"\" />`",
        "<p><code>&lt;input type=\"checkbox\" disabled=\"\" /&gt;</code></p>",
    );
}

#[test]
fn code_keeps_its_language() {
    check("```rust\nlet x;\n```", "<pre tabindex=\"0\"><code class=\"language-rust\">let x;\n</code></pre>");
    check("```c++ linenos\nx\n```", "<pre tabindex=\"0\"><code class=\"language-c++\">x\n</code></pre>");
    check("```a\"onload=\"b\nx\n```", "<pre tabindex=\"0\"><code>x\n</code></pre>");
}

#[test]
fn links_lead_out_with_care_and_inside_freely() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    check("[a](https://b.example \"t\")", &format!("<p><a href=\"https://b.example\" title=\"t\" {rel}>a</a></p>"));
    check("https://b.example", &format!("<p><a href=\"https://b.example\" {rel}>https://b.example</a></p>"));
    check("<mailto:a@b.example>", &format!("<p><a href=\"mailto:a@b.example\" {rel}>mailto:a@b.example</a></p>"));
    check("[a](/documents/7)", &format!("<p><a href=\"/documents/7\" {rel}>a</a></p>"));
    for elsewhere in
        ["//b.example", "/\\b.example", "\\b", "ftp://b.example", "b", "javascript:alert(1)", "file:///etc"]
    {
        check_harmless(&format!("[a]({elsewhere})"));
    }
}

#[test]
fn pictures_become_links_and_load_nothing() {
    check(
        "![a cat](https://b.example/c.png)",
        "<p><a href=\"https://b.example/c.png\" rel=\"noopener noreferrer nofollow\">a cat</a></p>",
    );
    check_harmless("[![a](https://b.example/c.png)](https://d.example)");
    check_harmless("![a](data:image/png;base64,AAAA)");
}

#[test]
fn html_is_shown_and_never_acts() {
    check("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
    for hostile in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\" onclick=\"x\">a</a>",
        "<style>*{display:none}</style>",
        "<p style=\"position:fixed\">x</p>",
        "<iframe srcdoc=\"<script>\"></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form action=/sign-out><button>x</button></form>",
        "<!-- x --><![CDATA[<script>]]>",
        "<?php x ?>",
        "</div></article></main><script>",
    ] {
        check_harmless(hostile);
        check_harmless(&format!("before\n\n{hostile}\n\nafter"));
        check_harmless(&format!("- {hostile}"));
        check_harmless(&format!("`{hostile}` | {hostile}\n- | -\n{hostile} | x"));
    }
}

#[test]
fn clever_links_never_act() {
    for hostile in [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](&#x6A&#x61vascript:alert(1))",
        "[a](java&Tab;script:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "[a](\u{1}javascript:alert(1))",
        "[a](vbscript:x) [b](data:text/html,x) [c](blob:x)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "[a](https://b.example\"onmouseover=\"alert(1))",
        "[a](https://b.example 'x\" onmouseover=\"alert(1)')",
        "![\" onerror=\"alert(1)](x)",
        "[a](/a&#10;//b)",
    ] {
        check_harmless(hostile);
    }
}

#[test]
fn deep_nesting_is_shown_as_typed_and_takes_no_time() {
    for (part, is_text) in [
        (">", true),
        ("> ", true),
        ("- ", false),
        ("1. ", false),
        ("*", false),
        ("**a ", false),
        ("[", false),
        ("![", false),
        ("](", false),
        ("`", false),
        ("~", false),
        ("<", false),
        ("&", false),
        ("|", false),
        ("_a", false),
        ("- > ", true),
        ("a\n- ", false),
        ("    ", false),
        ("[a](b", false),
        ("*a_", false),
        ("\\", false),
        ("<!--", false),
        ("#", false),
    ] {
        let text = part.repeat(100_000 / part.len());
        let html = render(&text);
        check_harmless(&text);
        assert_eq!(html.starts_with("<pre tabindex=\"0\">&#62;"), is_text && !part.starts_with('-'), "{part}");
    }
    let stairs: String = (0..300).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
    check_harmless(&stairs);
}

#[test]
fn what_was_too_deep_is_escaped() {
    let text = format!("{}<b>", ">".repeat(100));
    assert!(render(&text).ends_with("&#60;b&#62;</pre>"));
}
