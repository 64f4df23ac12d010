//! Refusals in Google's envelope.

use serde_json::json;

use crate::http::Response;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    status: u16,
    domain: &'static str,
    /// The code that clients branch on.
    pub reason: &'static str,
    message: &'static str,
}

const fn refusal(status: u16, reason: &'static str, message: &'static str) -> Refusal {
    Refusal {
        status,
        domain: "youtube.caption",
        reason,
        message,
    }
}

const fn general(status: u16, reason: &'static str, message: &'static str) -> Refusal {
    Refusal {
        status,
        domain: "global",
        reason,
        message,
    }
}

pub const INVALID_CREDENTIALS: Refusal = general(
    401,
    "authError",
    "Request had invalid authentication credentials.",
);
pub const LOGIN_REQUIRED: Refusal = general(
    401,
    "authorizationRequired",
    "Request is missing required authentication credential.",
);
pub const SCOPE: Refusal = general(
    403,
    "insufficientPermissions",
    "Request had insufficient authentication scopes.",
);
pub const QUOTA: Refusal = Refusal {
    status: 403,
    domain: "youtube.quota",
    reason: "quotaExceeded",
    message: "The request cannot be completed because you have exceeded your quota.",
};
pub const RATE_LIMIT: Refusal = general(429, "rateLimitExceeded", "Too many requests.");
pub const NO_METHOD: Refusal = general(404, "notFound", "The requested URL was not found.");
pub const UNEXPECTED_PARAMETER: Refusal = general(
    400,
    "unexpectedParameter",
    "The request has a parameter that the method does not know.",
);
pub const MISSING_PARAMETER: Refusal = general(
    400,
    "missingRequiredParameter",
    "The request is missing a required parameter.",
);
pub const BAD_PART: Refusal = general(400, "unknownPart", "The part parameter names no such part.");
pub const PARSE_ERROR: Refusal = general(400, "parseError", "The body cannot be parsed.");
pub const BAD_REQUEST: Refusal = general(400, "badRequest", "The request cannot be understood.");
pub const TOO_LARGE: Refusal = general(413, "uploadTooLarge", "The file is too large.");
pub const NO_SESSION: Refusal = general(404, "notFound", "The upload cannot be taken up again.");
pub const FORBIDDEN: Refusal = refusal(
    403,
    "forbidden",
    "The permissions associated with the request are not sufficient.",
);
pub const NO_CAPTION: Refusal = refusal(
    404,
    "captionNotFound",
    "The caption track could not be found.",
);
pub const NO_VIDEO: Refusal = refusal(404, "videoNotFound", "The video could not be found.");
pub const NO_CONTENT: Refusal = refusal(
    400,
    "contentRequired",
    "The request does not contain the caption track contents.",
);
pub const EXISTS: Refusal = refusal(
    409,
    "captionExists",
    "The video already has a caption track with that language and name.",
);
pub const METADATA: Refusal = refusal(400, "invalidMetadata", "The metadata is invalid.");
pub const NAME_TOO_LONG: Refusal = refusal(
    400,
    "nameTooLong",
    "The name is longer than 150 characters.",
);
pub const NOT_CONVERTED: Refusal = refusal(
    400,
    "couldNotConvert",
    "The track could not be converted to that language or format.",
);
pub const CHANGED: Refusal = general(412, "conditionNotMet", "Precondition Failed");

impl Refusal {
    /// The answer.
    pub fn response(self) -> Response {
        let Self {
            status,
            domain,
            reason,
            message,
        } = self;
        let mut error = json!({
            "code": status,
            "message": message,
            "errors": [{"message": message, "domain": domain, "reason": reason}],
        });
        if status == 401 {
            error["status"] = json!("UNAUTHENTICATED");
        }
        let response = Response::json(status, &json!({"error": error}));
        if status == 401 {
            return response.with(
                "WWW-Authenticate",
                "Bearer realm=\"https://accounts.google.com/\"",
            );
        }
        response
    }
}
