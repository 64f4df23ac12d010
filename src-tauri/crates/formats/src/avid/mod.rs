//! Text formats of Avid: the caption file of Avid DS and Media Composer's
//! `SubCap`, and that of Avid DVD.

pub(crate) mod ds;
pub(crate) mod dvd;
