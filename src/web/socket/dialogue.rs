//! What a tab and the server say to each other, without the connection: frames in, steps out.

use std::{num::NonZeroU32, sync::Arc};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use bytestring::ByteString;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter, clock::Clock};

use super::cut::Wire;
use crate::{
    account::{self, Scope, Scopes, SignInId, SignedIn, UserId},
    desk::Command,
    protocol::{
        action::{Action, Interaction},
        client::{self, BadFrame, Body, Frame},
        server::{System, SystemEvent},
    },
    sprite::{self, Accepted, Encoder, Following, Outbox, ReplyTo, Since, SpriteHandle, TabId, View},
    web::{
        State,
        encoder::{PLAIN, html_view},
        error::Error,
        extract::{Credential, credential},
        words::Words,
    },
};

const BAD_CREDENTIAL: u16 = 4001;
const UNKNOWN_USER: u16 = 4003;
const TRY_LATER: u16 = 1013;
const GOING_AWAY: u16 = 1001;

/// What the connection does next.
pub(super) enum Step {
    Nothing,
    Say(ByteString),
    /// Says a last frame and closes with a code.
    End(Option<ByteString>, u16),
    SignIn(Credential),
    Wake {
        user: UserId,
        greeting: Vec<ByteString>,
    },
    Follow {
        sprite: SpriteHandle,
        ready: ByteString,
        following: Following,
    },
}

/// One tab's side of the conversation.
pub(super) struct Dialogue {
    state: Data<State>,
    tab: TabId,
    outbox: Arc<Outbox>,
    wire: Option<Wire>,
    view: View,
    since: Since,
    words: Words,
    stage: Stage,
    scopes: Scopes,
    limiter: DefaultDirectRateLimiter,
}

enum Stage {
    /// A credential came with the upgrade.
    Carrying(Credential),
    WaitingForAuth,
    /// Somebody is being let in: their frames wait.
    Entering(Option<SignInId>),
    In(SpriteHandle),
}

impl Dialogue {
    pub fn new(state: &Data<State>, request: &HttpRequest, outbox: Arc<Outbox>) -> Self {
        let asked = Asked::of(request);
        let Ok(words) = Words::from_request(request, &mut Payload::None).into_inner();
        let view = if asked.wants_html { html_view(words) } else { PLAIN };
        let stage = credential(state, request).map_or(Stage::WaitingForAuth, Stage::Carrying);
        let per_second = NonZeroU32::new(state.config.socket.operations_per_second).unwrap_or(NonZeroU32::MIN);
        Self {
            tab: state.ambient.id(),
            outbox,
            wire: Wire::of(request),
            view,
            since: asked.since,
            words,
            stage,
            scopes: Scopes::READ,
            limiter: RateLimiter::direct(Quota::per_second(per_second)),
            state: state.clone(),
        }
    }

    /// The connection is open.
    pub fn begin(&mut self) -> Step {
        match std::mem::replace(&mut self.stage, Stage::WaitingForAuth) {
            Stage::Carrying(credential) => self.enter(credential),
            other => {
                self.stage = other;
                Step::Nothing
            }
        }
    }

    /// The time for showing a credential is over.
    pub fn waited_for_auth(&self) -> Step {
        match self.stage {
            Stage::WaitingForAuth => self.refuse_entry("no credential came in time"),
            Stage::Carrying(_) | Stage::Entering(_) | Stage::In(_) => Step::Nothing,
        }
    }

    /// The credential was looked at.
    pub fn signed_in(&mut self, signed_in: Result<SignedIn, account::Error>) -> Step {
        match signed_in {
            Ok(SignedIn { user_id, sign_in, scopes, .. }) => {
                self.scopes = scopes;
                self.stage = Stage::Entering(Some(sign_in));
                let mut greeting = vec![self.system(SystemEvent::Connected)];
                if !self.state.directory.is_awake(user_id) {
                    greeting.push(self.system(SystemEvent::SpriteWaking));
                }
                Step::Wake { user: user_id, greeting }
            }
            Err(account::Error::NoSuchUser | account::Error::Disabled) => {
                let error = sprite::Error::UnknownUser;
                Step::End(Some(self.refusal(&ReplyTo::default(), &error)), UNKNOWN_USER)
            }
            Err(account::Error::NotSignedIn) => self.refuse_entry("the credential is not, or no longer, good"),
            Err(error) => {
                tracing::error!("a socket's credential could not be looked at: {error}");
                Step::End(Some(self.refusal(&ReplyTo::default(), &sprite::Error::Internal)), TRY_LATER)
            }
        }
    }

