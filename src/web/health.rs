//! Whether the process answers at all, for whoever watches it.

use actix_web::HttpResponse;

/// `GET /livez`.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}
