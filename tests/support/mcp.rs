//! A program that speaks MCP, as far as the tests need one.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use super::TestClient;

/// A program with an API token. It shows no cookie.
pub struct McpClient {
    http: TestClient,
    pub token: String,
}

impl McpClient {
    /// Has the user of `browser` make a token with these scopes.
    pub async fn of(browser: &TestClient, scopes: &str) -> Self {
        let form = [("name", "Editor"), ("scopes", scopes), ("days", "30")];
        let answer = browser.post_form("/settings/api-tokens", &form).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let page = answer.text().await.expect("a page");
        let start = page.find("stackhouse_").expect("a token on the page");
        let token = page[start..].chars().take("stackhouse_".len() + 64).collect();
        Self { http: TestClient::new(browser.base()), token }
    }

    /// A request with the token and nothing on it that a browser would add.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.bare(method, path).header("Authorization", format!("Bearer {}", self.token))
    }

    pub async fn send(&self, body: &Value) -> Response {
        self.request(Method::POST, "/mcp").json(body).send().await.expect("an answer")
    }

    /// What the method answers: the whole message.
    pub async fn ask(&self, method: &str, params: Value) -> Value {
        let answer = self.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })).await;
        assert_eq!(answer.status(), StatusCode::OK, "{method} {params}");
        answer.json().await.expect("JSON")
    }

    /// What a tool answers, which must not refuse.
    pub async fn call(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({ "name": tool, "arguments": arguments })).await;
        assert_eq!(answer["result"]["isError"], false, "{tool} {arguments}: {answer}");
        answer["result"]["structuredContent"].clone()
    }

    /// Why a tool refuses.
    pub async fn refusal(&self, tool: &str, arguments: Value) -> String {
        let answer = self.ask("tools/call", json!({ "name": tool, "arguments": arguments })).await;
        assert_eq!(answer["result"]["isError"], true, "{tool} {arguments}: {answer}");
        answer["result"]["content"][0]["text"].as_str().expect("a text").to_owned()
    }
}
