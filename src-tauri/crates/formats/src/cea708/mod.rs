//! CEA-708 captions: packets, services, windows (CTA-708-E; 47 CFR 15.122).
//!
//! [`Packets`] joins the triplets of a caption channel, [`WindowMachine`] runs the
//! commands of one service and says what its windows showed, [`Screen`] knows
//! where that is on the picture. The other way, [`Load`] makes the codes of a
//! cue and [`plan()`] sends them in time.

mod attributes;
mod charset;
mod code;
mod load;
mod packet;
mod plan;
mod screen;
mod service;
mod style;
mod window;

pub(crate) use load::Load;
pub(crate) use packet::{BLOCK, Packets, overhead, packet};
pub(crate) use plan::{Job, Outcome, Plan, plan, room};
pub(crate) use screen::{Placed, Screen};
pub(crate) use service::{Shown, WindowMachine};
pub(crate) use style::EXTRA;
