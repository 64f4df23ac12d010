//! Rev's orders API v1, for captions.

mod address;
mod attachments;
mod check;
mod duration;
mod inputs;
mod notices;
mod orders;
mod place;
mod wire;
mod xml;

use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::world::RevAccount;

pub use notices::{Notice, due_notices};

use wire::Form;

/// Answers a request to Rev.
pub fn answer(sim: &mut Sim, request: &Request) -> Response {
    let Some(account) = account(sim, request) else {
        return unauthorized();
    };
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().skip(2).map(String::as_str).collect();
    let method = request.method.as_str();
    // What is fetched has formats of its own.
    if let ("GET", ["attachments", id, content]) = (method, path.as_slice()) {
        return attachments::content(sim, &account, request, id, content);
    }
    let (path, named) = wire::without_extension(&path);
    let Some(form) = named.or_else(|| Form::accepted(request)) else {
        return Response::empty(406);
    };
    match (method, path.as_slice()) {
        ("POST", ["inputs"]) => inputs::take(sim, request, form),
        ("POST", ["orders"]) => place::place(sim, &account, request, form),
        ("GET", ["orders"]) => orders::list(sim, &account, request, form),
        ("GET", ["orders", number]) => orders::show(sim, &account, request, number, form),
        ("POST", ["orders", number, "cancel"]) => orders::cancel(sim, &account, number),
        ("GET", ["attachments", id]) => attachments::show(sim, &account, request, id, form),
        _ => Response::empty(404),
    }
}

/// 401, as Rev says it: with an empty body.
pub fn unauthorized() -> Response {
    Response::empty(401).with("WWW-Authenticate", "Rev")
}

/// Whose keys came with a request.
fn account(sim: &Sim, request: &Request) -> Option<RevAccount> {
    let (client, user) = request.authorization("rev")?.split_once(':')?;
    let mut accounts = sim.world.rev.accounts.iter();
    accounts
        .find(|account| account.client_key == client && account.user_key == user)
        .cloned()
}
