//! Reading a body within its limits of size and time.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    dev::Payload,
    http::{
        StatusCode,
        header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
    },
    web::BytesMut,
};
use bytes::Bytes;
use futures_util::StreamExt;

use crate::web::error::Error;

/// How long a body may take from its first byte to its last: a bound on connections that trickle.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The body of a request of the content type `media_type`.
pub(in crate::web) async fn read(
    request: &HttpRequest,
    payload: Payload,
    media_type: &str,
    bytes_max: usize,
) -> Result<Bytes, Error> {
    check_type(request, media_type)?;
    let too_large = || {
        let message = format!("the body has more than {bytes_max} bytes");
        Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
    };
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > bytes_max) {
        return Err(too_large());
    }
    collect_within(BODY_TIMEOUT, payload, bytes_max).await?.ok_or_else(too_large)
}

/// The whole body; `None` when it has more than `bytes_max` bytes.
pub(super) async fn collect_within(
    timeout: Duration,
    payload: Payload,
    bytes_max: usize,
) -> Result<Option<Bytes>, Error> {
    match tokio::time::timeout(timeout, collect(payload, bytes_max)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Error::bad_request("bad_body", "the body broke off")),
        Err(_) => Err(Error::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the body came too slowly")),
    }
}

async fn collect(mut payload: Payload, bytes_max: usize) -> Result<Option<Bytes>, actix_web::error::PayloadError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk?;
        if body.len() + chunk.len() > bytes_max {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body.freeze()))
}

fn check_type(request: &HttpRequest, media_type: &str) -> Result<(), Error> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let sent = header(CONTENT_TYPE).unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let is_plain = header(CONTENT_ENCODING).is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
    if sent.eq_ignore_ascii_case(media_type) && is_plain {
        return Ok(());
    }
    let message = format!("the body must be {media_type}, not compressed");
    Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message))
}
