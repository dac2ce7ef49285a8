//! `/api/apps/schema` and `/api/apps/check`: what a package has to be, and whether a text is one.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    account::SignedIn,
    app::{self, Problem, trial::Verdict},
    web::{
        error::{Error, Result},
        extract::Json,
        state::State,
    },
};

/// A package to be looked at.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The text of the package, which need not even be JSON.
    package: String,
}

/// What is wrong with a package, or what came of its own tests.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct Checked {
    /// Whether nothing is wrong and all tests passed.
    pub ok: bool,
    pub problems: Vec<Problem>,
    pub tests: Vec<Verdict>,
}

/// Answers the JSON Schema of packages. It says nothing about anybody: no sign-in is asked for.
pub async fn schema() -> HttpResponse {
    HttpResponse::Ok().json(app::check::schema())
}

/// Checks a text and runs the tests that it brings along. Nothing is installed.
///
/// # Errors
/// 400 for a body that is none.
pub async fn check(state: Data<State>, _: SignedIn, Json(asked): Json<Check>) -> Result<HttpResponse> {
    let looked = state.apps.evaluate(move || Ok(Checked::of(&asked.package))).await;
    let checked = looked.map_err(|failure| Error::bad_request("invalid_package", failure.to_string()))?;
    Ok(HttpResponse::Ok().json(checked))
}

impl Checked {
    fn of(text: &str) -> Self {
        match app::read(text) {
            Err(problems) => Self { ok: false, problems, tests: Vec::new() },
            Ok(program) => {
                let tests = app::trial::run(&program);
                Self { ok: tests.iter().all(|test| test.failure.is_none()), problems: Vec::new(), tests }
            }
        }
    }
}
