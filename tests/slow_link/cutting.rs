//! What a link knows of the connections over it: how much each has carried, and how one is cut.

use std::collections::HashMap;
use std::net::Ipv4Addr;

const TCP: u8 = 6;
const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

/// What becomes of a packet.
pub enum Verdict {
    /// It goes its way.
    Pass,
    /// Its connection is cut: this goes back to whoever sent it.
    Cut(Vec<u8>),
    /// Nobody hears of it again.
    Drop,
}

/// Counts, and cuts a connection once it has carried enough.
pub struct Cutter {
    every: Option<u64>,
    /// By the phone's port.
    connections: HashMap<u16, Connection>,
    cuts: u64,
    unanswered: u64,
    data_up: u64,
}

/// One connection from the phone.
struct Connection {
    /// Number of its first byte up, as TCP counts.
    first: u32,
    /// Bytes up so far, each once.
    up: u64,
    /// How many of them had gone up when central last said something.
    answered: u64,
    cut: bool,
}

impl Cutter {
    pub fn new(every: Option<u64>) -> Self {
        Self { every, connections: HashMap::new(), cuts: 0, unanswered: 0, data_up: 0 }
    }

    /// Connections cut, bytes that were lost with them, and bytes that went up in all.
    pub fn counted(&self) -> (u64, u64, u64) {
        (self.cuts, self.unanswered, self.data_up)
    }

    /// Looks at a packet on its way up or down.
    pub fn look(&mut self, packet: &[u8], up: bool) -> Verdict {
        let Some(segment) = Segment::read(packet) else { return Verdict::Pass };
        let port = if up { segment.from.1 } else { segment.to.1 };
        if up && segment.flags & SYN != 0 {
            let first = segment.number.wrapping_add(1);
            // Sent again, it is still the same connection.
            if self.connections.get(&port).is_none_or(|known| known.first != first) {
                self.connections.insert(port, Connection { first, up: 0, answered: 0, cut: false });
            }
            return Verdict::Pass;
        }
        let Some(connection) = self.connections.get_mut(&port) else { return Verdict::Pass };
        if !connection.cut {
            if up && segment.data > 0 {
                let end = u64::from(segment.number.wrapping_sub(connection.first)) + segment.data;
                let new = end.saturating_sub(connection.up);
                connection.up += new;
                self.data_up += new;
            } else if segment.data > 0 {
                connection.answered = connection.up;
            }
            if self.every.is_none_or(|every| connection.up < every) {
                return Verdict::Pass;
            }
            connection.cut = true;
            self.cuts += 1;
            self.unanswered += connection.up - connection.answered;
        }
        if segment.flags & RST != 0 { Verdict::Drop } else { Verdict::Cut(segment.refusal()) }
    }
}

/// A segment of TCP (RFC 9293, section 3.1) in a packet of IPv4 (RFC 791, section 3.1).
struct Segment {
    from: (Ipv4Addr, u16),
    to: (Ipv4Addr, u16),
    number: u32,
    acknowledged: u32,
    flags: u8,
    /// Bytes of data.
    data: u64,
}

impl Segment {
    fn read(packet: &[u8]) -> Option<Self> {
        let header = usize::from(packet.first()? & 0x0F) * 4;
        if *packet.get(9)? != TCP {
            return None;
        }
        let tcp = packet.get(header..)?;
        let address = |at: usize| Some(Ipv4Addr::from(u32::from_be_bytes(packet.get(at..at + 4)?.try_into().ok()?)));
        let port = |at: usize| Some(u16::from_be_bytes(tcp.get(at..at + 2)?.try_into().ok()?));
        let number = |at: usize| Some(u32::from_be_bytes(tcp.get(at..at + 4)?.try_into().ok()?));
        let offset = usize::from(tcp.get(12)? >> 4) * 4;
        Some(Self {
            from: (address(12)?, port(0)?),
            to: (address(16)?, port(2)?),
            number: number(4)?,
            acknowledged: number(8)?,
            flags: *tcp.get(13)?,
            data: tcp.len().saturating_sub(offset) as u64,
        })
    }

    /// What a host answers that knows nothing of the connection (RFC 9293, section 3.10.7.1).
    fn refusal(&self) -> Vec<u8> {
        let length = self.data + u64::from(self.flags & (SYN | FIN) != 0);
        let (number, acknowledged, flags) = if self.flags & ACK != 0 {
            (self.acknowledged, 0, RST)
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "numbers of TCP begin again at 2^32")]
            let after = self.number.wrapping_add(length as u32);
            (0, after, RST | ACK)
        };
        let mut tcp = Vec::with_capacity(20);
        tcp.extend(self.to.1.to_be_bytes());
        tcp.extend(self.from.1.to_be_bytes());
        tcp.extend(number.to_be_bytes());
        tcp.extend(acknowledged.to_be_bytes());
        tcp.extend([0x50, flags, 0, 0, 0, 0, 0, 0]);
        let (from, to) = (self.to.0.octets(), self.from.0.octets());
        let pseudo: Vec<u8> = [&from[..], &to[..], &[0, TCP, 0, 20], &tcp[..]].concat();
        tcp[16..18].copy_from_slice(&checksum(&pseudo).to_be_bytes());
        let mut ip = vec![0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, TCP, 0, 0];
        ip.extend(from);
        ip.extend(to);
        let sum = checksum(&ip);
        ip[10..12].copy_from_slice(&sum.to_be_bytes());
        ip.extend(tcp);
        ip
    }
}

/// The checksum of the internet (RFC 1071) over an even number of bytes.
fn checksum(bytes: &[u8]) -> u16 {
    let sum: u32 = bytes.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    let folded = (sum & 0xFFFF) + (sum >> 16);
    #[expect(clippy::cast_possible_truncation, reason = "folded once more, it has sixteen bits")]
    let folded = ((folded & 0xFFFF) + (folded >> 16)) as u16;
    !folded
}
