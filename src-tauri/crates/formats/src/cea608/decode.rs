//! From byte pairs to captions.

use captions::{CaptionChannel, CaptionMode, GridCell, Row};

use super::code::{Code, Pair, parse};
use super::machine::{At, Machine};
use super::screen::Screen;

/// A caption as a decoder showed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// The channel it came on, CC1 to CC4.
    pub channel: CaptionChannel,
    /// How it came onto the screen. A roll-up caption is one row.
    pub mode: CaptionMode,
    /// What it says, from the top.
    pub rows: Vec<Row>,
    /// Where each row starts.
    pub cells: Vec<GridCell>,
    /// The frame of the pair that made it appear: of its EOC, of its first
    /// character, or of the CR that made room for it.
    pub in_frame: i64,
    /// The frame of the pair that made it go; absent where none did. A row that
    /// rolls up ends with the CR, although it stays in the window.
    pub out_frame: Option<i64>,
    /// The last pair that belongs to it alone, as the number of pairs that were
    /// pushed before that one.
    pub last_pair: u64,
}

/// The field of line 21 that a stream of pairs was sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// CC1 and CC2.
    One,
    /// CC3 and CC4, whichever codes are used.
    Two,
    /// As the codes say: those of either field may come, as in an SCC file.
    Coded,
}

/// The channels, in the order of their numbers.
const CHANNELS: [CaptionChannel; 4] = [
    CaptionChannel::Cc1,
    CaptionChannel::Cc2,
    CaptionChannel::Cc3,
    CaptionChannel::Cc4,
];

/// A code that may come a second time.
#[derive(Clone, Copy, Debug)]
struct Sent {
    pair: Pair,
    frame: i64,
}

/// Decodes the pairs of one field, all of its channels at once (CTA-608-E,
/// 47 CFR 15.119). Extended data services and text mode are passed over.
#[derive(Debug)]
pub struct Decoder {
    field: Field,
    /// The codes seen last were those of the second field.
    second_field: bool,
    machines: [Option<Box<Machine>>; 4],
    /// The channel that characters are for.
    current: Option<usize>,
    xds: bool,
    /// The last pair, where it was a code that was obeyed.
    sent: Option<Sent>,
    frame: i64,
    pushed: u64,
}

impl Decoder {
    /// A decoder that has seen nothing.
    #[must_use]
    pub fn new(field: Field) -> Self {
        Self {
            field,
            second_field: field == Field::Two,
            machines: [None, None, None, None],
            current: None,
            xds: false,
            sent: None,
            frame: i64::MIN,
            pushed: 0,
        }
    }

    /// Takes in the pair of a frame, with or without parity bits. Frames that
    /// are left out carry nothing.
    ///
    /// A code that comes twice in a row is obeyed once (47 CFR 15.119(i)).
    pub fn push(&mut self, frame: i64, pair: Pair) {
        let at = At {
            frame,
            pair: self.pushed,
        };
        self.pushed += 1;
        if frame > self.frame.saturating_add(2) {
            self.pause();
        }
        self.frame = frame;
        let pair = pair.map(|byte| byte & 0x7f);
        if !matches!(pair[0], 0x10..=0x1f) {
            self.sent = None;
            self.take_plain(pair, at);
            return;
        }
        let again = self.sent.is_some_and(|sent| {
            sent.pair == pair && (1..=2).contains(&frame.saturating_sub(sent.frame))
        });
        if again {
            self.sent = None;
            if let Some(machine) = self.machine() {
                machine.extend(at);
            }
            return;
        }
        self.sent = Some(Sent { pair, frame });
        self.xds = false;
        let (code, second_channel) = parse(pair);
        self.take_code(code, second_channel, at);
    }

    fn take_plain(&mut self, pair: Pair, at: At) {
        match parse(pair).0 {
            Code::Null => self.pause(),
            Code::Xds { ends } => self.xds = !ends,
            code if !self.xds => {
                if let Some(machine) = self.machine() {
                    machine.take(code, at);
                }
            }
            _ => {}
        }
    }

    fn take_code(&mut self, code: Code, second_channel: bool, at: At) {
        if let Code::Misc { second_field, .. } = code
            && self.field == Field::Coded
        {
            self.second_field = second_field;
        }
        let index = usize::from(self.second_field) * 2 + usize::from(second_channel);
        self.current = Some(index);
        self.machines[index]
            .get_or_insert_with(|| Box::new(Machine::new(CHANNELS[index])))
            .take(code, at);
    }

    fn machine(&mut self) -> Option<&mut Machine> {
        self.machines[self.current?].as_deref_mut()
    }

    fn pause(&mut self) {
        for machine in self.machines.iter_mut().flatten() {
            machine.pause();
        }
    }

    /// What a channel shows; `None` where nothing came on it.
    #[must_use]
    pub fn screen(&self, channel: CaptionChannel) -> Option<&Screen> {
        let index = CHANNELS.iter().position(|known| *known == channel)?;
        Some(self.machines[index].as_ref()?.screen())
    }

    /// The captions of every channel, in the order in which they appeared.
    #[must_use]
    pub fn finish(self) -> Vec<Caption> {
        let mut captions: Vec<Caption> = self
            .machines
            .into_iter()
            .flatten()
            .flat_map(|machine| machine.finish())
            .collect();
        captions.sort_by_key(|caption| caption.last_pair);
        captions
    }
}

/// The captions in a stream of pairs, one pair a frame from frame 0.
#[must_use]
pub fn decode(pairs: impl IntoIterator<Item = Pair>) -> Vec<Caption> {
    let mut decoder = Decoder::new(Field::Coded);
    for (frame, pair) in (0..).zip(pairs) {
        decoder.push(frame, pair);
    }
    decoder.finish()
}
