//! The one file of a form, read within its limits of size and time.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        StatusCode,
        header::{CONTENT_TYPE, HeaderMap},
    },
};
use futures_util::{StreamExt, future::LocalBoxFuture};

use crate::web::error::Error;

/// How long a file may take from its first byte to its last: a bound on connections that trickle.
const FILE_TIMEOUT: Duration = Duration::from_mins(1);

/// The bytes of the first field of a form, at most `BYTES_MAX`; `None` for more.
pub struct SmallFile<const BYTES_MAX: usize>(pub Option<Vec<u8>>);

impl<const BYTES_MAX: usize> FromRequest for SmallFile<BYTES_MAX> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (headers, payload) = (request.headers().clone(), payload.take());
        Box::pin(async move {
            let reading = read(&headers, payload, BYTES_MAX);
            let too_slow = |_| Error::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the file came too slowly");
            Ok(Self(tokio::time::timeout(FILE_TIMEOUT, reading).await.map_err(too_slow)??))
        })
    }
}

async fn read(headers: &HeaderMap, payload: Payload, bytes_max: usize) -> Result<Option<Vec<u8>>, Error> {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !sent.starts_with("multipart/form-data") {
        let message = "the body must be multipart/form-data, with a field named file";
        return Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let broken_off = || Error::bad_request("bad_body", "the form broke off");
    let mut form = Multipart::new(headers, payload);
    let Some(field) = form.next().await else { return Ok(Some(Vec::new())) };
    let Ok(bytes) = field.map_err(|_| broken_off())?.bytes(bytes_max).await else { return Ok(None) };
    Ok(Some(bytes.map_err(|_| broken_off())?.to_vec()))
}
