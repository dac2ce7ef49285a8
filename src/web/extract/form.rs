//! The body of an HTML form.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Query};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::body;
use crate::web::error::Error;

/// Bytes of a form: a pasted table of some thousand rows, percent-encoded.
const BYTES_MAX: usize = 1 << 20;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form as a `T`. Fields that `T` doesn't have are what a browser or a script added, and ignored.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let body = body::read(&request, payload, MEDIA_TYPE, BYTES_MAX).await?;
            let bad_form = |message: String| Error::bad_request("bad_form", message);
            let text = std::str::from_utf8(&body).map_err(|error| bad_form(error.to_string()))?;
            let fields = Query::<T>::from_query(text).map_err(|error| bad_form(error.to_string()))?;
            Ok(Self(fields.into_inner()))
        })
    }
}
