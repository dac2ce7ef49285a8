//! The JSON doors under `/api`: what the socket can do, through the same verbs.
//!
//! An operation may be named by the header `Idempotency-Key`, as it is by `op_id` on the socket.

pub mod activity;
pub mod agents;
pub mod apps;
pub mod cards;
pub mod catalog;
pub mod chat;
pub mod documents;
pub mod facts;
pub mod github;
pub mod live;
pub mod livechat;
pub mod me;
pub mod memory;
pub mod openapi;
pub mod preferences;
pub mod repos;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod stacks;
pub mod token;

use actix_web::{
    HttpResponse,
    web::{ServiceConfig, delete, get, patch, post, put, resource},
};

/// Apps and the catalogue. The three without `/api` are older names of what stands above them.
fn app_routes(app: &mut ServiceConfig) {
    app.service(resource("/api/apps").route(get().to(apps::list)).route(post().to(apps::save)))
        .service(
            resource("/api/stacks/{id}/apps")
                .route(get().to(super::apps::startup::show))
                .route(put().to(super::apps::startup::put)),
        )
        .service(resource("/api/apps/schema").route(get().to(apps::schema)))
        .service(resource("/api/apps/check").route(post().to(apps::check)))
        .service(resource("/api/apps/import").route(post().to(apps::import)))
        .service(
            resource("/api/apps/{id}")
                .route(get().to(apps::show))
                .route(put().to(apps::set))
                .route(delete().to(apps::remove)),
        )
        .service(resource("/api/apps/{id}/launch").route(post().to(apps::launch)))
        .service(resource("/api/apps/{id}/export").route(get().to(apps::export)))
        .service(resource("/api/apps/{id}/update").route(post().to(apps::update)))
        .service(resource("/api/apps/{id}/versions").route(get().to(apps::versions)))
        .service(resource("/api/apps/{id}/rollback").route(post().to(apps::roll_back)))
        .service(resource("/api/apps/{id}/data").route(get().to(apps::data)).route(delete().to(apps::erase)))
        .service(resource("/api/apps/{id}/audit").route(get().to(apps::audit)))
        .service(resource("/api/apps/{id}/jobs/{name}/stop").route(post().to(apps::stop)))
        .service(resource("/api/apps/{id}/jobs/{name}/continue").route(post().to(apps::go_on)))
        .service(resource("/apps/registry").route(get().to(apps::list)))
        .service(resource("/apps/save").route(post().to(apps::save)))
        .service(resource("/apps/launch/{id}").route(post().to(apps::launch)))
        .service(resource("/api/catalog").route(get().to(catalog::list)))
        .service(resource("/api/catalog/submit").route(post().to(catalog::submit)))
        .service(resource("/api/catalog/submissions").route(get().to(catalog::submissions)))
        .service(resource("/api/catalog/submissions/{id}/approve").route(post().to(catalog::approve)))
        .service(resource("/api/catalog/submissions/{id}/reject").route(post().to(catalog::reject)))
        .service(resource("/api/catalog/{id}").route(get().to(catalog::show)))
        .service(resource("/api/catalog/{id}/install").route(post().to(catalog::install)))
        .service(resource("/api/catalog/{id}/rating").route(post().to(catalog::rate)));
}

/// Tasks, each done by an agent.
fn agent_routes(app: &mut ServiceConfig) {
    app.service(resource("/api/agents").route(get().to(agents::list)).route(post().to(agents::create)))
        .service(resource("/api/agents/news").route(get().to(agents::news)))
        .service(resource("/api/agents/seen").route(post().to(agents::see_all)))
        .service(resource("/api/agents/{id}").route(get().to(agents::show)))
        .service(resource("/api/agents/{id}/steps").route(get().to(agents::steps)))
        .service(resource("/api/agents/{id}/cancel").route(post().to(agents::cancel)))
        .service(resource("/api/agents/{id}/pause").route(post().to(agents::pause)))
        .service(resource("/api/agents/{id}/resume").route(post().to(agents::resume)))
        .service(resource("/api/agents/{id}/retry").route(post().to(agents::retry)))
        .service(resource("/api/agents/{id}/messages").route(post().to(agents::tell)));
}

