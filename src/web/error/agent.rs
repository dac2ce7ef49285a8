//! What refusals of tasks mean over HTTP.

use actix_web::http::StatusCode;

use super::Error;
use crate::agent;

impl From<agent::Error> for Error {
    fn from(error: agent::Error) -> Self {
        use agent::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound => Self::not_found(),
            E::BadTask => Self::invalid("task", message),
            E::NoBase => Self::conflict("no_base", message),
            E::TooMany(_) => Self::forbidden("too_many_agents", message),
            E::NotYours(_) => Self::forbidden("not_yours", message),
            E::Refused(_) => Self::conflict("agent_state", message),
            E::TooMuchSaid => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_much_said", message),
            E::Repo(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
