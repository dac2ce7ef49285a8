//! The floors: what the libraries can do with nothing of ours round them.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use actix::{Actor, Addr, AsyncContext, Handler, Message, StreamHandler};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_web_actors::ws;
use bytestring::ByteString;
use rusqlite::{params, types::ValueRef};
use stackhouse::card::CardId;

use crate::house::{Resident, wait_for_parent};

/// Threads of the bare loop, as many as the server has lanes.
const THREADS: usize = 8;

/// Bytes of one part of a sync, as on the wire.
const PART_BYTES: usize = 256 * 1024;

/// A file of our own format, opened with the settings that make a commit durable.
pub fn open(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).expect("a file that SQLite can open");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                    PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
                    PRAGMA cache_size = -128;";
    connection.execute_batch(settings).expect("settings that SQLite knows");
    connection
}

/// Copies of the residents' files, for the bare loop to write to while the server has the originals.
pub fn copies(residents: &[Resident], folder: &Path) -> Vec<(PathBuf, CardId)> {
    let copy = |(number, resident): (usize, &Resident)| {
        let path = folder.join(format!("floor-{number}.db"));
        std::fs::copy(&resident.file, &path).expect("room for a copy");
        (path, resident.cards[0])
    };
    residents.iter().enumerate().map(copy).collect()
}

/// Moves cards in bare files, a commit a move, and answers the moves a second.
pub fn moves(files: &[(PathBuf, CardId)], seconds: f64) -> f64 {
    let done = AtomicUsize::new(0);
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    std::thread::scope(|scope| {
        for share in files.chunks(files.len().div_ceil(THREADS)) {
            scope.spawn(|| {
                let open: Vec<_> = share.iter().map(|(path, card)| (open(path), card.to_string())).collect();
                for (connection, card) in open.iter().cycle() {
                    if Instant::now() >= until {
                        break;
                    }
                    let count = done.fetch_add(1, Ordering::Relaxed);
                    move_one(connection, card, count);
                }
            });
        }
    });
    rate(done.into_inner(), began)
}

/// Moves a card in one bare file, `group` moves a commit, and answers the moves a second.
pub fn grouped_moves((path, card): &(PathBuf, CardId), group: usize, seconds: f64) -> f64 {
    let (connection, card) = (open(path), card.to_string());
    let began = Instant::now();
    let mut done = 0;
    while began.elapsed().as_secs_f64() < seconds {
        connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes here");
        for _ in 0..group {
            update(&connection, &card, done);
            done += 1;
        }
        connection.execute_batch("COMMIT").expect("room on the disk");
    }
    rate(done, began)
}

/// Opens a file and reads what a tab is given; answers the bytes.
pub fn wake(path: &Path) -> usize {
    let connection = open(path);
    let _schema: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a schema");
    read_desk(&connection)
}

/// Reads the stacks and cards and writes them as JSON, in parts; answers the bytes.
pub fn read_desk(connection: &rusqlite::Connection) -> usize {
    let stacks =
        "SELECT id, name, color, sort_order, status, created_at FROM stacks WHERE status = 'active' ORDER BY id";
    let cards = "SELECT id, stack_id, title, blocks, size, x, y, z, status, version, created_at, updated_at, by
                 FROM cards WHERE status = 'active' ORDER BY stack_id, id";
    write_rows(connection, stacks) + write_rows(connection, cards)
}

fn write_rows(connection: &rusqlite::Connection, sql: &str) -> usize {
    let mut statement = connection.prepare_cached(sql).expect("our own schema");
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([]).expect("our own schema");
    let (mut bytes, mut part) = (0, String::new());
    while let Some(row) = rows.next().expect("a readable file") {
        part.push('{');
        for (at, name) in names.iter().enumerate() {
            let written = match row.get_ref(at).expect("a column") {
                ValueRef::Text(json) if name == "blocks" => {
                    write!(part, "\"blocks\":{},", String::from_utf8_lossy(json))
                }
                ValueRef::Text(text) => {
                    write!(part, "\"{name}\":{},", serde_json::json!(String::from_utf8_lossy(text)))
                }
                ValueRef::Integer(number) => write!(part, "\"{name}\":{number},"),
                ValueRef::Real(number) => write!(part, "\"{name}\":{number},"),
                ValueRef::Null | ValueRef::Blob(_) => Ok(()),
            };
            written.expect("memory takes every write");
        }
        part.push_str("},");
        if part.len() > PART_BYTES {
            bytes += std::hint::black_box(std::mem::take(&mut part)).len();
        }
    }
    bytes + std::hint::black_box(part).len()
}

fn move_one(connection: &rusqlite::Connection, card: &str, count: usize) {
    connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes here");
    update(connection, card, count);
    connection.execute_batch("COMMIT").expect("room on the disk");
}

fn update(connection: &rusqlite::Connection, card: &str, count: usize) {
    let mut statement =
        connection.prepare_cached("UPDATE cards SET x = ?2, y = ?3, z = ?4 WHERE id = ?1").expect("our own schema");
    let step = i64::try_from(count % 100).unwrap_or(0);
    statement.execute(params![card, step * 8, (100 - step) * 8, step]).expect("room on the disk");
}

#[expect(clippy::cast_precision_loss, reason = "no run has 2^52 moves")]
fn rate(done: usize, began: Instant) -> f64 {
    done as f64 / began.elapsed().as_secs_f64()
}

/// The part [`crate::house::Part::Echo`]: whatever one connection says, all are told.
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
