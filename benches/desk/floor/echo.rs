//! The floor of fan-out and of starting: the same libraries, which tell everybody what one says, and keep nothing.

use std::sync::{Arc, Mutex, PoisonError};

use actix::{Actor, Addr, AsyncContext, Handler, Message, StreamHandler};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_web_actors::ws;
use bytestring::ByteString;

use crate::process::wait_for_parent;

/// The part [`crate::process::Part::Echo`]: whatever one connection says, all are told.
pub fn echo() {
    let everybody: Everybody = Arc::default();
    let app = move || {
        App::new()
            .app_data(web::Data::from(Arc::clone(&everybody)))
            .route("/ws", web::get().to(connect))
            .route("/livez", web::get().to(|| async { "ok" }))
    };
    let http = HttpServer::new(app).disable_signals().tcp_nodelay(true).bind("127.0.0.1:0").expect("a free port");
    println!("listening on http://{}", http.addrs()[0]);
    std::thread::spawn(|| {
        wait_for_parent();
        std::process::exit(0);
    });
    actix_web::rt::System::new().block_on(http.run()).expect("a server that goes on");
}

type Everybody = Arc<Mutex<Vec<Addr<Connection>>>>;

struct Connection {
    everybody: Everybody,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Said(ByteString);

async fn connect(
    request: HttpRequest,
    body: web::Payload,
    everybody: web::Data<Mutex<Vec<Addr<Connection>>>>,
) -> actix_web::Result<HttpResponse> {
    ws::start(Connection { everybody: everybody.into_inner() }, &request, body)
}

impl Actor for Connection {
    type Context = ws::WebsocketContext<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        self.everybody.lock().unwrap_or_else(PoisonError::into_inner).push(context.address());
    }
}

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for Connection {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, _: &mut Self::Context) {
        if let Ok(ws::Message::Text(text)) = message {
            for one in self.everybody.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                one.do_send(Said(text.clone()));
            }
        }
    }
}

impl Handler<Said> for Connection {
    type Result = ();

    fn handle(&mut self, message: Said, context: &mut Self::Context) {
        context.text(message.0);
    }
}
