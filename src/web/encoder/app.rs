//! Frames of running apps. They are HTML and nothing else, so that a tab that wants data alone is told nothing.

use bytestring::ByteString;

use super::FrameEncoder;
use crate::{
    app::tree::Shown,
    protocol::server::{AppCrash, AppEffect, AppEffectKind, AppNode, AppPatch},
    sprite::{AppNews, AppSays},
    web::{app::render, words::Words},
};

pub(super) fn frame(encoder: &FrameEncoder, news: &AppNews, words: Words) -> Option<ByteString> {
    let (instance_id, rev) = (news.instance, news.rev);
    let node = |shown: &Shown| AppNode {
        id: render::dom_id(shown, instance_id),
        html: render::subtree(shown, instance_id, words),
    };
    let patch = |full: bool, nodes: &[AppNode], crashed: Option<AppCrash<'_>>| {
        encoder.frame("app_patch", None, AppPatch { instance_id, rev, full, nodes, crashed })
    };
    let effect = |effect| encoder.frame("app_effect", None, AppEffect { instance_id, effect });
    Some(match &news.what {
        AppSays::Shown(tree) => patch(true, &[node(&tree.root)], None),
        AppSays::Patched(changed) => {
            let nodes: Vec<AppNode> = changed.iter().map(|shown| node(shown)).collect();
            patch(false, &nodes, None)
        }
        AppSays::Crashed { message } => {
            let html = render::crashed(instance_id, message, words);
            let id = render::root_id(instance_id);
            patch(true, &[AppNode { id, html }], Some(AppCrash { message }))
        }
        AppSays::Toast { text, tone } => effect(AppEffectKind::Toast { text, tone: Some(tone) }),
        AppSays::SaveFile { name, mime, content } => effect(AppEffectKind::SaveFile { name, mime, content }),
        AppSays::Copy { text } => effect(AppEffectKind::Copy { text }),
        AppSays::Notify { title, body } => effect(AppEffectKind::Notify { title, text: body }),
        AppSays::Open { card } => effect(AppEffectKind::Open { card_id: *card }),
    })
}
