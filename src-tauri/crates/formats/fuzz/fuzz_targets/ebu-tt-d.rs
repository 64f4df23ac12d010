#![no_main]

formats_fuzz::reader!("ebu-tt-d");