/// Repositories. `local` are those of this server.
fn repository_routes(app: &mut ServiceConfig) {
    use repos::{imports, scenes};

    app.service(resource("/api/repositories").route(get().to(repos::list)).route(post().to(repos::create)))
        .service(resource("/api/imports").route(get().to(imports::list)).route(post().to(imports::begin)))
        .service(resource("/api/imports/{id}").route(get().to(imports::show)).route(delete().to(imports::end)))
        .service(resource("/api/scene-schema").route(get().to(scenes::schema)));
    app.service(resource("/api/workspace/presence").route(get().to(live::people)).route(put().to(live::show)))
        .service(resource("/api/workspace/events").route(get().to(live::events)).route(post().to(live::announce)))
        .service(resource("/api/workspace/events/stream").route(get().to(live::stream)));
    app.service(
        resource("/api/github/account")
            .route(get().to(github::account))
            .route(put().to(github::connect))
            .route(delete().to(github::forget)),
    )
    .service(resource("/api/github/repositories").route(get().to(github::repositories)).route(post().to(github::open)));
    for provider in ["local", "github"] {
        of_repository(app, provider);
    }
}

/// One repository, wherever it really is.
fn of_repository(app: &mut ServiceConfig, provider: &str) {
    use repos::{blobs, branches, contents, elsewhere, members, merges, pulls, reading, scenes, texts};

    let at = |rest: &str| resource(format!("/api/{provider}/{{owner}}/{{repository}}{rest}"));
    app.service(at("").route(get().to(repos::show)).route(patch().to(repos::update)))
        .service(at("/archive").route(post().to(repos::archive)))
        .service(at("/restore").route(post().to(repos::restore)))
        .service(at("/pulls").route(get().to(pulls::list)).route(post().to(pulls::open)))
        .service(at("/pulls/{number}").route(get().to(pulls::show)).route(patch().to(pulls::update)))
        .service(at("/members").route(get().to(members::list)))
        .service(at("/members/{user}").route(put().to(members::set)).route(delete().to(members::remove)))
        .service(at("/branches").route(get().to(branches::list)).route(post().to(branches::create)))
        .service(at("/branches/{branch}").route(delete().to(branches::delete)))
        .service(at("/history").route(get().to(branches::history)))
        .service(at("/blobs").route(post().to(blobs::create)))
        .service(at("/scenes/{path:.*}").route(get().to(scenes::show)).route(put().to(scenes::put)))
        .service(at("/compare").route(get().to(merges::compare)))
        .service(at("/merge").route(post().to(merges::merge)))
        .service(at("/files").route(get().to(reading::files)))
        .service(at("/search").route(get().to(reading::search)))
        .service(at("/blame").route(get().to(reading::blame)))
        .service(at("/merge-text").route(post().to(texts::merge)))
        .service(at("/commit").route(post().to(contents::commit)));
    let (tree, files) = (at("/tree"), at("/contents/{path:.*}"));
    if provider == "local" {
        let files = files.route(get().to(contents::show)).route(put().to(contents::put));
        app.service(tree.route(get().to(contents::tree))).service(files.route(delete().to(contents::delete)));
    } else {
        let files = files.route(get().to(elsewhere::show)).route(put().to(elsewhere::put));
        app.service(tree.route(get().to(elsewhere::tree))).service(files.route(delete().to(elsewhere::delete)));
    }
}

/// What users say about branches.
fn live_chat_routes(app: &mut ServiceConfig) {
    app.service(
        resource("/api/live-chat/{owner}/{repository}/{branch}/messages")
            .route(get().to(livechat::list))
            .route(post().to(livechat::say))
            .route(delete().to(livechat::clear)),
    )
    .service(resource("/api/live-chat/{owner}/{repository}/{branch}/execute").route(post().to(livechat::execute)));
}

