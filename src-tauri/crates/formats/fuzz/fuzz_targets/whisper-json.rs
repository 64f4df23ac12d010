#![no_main]

formats_fuzz::reader!("whisper-json");
