//! CEA-608 captions (CTA-608-E, 47 CFR 15.119): the screen of a decoder, the
//! decoder itself, and the planner that makes byte pairs of captions.

mod charset;
mod code;
mod decode;
mod draw;
mod extract;
mod lay;
mod machine;
mod plan;
mod record;
mod screen;
mod send;
#[cfg(test)]
mod tests;

pub use decode::{Caption, Decoder, Field, decode};
pub use draw::{screen, screens};
pub use screen::{Background, COLUMNS, Cell, Glyph, Ink, Pen, ROWS, Screen};

pub(crate) use charset::substitute;
pub(crate) use code::{NULL, Pair, is_code, is_start, parity_errors};
pub(crate) use plan::{Planner, plan};
pub(crate) use send::can_send;
