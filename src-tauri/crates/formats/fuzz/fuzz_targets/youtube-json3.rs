#![no_main]

formats_fuzz::reader!("youtube-json3");
