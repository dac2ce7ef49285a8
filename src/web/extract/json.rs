//! A JSON body, read strictly.

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::body;
use crate::web::error::Error;

/// Bytes of a JSON body: as many as a frame of the socket has by default.
const BYTES_MAX: usize = 1 << 20;

/// A JSON body as a `T`, of at most so many bytes. `T` should refuse unknown fields.
pub struct Json<T, const MAX: usize = BYTES_MAX>(pub T);

impl<T: DeserializeOwned + 'static, const MAX: usize> FromRequest for Json<T, MAX> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let body = body::read(&request, payload, "application/json", MAX).await?;
            parse(&body).map(Self)
        })
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        explain(&path, error.inner())
    })?;
    reader.end().map_err(|error| explain(".", &error))?;
    Ok(value)
}

fn explain(path: &str, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    if !error.is_data() {
        return Error::bad_request("bad_json", format!("the body is not valid JSON: {message}"));
    }
    // serde places a field that is unknown, missing or there twice at its object, and names it in the message.
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|start| message.strip_prefix(start)?.split_once('`'))
        .map(|(name, _)| name);
    let field = match (path, named) {
        (".", Some(name)) => name.to_owned(),
        (path, Some(name)) if !path.ends_with(name) => format!("{path}.{name}"),
        (path, _) => path.to_owned(),
    };
    let error = Error::bad_request("invalid", message);
    if field == "." { error } else { error.with_field(field) }
}
