#![no_main]

formats_fuzz::reader!("fb-srt");
