#![no_main]

formats_fuzz::reader!("smpte-tt");
