//! The decoding process of the audio tests: nothing but its beginning.

fn main() {
    audio::child::main();
}
