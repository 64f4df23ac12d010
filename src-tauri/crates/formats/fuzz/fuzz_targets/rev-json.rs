#![no_main]

formats_fuzz::reader!("rev-json");
