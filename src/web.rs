//! The doors: the only floor that knows HTTP, HTML, cookies and frames.
//!
//! Every route stands in [`routes`]. What every request passes through is in [`guard`].

pub mod answer;
pub mod api;
pub mod assets;
pub mod block;
pub mod chart;
pub mod cookie;
pub mod error;
pub mod extract;
pub mod guard;
pub mod health;
pub mod limit;
pub mod markdown;
pub mod page;
pub mod state;
pub mod words;

use actix_web::web::{ServiceConfig, get, post, resource};

pub use state::State;

/// Every route of the server.
pub fn routes(app: &mut ServiceConfig) {
    app.service(resource("/livez").route(get().to(health::live)))
        .service(resource("/static/{path:.*}").route(get().to(assets::serve)))
        .service(resource("/api/auth/token").route(post().to(api::token::create)))
        .service(resource("/api/me").route(get().to(api::me::show)));
}
