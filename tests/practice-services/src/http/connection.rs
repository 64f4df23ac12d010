//! One connection: requests one after another, until one side has had enough.

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

use super::door::Entrance;
use super::message::Response;
use super::read;
use super::write::{Delivery, Terms, reset, send};
use crate::clock::http_date;
use crate::house::House;

/// Serves a connection to its end. `number` is its name in the house.
pub fn serve(stream: &TcpStream, number: u64, entrance: Entrance, house: &House) {
    // Small answers must not wait for the client's acknowledgements.
    let _ = stream.set_nodelay(true);
    // A client that goes away is no failure here.
    let _ = serve_all(stream, number, entrance, house);
}

fn serve_all(stream: &TcpStream, number: u64, entrance: Entrance, house: &House) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    loop {
        let mut head = match read::head(&mut reader) {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return refuse(stream, house);
            }
            Err(error) => return Err(error),
        };
        let plan = house.plan(entrance, &head.request);
        if plan.closes_before_read() {
            house.turned_away(&head.request, &plan);
            reset(stream);
            return Ok(());
        }
        if head.expects_continue {
            (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        read::body(&mut reader, &mut head);
        let reply = house.answer(entrance, number, head.request, &plan);
        let terms = Terms {
            date: reply.date,
            head_only: reply.head_only,
            keep_alive: head.keep_alive && reply.keep_alive,
            delivery: reply.delivery,
        };
        if !send(stream, &reply.response, &terms)? {
            return Ok(());
        }
    }
}

/// Answers what is not HTTP, or too much of it.
fn refuse(stream: &TcpStream, house: &House) -> io::Result<()> {
    let terms = Terms {
        date: http_date(house.now()),
        head_only: false,
        keep_alive: false,
        delivery: Delivery::Whole,
    };
    send(stream, &Response::empty(400), &terms).map(drop)
}
