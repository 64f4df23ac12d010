//! Caption channel packets and the service blocks in them (CTA-708-E sections
//! 5 and 6.2): read from the triplets of many frames, written into one.

/// What was wrong with the packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PacketFaults {
    /// Packets that were not all there; what was, is read.
    pub(crate) incomplete: u32,
    /// Data outside any packet.
    pub(crate) stray: u32,
    /// Jumps of the sequence number: packets are missing.
    pub(crate) gaps: u32,
}

/// Joins triplets into packets.
#[derive(Clone, Debug)]
pub(crate) struct Packets {
    bytes: [u8; Self::LONGEST],
    filled: usize,
    /// Length of the packet that is coming in; 0 outside of one.
    length: usize,
    sequence: Option<u8>,
    faults: PacketFaults,
}

impl Packets {
    /// Longest packet, its header included.
    const LONGEST: usize = 128;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::LONGEST],
            filled: 0,
            length: 0,
            sequence: None,
            faults: PacketFaults {
                incomplete: 0,
                stray: 0,
                gaps: 0,
            },
        }
    }

    /// What was wrong so far.
    pub(crate) const fn faults(&self) -> PacketFaults {
        self.faults
    }

    /// Takes the pair of a triplet that starts a packet. `block` gets the
    /// service number and the data of every block of a packet that ends.
    pub(crate) fn start(&mut self, pair: [u8; 2], mut block: impl FnMut(u8, &[u8])) {
        self.end(&mut block);
        let (sequence, size) = (pair[0] >> 6, usize::from(pair[0] & 0x3f));
        if self.sequence.is_some_and(|last| (last + 1) & 3 != sequence) {
            self.faults.gaps += 1;
        }
        self.sequence = Some(sequence);
        self.length = if size == 0 { Self::LONGEST } else { 2 * size };
        self.filled = 0;
        self.fill(pair, block);
    }

    /// Takes the pair of a triplet that goes on with a packet.
    pub(crate) fn go_on(&mut self, pair: [u8; 2], block: impl FnMut(u8, &[u8])) {
        if self.length == 0 {
            self.faults.stray += 1;
        } else {
            self.fill(pair, block);
        }
    }

    fn fill(&mut self, pair: [u8; 2], mut block: impl FnMut(u8, &[u8])) {
        self.bytes[self.filled..self.filled + 2].copy_from_slice(&pair);
        self.filled += 2;
        if self.filled == self.length {
            self.end(&mut block);
        }
    }

    /// Reads the packet that is coming in, whole or not.
    pub(crate) fn end(&mut self, block: &mut impl FnMut(u8, &[u8])) {
        if self.filled < self.length {
            self.faults.incomplete += 1;
        }
        if self.length > 0 {
            blocks(&self.bytes[1..self.filled], block);
        }
        (self.filled, self.length) = (0, 0);
    }
}

/// Splits the data of a packet into service blocks.
fn blocks(mut data: &[u8], block: &mut impl FnMut(u8, &[u8])) {
    while let Some((&header, rest)) = data.split_first() {
        let (mut service, size) = (header >> 5, usize::from(header & 0x1f));
        data = rest;
        if service == 0 {
            return;
        }
        if service == 7 {
            let Some((&extended, rest)) = data.split_first() else {
                return;
            };
            (service, data) = (extended & 0x3f, rest);
        }
        let (inside, rest) = data.split_at(size.min(data.len()));
        if !inside.is_empty() && service != 0 {
            block(service, inside);
        }
        data = rest;
    }
}

/// Bytes that a packet with one block needs besides the block's data.
pub(crate) const fn overhead(service: u8) -> usize {
    if service > 6 { 3 } else { 2 }
}

/// Most data that one block can hold.
pub(crate) const BLOCK: usize = 31;

/// A packet with one block of at most [`BLOCK`] bytes, of an even length.
pub(crate) fn packet(sequence: u8, service: u8, data: &[u8]) -> Vec<u8> {
    let mut packet = Vec::with_capacity(data.len() + 4);
    packet.push(0);
    let size = data.len().min(BLOCK) as u8;
    if service > 6 {
        packet.extend([7 << 5 | size, service & 0x3f]);
    } else {
        packet.push(service << 5 | size);
    }
    packet.extend_from_slice(&data[..usize::from(size)]);
    if packet.len() % 2 != 0 {
        packet.push(0);
    }
    packet[0] = (sequence & 3) << 6 | (packet.len() / 2) as u8;
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(bool, [u8; 2])]) -> (Vec<(u8, Vec<u8>)>, PacketFaults) {
        let mut packets = Packets::new();
        let mut seen = Vec::new();
        for (starts, pair) in pairs {
            let block = |service: u8, data: &[u8]| seen.push((service, data.to_vec()));
            if *starts {
                packets.start(*pair, block);
            } else {
                packets.go_on(*pair, block);
            }
        }
        packets.end(&mut |service, data: &[u8]| seen.push((service, data.to_vec())));
        (seen, packets.faults())
    }

    fn pairs(packet: &[u8]) -> Vec<(bool, [u8; 2])> {
        let pairs = packet.chunks_exact(2).enumerate();
        pairs
            .map(|(at, pair)| (at == 0, [pair[0], pair[1]]))
            .collect()
    }

    #[test]
    fn packets_are_read_as_they_are_written() {
        for (service, data) in [
            (1, &b"odd"[..]),
            (6, b"even"),
            (7, b"extended"),
            (63, &[b'x'; BLOCK]),
        ] {
            let written = packet(2, service, data);
            assert_eq!(written.len() % 2, 0);
            assert!(written.len() <= data.len() + overhead(service) + 1);
            let (seen, faults) = read(&pairs(&written));
            assert_eq!(seen, [(service, data.to_vec())]);
            assert_eq!(faults, PacketFaults::default());
        }
    }

    #[test]
    fn what_is_missing_is_counted_and_the_rest_is_read() {
        let whole = packet(0, 1, b"hello there");
        let mut damaged = pairs(&whole);
        damaged.truncate(4);
        damaged.extend(pairs(&packet(2, 2, b"next")));
        damaged.push((false, [1, 2]));
        let (seen, faults) = read(&damaged);
        assert_eq!(seen, [(1, b"hello ".to_vec()), (2, b"next".to_vec())]);
        let expected = PacketFaults {
            incomplete: 1,
            stray: 1,
            gaps: 1,
        };
        assert_eq!(faults, expected);
    }

    #[test]
    fn size_code_zero_stands_for_the_longest_packet() {
        let mut packet = vec![0x40, 0x23];
        packet.extend(b"abc");
        packet.resize(128, 0);
        let (seen, faults) = read(&pairs(&packet));
        assert_eq!(seen, [(1, b"abc".to_vec())]);
        assert_eq!(faults.incomplete, 0);
    }

    #[test]
    fn several_blocks_follow_each_other_until_a_null_block() {
        let mut packet = vec![0x07, 0x21, b'a', 0xe2, 0x09, b'b', b'c', 0x00, 0x21, b'd'];
        packet.resize(14, 0);
        let (seen, _) = read(&pairs(&packet));
        assert_eq!(seen, [(1, b"a".to_vec()), (9, b"bc".to_vec())]);
    }
}