    /// The Sprite is awake, or could not be woken.
    pub fn woken(&mut self, woken: Result<SpriteHandle, sprite::Error>) -> Step {
        let sprite = match woken {
            Ok(sprite) => sprite,
            Err(error) => {
                let code = match error {
                    sprite::Error::UnknownUser => UNKNOWN_USER,
                    sprite::Error::ShuttingDown => GOING_AWAY,
                    _ => TRY_LATER,
                };
                return Step::End(Some(self.refusal(&ReplyTo::default(), &error)), code);
            }
        };
        let Stage::Entering(Some(sign_in)) = self.stage else {
            return Step::Nothing;
        };
        self.stage = Stage::In(sprite.clone());
        let wire = self.wire.clone();
        let following = Following {
            tab: self.tab,
            outbox: Arc::clone(&self.outbox),
            view: self.view,
            sign_in,
            since: self.since,
            cut: Arc::new(move || {
                if let Some(wire) = &wire {
                    wire.cut();
                }
            }),
        };
        Step::Follow { sprite, ready: self.system(SystemEvent::SpriteReady), following }
    }

    /// A frame came.
    pub fn text(&mut self, text: &str) -> Step {
        let frame = match client::read(text) {
            Ok(frame) => frame,
            Err(bad) => return self.bad_frame(bad),
        };
        if let Err(retry_after_ms) = self.count() {
            let to = ReplyTo { request_id: Some(frame.request_id), op_id: op_id_of(&frame.body) };
            return Step::Say(self.refusal(&to, &sprite::Error::Busy { retry_after_ms }));
        }
        match &self.stage {
            Stage::WaitingForAuth => match frame.body {
                Body::Auth(auth) => self.enter(Credential::of_program(&auth.token)),
                _ => self.refuse_entry("the first frame must be auth"),
            },
            Stage::In(sprite) => self.obey(frame, &sprite.clone()),
            // The connection keeps frames back while somebody is being let in.
            Stage::Carrying(_) | Stage::Entering(_) => Step::Nothing,
        }
    }

    /// Whether a ping of the transport is answered: a flood of them is not.
    pub fn may_pong(&self) -> bool {
        self.limiter.check().is_ok()
    }

    pub fn resync_frame(&self) -> ByteString {
        self.system(SystemEvent::Resync)
    }

    fn obey(&self, frame: Frame, sprite: &SpriteHandle) -> Step {
        let mut to = ReplyTo { request_id: Some(frame.request_id), op_id: None };
        let accepted = match frame.body {
            Body::Ping => return Step::Say(self.state.frames.pong(to.request_id.as_deref().unwrap_or_default())),
            Body::Heartbeat => Accepted::Nothing,
            Body::StateSyncRequest => {
                sprite.sync(self.tab, to, None);
                return Step::Nothing;
            }
            Body::Auth(_) => {
                let system = System {
                    code: Some("already_signed_in"),
                    message: Some("this connection is signed in already"),
                    field: Some("type"),
                    ..System::plain(SystemEvent::Error)
                };
                return Step::Say(self.state.frames.system(to.request_id.as_deref(), &system));
            }
            Body::Mission { mission, turn, op_id } => {
                to.op_id = op_id;
                let id = turn.unwrap_or_else(|| self.state.ambient.id());
                let stack = mission.context.map(|context| context.stack_id);
                Accepted::StartTurn(crate::assistant::NewTurn { id, text: mission.text, stack })
            }
            Body::MissionCancel(turn) => Accepted::CancelTurn(turn.mission_id),
            Body::MissionResume(turn) => Accepted::ResumeTurn(turn.mission_id),
            Body::MissionRetry(turn) => Accepted::RetryTurn(turn.mission_id),
            Body::AppEvent(event) => {
                if !self.scopes.allow(Scope::Write) {
                    return self.missing_scope(to.request_id);
                }
                let (instance, said) = super::apps::said(event);
                self.state.apps.said(sprite, self.tab, to, instance, said);
                return Step::Nothing;
            }
            Body::CanvasInteraction(Interaction { op_id, action }) => {
                to.op_id = op_id;
                match self.command(action) {
                    Ok(command) => Accepted::Command(command),
                    Err(bad) => return self.bad_frame(BadFrame { request_id: to.request_id, ..bad }),
                }
            }
        };
        if !matches!(accepted, Accepted::Nothing) && !self.scopes.allow(Scope::Write) {
            return self.missing_scope(to.request_id);
        }
        let is_undo = matches!(accepted, Accepted::Command(Command::Undo));
        match sprite.submit(self.tab, to.clone(), accepted) {
            Ok(()) => {
                if is_undo {
                    // It may take a restored session back, and with it what apps keep.
                    self.state.apps.changed_all_soon(sprite);
                }
                Step::Nothing
            }
            Err(error) => Step::Say(self.refusal(&to, &error)),
        }
    }

