//! The doors: the only floor that knows HTTP, HTML, cookies and frames.
//!
//! Every route stands in [`routes`]. What every request passes through is in [`guard`].

pub mod agent;
pub mod agents;
pub mod answer;
pub mod api;
pub mod app;
pub mod approval;
pub mod apps;
pub mod assets;
pub mod auth;
pub mod block;
pub mod card;
pub mod chart;
pub mod chat;
pub mod cookie;
pub mod creator;
pub mod desk;
pub mod document;
pub mod drawer;
pub mod encoder;
pub mod error;
pub mod extract;
pub mod forge;
pub mod fragment;
pub mod guard;
pub mod health;
pub mod limit;
pub mod markdown;
pub mod mcp;
pub mod memory;
pub mod page;
pub mod palette;
#[cfg(test)]
mod samples;
pub mod search;
pub mod session;
pub mod settings;
pub mod socket;
pub mod stack;
pub mod state;
pub mod words;
pub mod workspace;

use actix_web::web::{ServiceConfig, get, post, resource};

pub use state::State;

/// Every route of the server.
pub fn routes(app: &mut ServiceConfig) {
    desk_routes(app);
    app.service(resource("/ws").route(get().to(socket::connect)))
        .service(resource("/ws/{rest:.*}").to(socket::not_here))
        .service(resource("/palette").route(get().to(palette::places)))
        .service(resource("/livez").route(get().to(health::live)))
        .service(resource("/static/{path:.*}").route(get().to(assets::serve)))
        // At the door.
        .service(resource("/sign-in").route(get().to(auth::sign_in)).route(post().to(auth::submit)))
        .service(resource("/sign-out").route(post().to(auth::sign_out)))
        .service(resource("/setup/{token}").route(get().to(auth::setup)).route(post().to(auth::set_up)))
        .service(resource("/invitations/{token}").route(get().to(auth::invitation)).route(post().to(auth::join)))
        // Settings.
        .service(resource("/settings").route(get().to(settings::show)))
        .service(resource("/settings/theme").route(post().to(settings::theme)))
        .service(resource("/settings/language").route(post().to(settings::language)))
        .service(resource("/settings/desk").route(post().to(settings::choose_desk)))
        .service(resource("/settings/keys").route(post().to(settings::choose_keys)))
        .service(resource("/avatar").route(get().to(settings::own_avatar)))
        .service(resource("/users/{id}/avatar").route(get().to(settings::avatar_of)))
        .service(resource("/settings/name").route(post().to(settings::rename)))
        .service(resource("/settings/avatar").route(post().to(settings::send_avatar)))
        .service(resource("/settings/avatar/sign").route(post().to(settings::choose_sign)))
        .service(resource("/settings/avatar/remove").route(post().to(settings::remove_avatar)))
        .service(resource("/settings/export").route(get().to(settings::export)))
        .service(resource("/settings/import").route(post().to(settings::look_at_import)))
        .service(resource("/settings/import/confirm").route(post().to(settings::import)))
        .service(resource("/settings/reset").route(get().to(settings::look_at_reset)).route(post().to(settings::reset)))
        .service(resource("/settings/undo").route(post().to(settings::undo)))
        .service(resource("/settings/password").route(post().to(settings::change_password)))
        .service(resource("/settings/sign-ins/end-others").route(post().to(settings::end_other_sign_ins)))
        .service(resource("/settings/sign-ins/{id}/end").route(post().to(settings::end_sign_in)))
        .service(resource("/settings/api-tokens").route(post().to(settings::make_api_token)))
        .service(resource("/settings/api-tokens/{id}/revoke").route(post().to(settings::revoke_api_token)))
        .service(resource("/settings/invitations").route(post().to(settings::invite)))
        .service(resource("/settings/invitations/{id}/withdraw").route(post().to(settings::withdraw)))
        .service(resource("/settings/assistant").route(post().to(settings::choose_model)))
        .service(resource("/settings/assistant/key").route(post().to(settings::keep_key)))
        .service(resource("/settings/assistant/forget-key").route(post().to(settings::forget_key)))
        .service(resource("/settings/models").route(post().to(settings::add_model)))
        .service(resource("/settings/models/new").route(get().to(settings::new_model)))
        .service(resource("/settings/models/try").route(post().to(settings::try_model)))
        .service(resource("/settings/models/usual").route(post().to(settings::make_model_usual)))
        .service(
            resource("/settings/models/{id}")
                .route(get().to(settings::edit_model))
                .route(post().to(settings::change_model)),
        )
        .service(resource("/settings/models/{id}/archive").route(post().to(settings::archive_model)))
        .service(resource("/settings/models/{id}/restore").route(post().to(settings::restore_model)))
        .service(
            resource("/settings/tool-servers")
                .route(get().to(settings::tool_servers::list))
                .route(post().to(settings::tool_servers::add)),
        )
        .service(
            resource("/settings/shell")
                .route(get().to(settings::shell::show))
                .route(post().to(settings::shell::switch)),
        )
        .service(resource("/settings/shell/test").route(post().to(settings::shell::test)))
        .service(resource("/settings/tool-servers/{id}").route(get().to(settings::tool_servers::show)))
        .service(resource("/settings/tool-servers/{id}/tools").route(post().to(settings::tool_servers::set_rules)))
        .service(resource("/settings/tool-servers/{id}/refresh").route(post().to(settings::tool_servers::refresh)))
        .service(resource("/settings/tool-servers/{id}/archive").route(post().to(settings::tool_servers::archive)))
        .service(resource("/settings/users/{id}/tier").route(post().to(settings::set_tier)))
        .service(resource("/settings/users/{id}/disable").route(post().to(settings::disable)))
        .service(resource("/settings/users/{id}/enable").route(post().to(settings::enable)));
    app.service(resource("/mcp").route(post().to(mcp::answer)));
    memory_routes(app);
    forge::routes(app);
    workspace::routes(app);
    agents::routes(app);
    api::routes(app);
    creator::routes(app);
    apps::routes(app);
}

