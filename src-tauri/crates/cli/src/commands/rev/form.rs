//! The JSON form of an order. Keys may be added, never renamed.

use serde::Serialize;
use workbench::remote::{RevAttachment, RevComment, RevOrder, RevStatus};

use crate::desk::time;

/// An order as commands show it.
#[derive(Serialize)]
pub(super) struct OrderForm<'a> {
    number: &'a str,
    status: RevStatus,
    /// In Rev's words.
    status_text: &'a str,
    price: Option<&'a str>,
    client_ref: Option<&'a str>,
    po_number: Option<&'a str>,
    placed_at: Option<String>,
    seconds: Option<u64>,
    comments: Vec<CommentForm<'a>>,
    attachments: &'a [RevAttachment],
}

#[derive(Serialize)]
struct CommentForm<'a> {
    by: Option<&'a str>,
    at: Option<String>,
    text: Option<&'a str>,
}

impl<'a> OrderForm<'a> {
    pub(super) fn of(order: &'a RevOrder) -> Self {
        Self {
            number: &order.number,
            status: order.status,
            status_text: &order.status_text,
            price: order.price.as_deref(),
            client_ref: order.client_ref.as_deref(),
            po_number: order.po_number.as_deref(),
            placed_at: order.placed_at.map(time),
            seconds: order.seconds,
            comments: order.comments.iter().map(CommentForm::of).collect(),
            attachments: &order.attachments,
        }
    }

    /// One line for people.
    pub(super) fn in_words(&self) -> String {
        let placed = self.placed_at.as_deref().unwrap_or("-");
        let price = self.price.unwrap_or("-");
        format!(
            "{:<14} {:<20} {placed}  {price}",
            self.number, self.status_text
        )
    }

    /// All of it for people.
    pub(super) fn whole_in_words(&self) -> String {
        let mut lines = vec![self.in_words()];
        for comment in &self.comments {
            lines.push(format!(
                "  {} {}: {}",
                comment.at.as_deref().unwrap_or("-"),
                comment.by.unwrap_or("-"),
                comment.text.unwrap_or_default()
            ));
        }
        for attachment in self.attachments {
            lines.push(format!(
                "  {} {}: {}",
                attachment.id, attachment.kind, attachment.name
            ));
        }
        lines.join("\n")
    }
}

impl<'a> CommentForm<'a> {
    fn of(comment: &'a RevComment) -> Self {
        Self {
            by: comment.by.as_deref(),
            at: comment.at.map(time),
            text: comment.text.as_deref(),
        }
    }
}
