#![no_main]

formats_fuzz::reader!("spruce-stl");
