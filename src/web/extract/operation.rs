//! The name that a client gave its operation.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::{desk::OpId, web::error::Error};

const HEADER: &str = "idempotency-key";

/// The header `Idempotency-Key`: a retry under the same key gets the first answer, for 30 days.
pub struct Operation(pub Option<OpId>);

impl FromRequest for Operation {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let bad = || Error::invalid(HEADER, "must be one line of 1 to 128 characters");
        ready(match request.headers().get(HEADER) {
            None => Ok(Self(None)),
            Some(value) => {
                value.to_str().ok().and_then(|text| text.parse().ok()).map(|op_id| Self(Some(op_id))).ok_or_else(bad)
            }
        })
    }
}
