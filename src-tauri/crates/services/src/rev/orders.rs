//! Orders that were placed: lists, one of them, and giving one up.

use std::collections::HashSet;

use crate::http::{Answer, Body, Method};
use crate::{Result, ServiceError};

use super::answers::{plain, read, refused};
use super::client::Rev;
use super::placed::{Order, OrderPage};

/// How many orders are asked for at once; published clients ask for up to 100.
const PAGE_SIZE: &str = "100";
/// How many ids go into one address.
const IDS_AT_ONCE: usize = 50;
/// No account has more pages; a server that says so is not followed.
const MOST_PAGES: u64 = 1000;

/// Orders of several pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderList {
    /// The orders, each once, in Rev's order: newest first.
    pub orders: Vec<Order>,
    /// Entries that are no orders.
    pub unreadable: usize,
}

/// What looking for a reference found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// No order. Rev may need minutes until a new one is found.
    None,
    /// The order.
    One(Box<Order>),
    /// More than one order with the same reference: somebody pays twice.
    Several(Vec<Order>),
}

impl Rev {
    /// Asks for the first page of orders, to see whether the keys and the address
    /// are good.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn test(&self) -> Result<()> {
        self.page(&[("page", "0"), ("pageSize", "5")]).map(drop)
    }

    /// One page of all orders, counted from 0.
    ///
    /// # Errors
    /// Where Rev refuses, or answers something else.
    pub fn order_page(&self, page: u64) -> Result<OrderPage> {
        self.page(&[("page", &page.to_string()), ("pageSize", PAGE_SIZE)])
    }

    /// All orders. Lists leave out comments and attachments.
    ///
    /// # Errors
    /// Where a page fails; no part of the list is answered then.
    pub fn orders(&self) -> Result<OrderList> {
        let mut list = Collector::default();
        self.collect(&[], &mut list)?;
        Ok(list.found)
    }

    /// The orders of these numbers that there are.
    ///
    /// # Errors
    /// As [`orders`](Self::orders).
    pub fn orders_by_number(&self, numbers: &[&str]) -> Result<OrderList> {
        let mut list = Collector::default();
        for some in numbers.chunks(IDS_AT_ONCE) {
            let query: Vec<(&str, &str)> = some.iter().map(|number| ("ids", *number)).collect();
            self.collect(&query, &mut list)?;
        }
        Ok(list.found)
    }

    /// The order of a reference: the only way to learn whether an order whose
    /// answer was lost was placed.
    ///
    /// # Errors
    /// As [`orders`](Self::orders).
    pub fn find(&self, client_ref: &str) -> Result<Found> {
        let mut list = Collector::default();
        self.collect(&[("clientRef", client_ref)], &mut list)?;
        let mut orders = list.found.orders;
        // An order that does not say its reference may be the one.
        orders.retain(|order| {
            let said = order.client_ref.as_deref();
            said.is_none_or(|said| said == client_ref)
        });
        Ok(match (orders.pop(), orders.is_empty()) {
            (None, _) => Found::None,
            (Some(order), true) => Found::One(Box::new(order)),
            (Some(order), false) => {
                orders.push(order);
                Found::Several(orders)
            }
        })
    }

    /// One order, with its comments and attachments.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`](crate::ErrorCode::NotFound) where there is none of
    /// that number.
    pub fn order(&self, number: &str) -> Result<Order> {
        let request = self.request(Method::Get, self.base.at(["orders", number]));
        let answer = self.http.send(&request)?;
        if answer.status() == 404 {
            return Err(no_such_order(&answer, number));
        }
        let value = read(&answer)?;
        Order::read(&value).ok_or_else(|| answer.bad("it is no order"))
    }

    /// Gives up an order nobody has begun to work on.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](crate::ErrorCode::Forbidden) where work has begun,
    /// and [`ErrorCode::NotFound`](crate::ErrorCode::NotFound) where there is no
    /// such order. Where it is not certain what became of it, the order's status
    /// tells.
    pub fn cancel(&self, number: &str) -> Result<()> {
        let address = self.base.at(["orders", number, "cancel"]);
        let body = Body::form([("order_num", number)]);
        let answer = self
            .http
            .send(&self.request(Method::Post, address).body(body))?;
        match answer.status() {
            _ if answer.is_success() => Ok(()),
            403 => Err(plain(
                refused(&answer),
                "Rev has begun to work on the order, so it can no longer be cancelled. Ask Rev's support",
            )),
            404 => Err(no_such_order(&answer, number)),
            _ => Err(refused(&answer)),
        }
    }

    /// Every page of a list.
    fn collect(&self, query: &[(&str, &str)], list: &mut Collector) -> Result<()> {
        for number in 0..MOST_PAGES {
            let page_number = number.to_string();
            let mut query = query.to_vec();
            query.push(("page", &page_number));
            query.push(("pageSize", PAGE_SIZE));
            let page = self.page(&query)?;
            let more = page.has_more(number);
            // A server that repeats its pages does not end by itself.
            if !list.take(page) || !more {
                break;
            }
        }
        Ok(())
    }

    fn page(&self, query: &[(&str, &str)]) -> Result<OrderPage> {
        let address = query
            .iter()
            .fold(self.base.at(["orders"]), |address, (name, value)| {
                address.query(name, value)
            });
        let answer = self.http.send(&self.request(Method::Get, address))?;
        let value = read(&answer)?;
        let is_list =
            value.is_array() || value.get("orders").is_some() || value.get("order").is_some();
        let is_empty = value.get("total_count").is_some();
        if !is_list && !is_empty {
            return Err(answer.bad("it is no list of orders"));
        }
        Ok(OrderPage::read(&value))
    }
}

/// Joins pages whose orders may have moved from one to the next meanwhile.
#[derive(Default)]
struct Collector {
    found: OrderList,
    seen: HashSet<String>,
}

impl Collector {
    /// Takes a page and answers whether anything on it was new.
    fn take(&mut self, page: OrderPage) -> bool {
        let before = self.found.orders.len();
        self.found.unreadable += page.unreadable;
        for order in page.orders {
            if self.seen.insert(order.number.clone()) {
                self.found.orders.push(order);
            }
        }
        self.found.orders.len() > before || page.unreadable > 0
    }
}

fn no_such_order(answer: &Answer, number: &str) -> ServiceError {
    let message = format!("Rev has no order {number} for these keys. Refresh the list of orders");
    plain(refused(answer), &message)
}