/// What the assistant keeps in mind, in the settings.
fn memory_routes(app: &mut ServiceConfig) {
    app.service(resource("/settings/memory").route(get().to(memory::show)))
        .service(
            resource("/settings/memory/files/{name}")
                .route(get().to(memory::show_file))
                .route(post().to(memory::write_file)),
        )
        .service(
            resource("/settings/memory/files/{name}/versions/{number}/restore")
                .route(post().to(memory::restore_version)),
        )
        .service(resource("/settings/memory/learnings/{id}").route(post().to(memory::reword)))
        .service(resource("/settings/memory/learnings/{id}/forget").route(post().to(memory::forget)))
        .service(resource("/settings/memory/learnings/{id}/restore").route(post().to(memory::restore)));
}

/// The desk, for browsers: what scripts do over the socket works here with plain links and forms.
fn desk_routes(app: &mut ServiceConfig) {
    app.service(resource("/").route(get().to(desk::show)))
        .service(resource("/undo").route(post().to(desk::undo)))
        .service(resource("/stacks").route(post().to(stack::create)))
        .service(resource("/stacks/{id}").route(get().to(desk::show_stack)))
        .service(resource("/stacks/{id}/edit").route(get().to(stack::edit)))
        .service(resource("/stacks/{id}/rename").route(post().to(stack::rename)))
        .service(resource("/stacks/{id}/recolor").route(post().to(stack::recolor)))
        .service(resource("/stacks/{id}/decorate").route(post().to(stack::decorate)))
        .service(resource("/stacks/{id}/move").route(post().to(stack::shift)))
        .service(resource("/stacks/{id}/archive").route(post().to(stack::archive)))
        .service(resource("/stacks/{id}/restore").route(post().to(stack::restore)))
        .service(resource("/cards").route(post().to(card::create)))
        .service(resource("/cards/{id}").route(get().to(card::show)))
        .service(resource("/cards/{id}/edit").route(post().to(card::edit)))
        .service(resource("/cards/{id}/move-to").route(post().to(card::move_to)))
        .service(resource("/cards/{id}/archive").route(post().to(card::archive)))
        .service(resource("/cards/{id}/restore").route(post().to(card::restore)))
        .service(resource("/cards/{id}/versions/{version}/restore").route(post().to(card::restore_version)))
        .service(resource("/cards/{id}/blocks/{block}/items/{item}").route(post().to(card::tick)))
        .service(resource("/drawer").route(get().to(drawer::show)))
        .service(resource("/apps/run/{id}").route(get().to(app::run::show)))
        .service(resource("/apps/run/{id}/reinstall").route(post().to(app::gone::reinstall)))
        .service(resource("/desk/sessions").route(get().to(session::show)).route(post().to(session::save)))
        .service(resource("/desk/sessions/autosave").route(post().to(session::choose_interval)))
        .service(resource("/desk/sessions/{id}/rename").route(post().to(session::rename)))
        .service(resource("/desk/sessions/{id}/archive").route(post().to(session::archive)))
        .service(resource("/desk/sessions/{id}/unarchive").route(post().to(session::unarchive)))
        .service(resource("/desk/sessions/{id}/restore").route(post().to(session::restore)))
        .service(resource("/search").route(get().to(search::show)))
        .service(resource("/documents").route(get().to(document::list)).route(post().to(document::send)))
        .service(resource("/documents/{id}").route(get().to(document::show)))
        .service(resource("/documents/{id}/content").route(get().to(document::content)))
        .service(resource("/documents/{id}/thumbnail").route(get().to(document::thumbnail)))
        .service(resource("/documents/{id}/folder").route(post().to(document::lay)))
        .service(resource("/documents/{id}/read").route(post().to(document::read_again)))
        .service(resource("/documents/{id}/facts").route(post().to(document::correct)))
        .service(resource("/documents/{id}/facts/restore").route(post().to(document::take_back)))
        .service(resource("/documents/{id}/archive").route(post().to(document::archive)))
        .service(resource("/documents/{id}/restore").route(post().to(document::restore)))
        .service(resource("/chat").route(get().to(chat::show)).route(post().to(chat::say)))
        .service(resource("/approvals/{id}/approve").route(post().to(approval::approve)))
        .service(resource("/approvals/{id}/deny").route(post().to(approval::deny)))
        .service(resource("/turns/{id}/cancel").route(post().to(chat::cancel)))
        .service(resource("/turns/{id}/continue").route(post().to(chat::resume)))
        .service(resource("/turns/{id}/retry").route(post().to(chat::retry)));
}