/// Every route under `/api`.
pub fn routes(app: &mut ServiceConfig) {
    app_routes(app);
    repository_routes(app);
    live_chat_routes(app);
    agent_routes(app);
    app.service(resource("/api/auth/token").route(post().to(token::create)))
        .service(resource("/api/me").route(get().to(me::show)).route(patch().to(me::update)))
        .service(
            resource("/api/me/avatar")
                .route(get().to(me::avatar))
                .route(post().to(me::send_avatar))
                .route(delete().to(me::remove_avatar)),
        )
        .service(resource("/api/stacks").route(get().to(stacks::list)).route(post().to(stacks::create)))
        .service(resource("/api/stacks/reorder").route(post().to(stacks::reorder)))
        .service(resource("/api/stacks/{id}").route(get().to(stacks::show)).route(patch().to(stacks::update)))
        .service(resource("/api/stacks/{id}/activate").route(post().to(stacks::activate)))
        .service(resource("/api/stacks/{id}/archive").route(post().to(stacks::archive)))
        .service(resource("/api/stacks/{id}/restore").route(post().to(stacks::restore)))
        .service(resource("/api/cards").route(get().to(cards::list)).route(post().to(cards::create)))
        .service(resource("/api/cards/{id}").route(get().to(cards::show)).route(patch().to(cards::update)))
        .service(resource("/api/cards/{id}/archive").route(post().to(cards::archive)))
        .service(resource("/api/cards/{id}/restore").route(post().to(cards::restore)))
        .service(resource("/api/cards/{id}/move").route(post().to(cards::move_to)))
        .service(resource("/api/cards/{id}/resize").route(post().to(cards::resize)))
        .service(resource("/api/cards/{id}/cells").route(post().to(cards::edit_cell)))
        .service(resource("/api/cards/{id}/versions").route(get().to(cards::versions)))
        .service(resource("/api/cards/{id}/versions/restore").route(post().to(cards::restore_version)))
        .service(resource("/api/cards/{id}/export").route(get().to(cards::export)))
        .service(resource("/api/chat").route(get().to(chat::list)).route(post().to(chat::say)))
        .service(resource("/api/turns/{id}/cancel").route(post().to(chat::cancel)))
        .service(resource("/api/turns/{id}/continue").route(post().to(chat::resume)))
        .service(resource("/api/memory").route(get().to(memory::list)))
        .service(resource("/api/memory/learnings").route(get().to(memory::learnings)))
        .service(
            resource("/api/memory/learnings/{id}").route(patch().to(memory::reword)).route(delete().to(memory::forget)),
        )
        .service(resource("/api/memory/learnings/{id}/restore").route(post().to(memory::restore)))
        .service(resource("/api/memory/{name}").route(get().to(memory::show)).route(put().to(memory::write)))
        .service(resource("/api/memory/{name}/versions").route(get().to(memory::versions)))
        .service(resource("/api/memory/{name}/versions/restore").route(post().to(memory::restore_version)))
        .service(resource("/api/search").route(get().to(search::show)))
        .service(resource("/api/documents").route(get().to(documents::list)).route(post().to(documents::send)))
        .service(resource("/api/documents/{id}").route(get().to(documents::show)))
        .service(resource("/api/documents/{id}/content").route(get().to(super::document::content)))
        .service(resource("/api/documents/{id}/text").route(get().to(documents::text)))
        .service(resource("/api/documents/{id}/rows").route(get().to(documents::rows)))
        .service(resource("/api/documents/{id}/folder").route(put().to(documents::lay)))
        .service(resource("/api/documents/{id}/read").route(post().to(documents::read_again)))
        .service(resource("/api/documents/{id}/facts").route(get().to(facts::list)))
        .service(
            resource("/api/documents/{id}/facts/{name}")
                .route(put().to(facts::correct))
                .route(delete().to(facts::take_back)),
        )
        .service(resource("/api/documents/{id}/archive").route(post().to(documents::archive)))
        .service(resource("/api/documents/{id}/restore").route(post().to(documents::restore)))
        .service(resource("/api/preferences").route(get().to(preferences::show)).route(patch().to(preferences::update)))
        .service(resource("/api/settings").route(get().to(settings::show)))
        .service(resource("/api/settings/import").route(post().to(settings::import)))
        .service(resource("/api/settings/reset").route(post().to(settings::reset)))
        .service(resource("/api/settings/undo").route(post().to(settings::undo)))
        .service(resource("/api/storage").route(get().to(preferences::storage)))
        .service(resource("/api/sessions").route(get().to(sessions::list)).route(post().to(sessions::save)))
        .service(resource("/api/sessions/{id}").route(get().to(sessions::show)).route(patch().to(sessions::rename)))
        .service(resource("/api/sessions/{id}/archive").route(post().to(sessions::archive)))
        .service(resource("/api/sessions/{id}/unarchive").route(post().to(sessions::unarchive)))
        .service(resource("/api/sessions/{id}/restore").route(post().to(sessions::restore)))
        .service(resource("/api/sessions/{id}/export").route(get().to(sessions::export)))
        .service(resource("/api/undo").route(post().to(activity::undo)))
        .service(resource("/api/activity").route(get().to(activity::list)))
        .service(resource("/api/openapi.json").route(get().to(openapi::show)))
        .service(resource("/api/protocol.schema.json").route(get().to(protocol_schema)));
}

/// The JSON Schemas of the socket's frames. They say nothing about anybody: no sign-in is asked for.
async fn protocol_schema() -> HttpResponse {
    HttpResponse::Ok().json(crate::protocol::schema())
}
