//! Ids in addresses.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::{
    kit::{Id, Kind},
    web::error::Error,
};

/// The `{id}` of the address. What is no id names nothing: 404.
pub struct PathId<K>(pub Id<K>);

impl<K: Kind> FromRequest for PathId<K> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|text| text.parse().ok());
        ready(id.map(Self).ok_or_else(Error::not_found))
    }
}
