//! From starting the process to the first answer, against a bare server of the same library.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Instant,
};

use super::Plan;
use crate::{
    figures::{Pairs, ms},
    house::House,
    process::{Part, Process},
    table::{Reach::AtMost, Row, Unit::Milliseconds},
};

pub fn measure(plan: &Plan) -> Vec<Row> {
    [(0, 300.0), (plan.crowd, 1_000.0)].map(|(users, most)| with(users, most, plan)).into()
}

fn with(users: usize, most: f64, plan: &Plan) -> Row {
    let mut pairs = Pairs::default();
    let crowded = House::new(&plan.scratch);
    crowded.crowd(users);
    for _ in 0..plan.starts {
        // An empty house stays empty only once.
        let empty = House::new(&plan.scratch);
        let house = if users == 0 { &empty } else { &crowded };
        pairs.ours(first_answer(Part::Server, house, "/sign-in"));
        pairs.floor(first_answer(Part::Echo, house, "/livez"));
    }
    pairs.row(format!("start to the first page, {users} users on disk"), Milliseconds, AtMost(most))
}

fn first_answer(part: Part, house: &House, path: &str) -> f64 {
    let began = Instant::now();
    let process = Process::start(part, house.path());
    let address = &process.address;
    let mut stream = TcpStream::connect(address).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    ms(began.elapsed())
}
