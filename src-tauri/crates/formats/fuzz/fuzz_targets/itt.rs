#![no_main]

formats_fuzz::reader!("itt");
