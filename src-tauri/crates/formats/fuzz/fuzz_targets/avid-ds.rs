#![no_main]

formats_fuzz::reader!("avid-ds");
