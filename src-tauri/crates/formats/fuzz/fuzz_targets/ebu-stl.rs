#![no_main]

formats_fuzz::reader!("ebu-stl");
