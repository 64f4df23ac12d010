#![no_main]

formats_fuzz::reader!("imsc");
