#![no_main]

formats_fuzz::reader!("cheetah-old");
