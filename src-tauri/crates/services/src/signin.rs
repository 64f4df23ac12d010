//! Signing in (OAuth 2.0): with Google over a loopback redirect (RFC 8252 and
//! 7636; services.md 2.8), with Studio over a code that the user pastes
//! (services.md 1.4), and keeping both alive.

mod credentials;
mod exchange;
mod loopback;
mod paste;
mod provider;
mod session;
mod tokens;

pub use credentials::Credentials;
pub use loopback::{SIGN_IN_LIMIT, sign_in_with_browser};
pub use paste::Pasting;
pub use provider::{GOOGLE_SCOPE, Provider};
pub use session::Session;
pub use tokens::Tokens;