    fn missing_scope(&self, request_id: Option<String>) -> Step {
        let refused = Error::missing_scope();
        self.bad_frame(BadFrame { request_id, code: refused.code, message: refused.message, field: None })
    }

    /// The command with the ids that the client left to us.
    fn command(&self, action: Action) -> Result<Command, BadFrame> {
        match action {
            Action::Ready(command) => Ok(command),
            Action::CreateStack(new) => {
                Ok(Command::CreateStack(new.into_new(self.state.ambient.id(), &self.words.say("stack-new"))))
            }
            Action::CreateCard { card, new } => {
                let id = card.unwrap_or_else(|| self.state.ambient.id());
                let new = new.into_new(id, "payload.data").map_err(|(field, message)| BadFrame {
                    request_id: None,
                    code: "invalid_payload",
                    message,
                    field: Some(field),
                })?;
                Ok(Command::CreateCard(new))
            }
        }
    }

    fn enter(&mut self, credential: Credential) -> Step {
        self.stage = Stage::Entering(None);
        Step::SignIn(credential)
    }

    fn refuse_entry(&self, message: &str) -> Step {
        let system =
            System { code: Some("not_signed_in"), message: Some(message), ..System::plain(SystemEvent::Error) };
        Step::End(Some(self.state.frames.system(None, &system)), BAD_CREDENTIAL)
    }

    fn bad_frame(&self, bad: BadFrame) -> Step {
        let system = System {
            code: Some(bad.code),
            message: Some(&bad.message),
            field: bad.field.as_deref(),
            ..System::plain(SystemEvent::Error)
        };
        Step::Say(self.state.frames.system(bad.request_id.as_deref(), &system))
    }

    /// Counts an operation; `Err` holds the milliseconds after which there is room for another.
    fn count(&self) -> Result<(), u64> {
        self.limiter.check().map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::DefaultClock::default().now());
            u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1)
        })
    }

    fn refusal(&self, to: &ReplyTo, error: &sprite::Error) -> ByteString {
        self.state.frames.refusal(to, error)
    }

    fn system(&self, event: SystemEvent) -> ByteString {
        self.state.frames.system(None, &System::plain(event))
    }
}

/// What the address of the socket asks for.
#[derive(Default)]
struct Asked {
    since: Since,
    wants_html: bool,
}

impl Asked {
    /// Reads `since=<epoch>.<seq>` and `view=html`. What is not understood asks for nothing.
    fn of(request: &HttpRequest) -> Self {
        let mut asked = Self::default();
        for pair in request.query_string().split('&') {
            match pair.split_once('=') {
                Some(("since", moment)) => asked.since = read_since(moment),
                Some(("view", view)) => asked.wants_html = view == "html",
                _ => {}
            }
        }
        asked
    }
}

fn read_since(moment: &str) -> Since {
    let (epoch, seq) = moment.split_once('.')?;
    Some((epoch.parse().ok()?, crate::activity::Seq(seq.parse().ok()?)))
}

fn op_id_of(body: &Body) -> Option<crate::desk::OpId> {
    match body {
        Body::CanvasInteraction(interaction) => interaction.op_id.clone(),
        Body::Mission { op_id, .. } => op_id.clone(),
        Body::Auth(_)
        | Body::MissionCancel(_)
        | Body::MissionResume(_)
        | Body::MissionRetry(_)
        | Body::AppEvent(_)
        | Body::StateSyncRequest
        | Body::Ping
        | Body::Heartbeat => None,
    }
}
