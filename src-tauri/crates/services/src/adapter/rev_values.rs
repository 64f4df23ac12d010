//! Rev's orders as the workbench's values, and back.

use workbench::outbox::{Answer, Failure, FailureCode};
use workbench::remote::{
    AttachmentFormat, OrderForm, OrderInput, OrderMedia, OrderNotification, OrderRequest,
    RevAttachment, RevComment, RevOrder, RevStatus,
};

use super::millis_of;
use crate::rev::{
    Attachment, CaptionFormat, CaptionOptions, Comment, Input, Notification, NotificationEncoding,
    NotificationLevel, Order, OrderDraft, OrderStatus, Wire,
};

/// An order as Rev's rules look at it. One that waits for an upload has the
/// address of none there.
///
/// # Errors
/// [`FailureCode::Invalid`] with the field and Rev's code for what has no form
/// at Rev.
pub fn draft_of(order: &OrderRequest) -> Answer<OrderDraft> {
    let notification = order.notification.as_ref().map(notification_of);
    Ok(OrderDraft {
        sandbox_mode: order.sandbox,
        client_ref: Some(order.client_ref.to_string()),
        non_standard_tat_guarantee: order.non_standard_tat_guarantee,
        caption_options: Some(CaptionOptions {
            inputs: order.inputs.iter().map(input_of).collect(),
            subtitle_languages: order.subtitle_languages.clone(),
            output_file_formats: order.output_file_formats.clone(),
            rush: order.rush,
            premium_service_captions: order.premium_service_captions,
            burned_in_captions: order.burned_in_captions,
        }),
        transcription_options: None,
        automated_transcription_options: None,
        notification: notification.transpose()?,
        ponumber: order.po_number.clone(),
        workspace_id: order.workspace,
    })
}

fn input_of(input: &OrderInput) -> Input {
    let (uri, external_link) = match &input.media {
        OrderMedia::Uploaded(uri) => (Some(uri.clone()), None),
        OrderMedia::Link(link) => (None, Some(link.clone())),
        OrderMedia::Upload(_) => (None, None),
    };
    Input {
        uri,
        external_link,
        video_length_seconds: input
            .seconds
            .map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX)),
        speakers: input.speakers.clone(),
        glossary: input.glossary.iter().cloned().map(Some).collect(),
    }
}

fn notification_of(notification: &OrderNotification) -> Answer<Notification> {
    let level = notification.level.as_deref().map(|name| {
        let level = NotificationLevel::from_name(name);
        level.ok_or_else(|| unknown("notification.level", name))
    });
    let encoding = notification.content_type.as_deref().map(|name| {
        let encoding = NotificationEncoding::from_name(name);
        encoding.ok_or_else(|| unknown("notification.content_type", name))
    });
    Ok(Notification {
        url: notification.url.clone(),
        level: level.transpose()?,
        content_type: encoding.transpose()?,
    })
}

fn unknown(field: &str, name: &str) -> Failure {
    let message = format!("Rev knows no \u{201c}{name}\u{201d} here. Choose one of its own words");
    let failure = Failure::new(FailureCode::Invalid, message);
    Failure {
        field: Some(field.to_owned()),
        reason: Some("50000".to_owned()),
        ..failure
    }
}

/// An order that broke no rule, as the outbox takes it, under a reference.
#[must_use]
pub fn order_of(draft: &OrderDraft, client_ref: uuid::Uuid, wire: Wire) -> OrderRequest {
    let options = draft.caption_options.clone().unwrap_or_default();
    OrderRequest {
        client_ref,
        sandbox: draft.sandbox_mode,
        non_standard_tat_guarantee: draft.non_standard_tat_guarantee,
        inputs: options.inputs.into_iter().map(order_input_of).collect(),
        subtitle_languages: options.subtitle_languages,
        output_file_formats: options.output_file_formats,
        rush: options.rush,
        premium_service_captions: options.premium_service_captions,
        burned_in_captions: options.burned_in_captions,
        notification: draft
            .notification
            .as_ref()
            .map(|notification| OrderNotification {
                url: notification.url.clone(),
                level: notification.level.map(|level| level.name().to_owned()),
                content_type: notification
                    .content_type
                    .map(|encoding| encoding.name().to_owned()),
            }),
        po_number: draft.ponumber.clone(),
        workspace: draft.workspace_id,
        form: match wire {
            Wire::Json => OrderForm::Json,
            Wire::Xml => OrderForm::Xml,
        },
    }
}

fn order_input_of(input: Input) -> OrderInput {
    OrderInput {
        media: match (input.uri, input.external_link) {
            (_, Some(link)) => OrderMedia::Link(link),
            (uri, None) => OrderMedia::Uploaded(uri.unwrap_or_default()),
        },
        seconds: input
            .video_length_seconds
            .and_then(|seconds| u64::try_from(seconds).ok()),
        speakers: input.speakers,
        glossary: input.glossary.into_iter().flatten().collect(),
    }
}

/// What an order is sent as.
pub(super) const fn wire_of(form: OrderForm) -> Wire {
    match form {
        OrderForm::Json => Wire::Json,
        OrderForm::Xml => Wire::Xml,
    }
}

/// An order that was placed, as the workbench knows it.
pub(super) fn placed_of(order: Order) -> RevOrder {
    RevOrder {
        number: order.number,
        status: match order.status {
            OrderStatus::InProgress => RevStatus::InProgress,
            OrderStatus::Complete => RevStatus::Complete,
            OrderStatus::Cancelled => RevStatus::Cancelled,
        },
        status_text: order.status_text,
        price: order.price.map(|price| price.to_string()),
        client_ref: order.client_ref,
        po_number: order.po_number,
        placed_at: order.placed_on.map(millis_of),
        seconds: order.length_seconds,
        comments: order.comments.into_iter().map(comment_of).collect(),
        attachments: order.attachments.into_iter().map(attachment_of).collect(),
        raw: order.raw.to_string(),
    }
}

fn comment_of(comment: Comment) -> RevComment {
    RevComment {
        by: comment.by,
        at: comment.timestamp.map(millis_of),
        text: Some(comment.text).filter(|text| !text.is_empty()),
    }
}

fn attachment_of(attachment: Attachment) -> RevAttachment {
    RevAttachment {
        id: attachment.id,
        kind: attachment.kind_text,
        name: last_part(&attachment.name),
        seconds: attachment.length_seconds,
    }
}

/// The last part of a name, which is never a path.
fn last_part(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).collect()
}

/// The format as the client names it.
pub(super) const fn format_of(format: AttachmentFormat) -> CaptionFormat {
    match format {
        AttachmentFormat::Srt => CaptionFormat::SubRip,
        AttachmentFormat::Scc => CaptionFormat::Scc,
        AttachmentFormat::Mcc => CaptionFormat::Mcc,
        AttachmentFormat::Ttml => CaptionFormat::Ttml,
        AttachmentFormat::QtText => CaptionFormat::QtText,
        AttachmentFormat::Vtt => CaptionFormat::WebVtt,
        AttachmentFormat::Dfxp => CaptionFormat::Dfxp,
        AttachmentFormat::Cap => CaptionFormat::CheetahCap,
        AttachmentFormat::Stl => CaptionFormat::Stl,
        AttachmentFormat::AvidDs => CaptionFormat::AvidDs,
    }
}
