//! What a link knows about its connections: how much each has carried, and how to cut one.

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
    /// Its connection is cut: this answer goes back to the sender.
    Cut(Vec<u8>),
    /// It is lost.
    Drop,
}

/// Counts, and cuts a connection once it has carried enough. The first packet beyond that is lost, and so is everything
/// still on its way: each end hears at its next packet that the connection is gone.
pub struct Cutter {
    every: Option<u64>,
    /// By the phone's port.
    connections: HashMap<u16, Connection>,
    counted: ConnectionCounts,
}

/// Counts over all connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConnectionCounts {
    /// Connections cut.
    pub cuts: u64,
    /// Bytes that went up on cut connections, after the last ones that central answered there.
    pub unanswered: u64,
    /// Bytes of data that went up, each counted once however often TCP sent it.
    pub data_up: u64,
    /// Of these the bytes of bodies, without their heads.
    pub bodies_up: u64,
}

/// One connection from the phone.
struct Connection {
    /// The sequence number of its first byte up.
    first: u32,
    /// Bytes up so far, each once.
    up: u64,
    /// How many of them had gone up when central last answered.
    answered: u64,
    cut: bool,
    requests: Requests,
}

impl Cutter {
    pub fn new(every: Option<u64>) -> Self {
        Self { every, connections: HashMap::new(), counted: ConnectionCounts::default() }
    }

    pub fn counted(&self) -> ConnectionCounts {
        self.counted
    }

    /// Looks at a packet on its way up or down.
    pub fn look(&mut self, packet: &[u8], up: bool) -> Verdict {
        let Some(segment) = Segment::read(packet) else { return Verdict::Pass };
        let port = if up { segment.from.1 } else { segment.to.1 };
        if up && segment.flags & SYN != 0 {
            let first = segment.number.wrapping_add(1);
            // A repeated packet opens no new connection.
            if self.connections.get(&port).is_none_or(|known| known.first != first) {
                self.connections
                    .insert(port, Connection { first, up: 0, answered: 0, cut: false, requests: Requests::default() });
            }
            return Verdict::Pass;
        }
        let Some(connection) = self.connections.get_mut(&port) else { return Verdict::Pass };
        if !connection.cut {
            let data = segment.data.len() as u64;
            if up && data > 0 {
                let end = u64::from(segment.number.wrapping_sub(connection.first)) + data;
                let new = end.saturating_sub(connection.up);
                connection.up += new;
                self.counted.data_up += new;
                let sent_before = usize::try_from(data - new.min(data)).unwrap();
                self.counted.bodies_up += connection.requests.body_bytes(&segment.data[sent_before..]);
            } else if data > 0 {
                connection.answered = connection.up;
            }
            if self.every.is_none_or(|every| connection.up < every) {
                return Verdict::Pass;
            }
            connection.cut = true;
            self.counted.cuts += 1;
            self.counted.unanswered += connection.up - connection.answered;
        }
        if segment.flags & RST != 0 { Verdict::Drop } else { Verdict::Cut(segment.refusal()) }
    }
}

/// The requests of one connection (RFC 9112). Each tells the length of its body.
#[derive(Default)]
struct Requests {
    /// The head so far.
    head: Vec<u8>,
    /// Remaining bytes of a body.
    body: u64,
}

impl Requests {
    /// How many of these next bytes are of bodies.
    fn body_bytes(&mut self, mut data: &[u8]) -> u64 {
        let mut bodies = 0;
        while !data.is_empty() {
            let body = self.body.min(data.len() as u64);
            bodies += body;
            self.body -= body;
            data = &data[usize::try_from(body).unwrap()..];
            let Some((byte, rest)) = data.split_first() else { break };
            self.head.push(*byte);
            data = rest;
            if self.head.ends_with(b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.head).to_ascii_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
                self.body = length.unwrap_or(0);
                self.head.clear();
            }
        }
        bodies
    }
}

/// A segment of TCP (RFC 9293, section 3.1) in a packet of IPv4 (RFC 791, section 3.1).
struct Segment<'a> {
    from: (Ipv4Addr, u16),
    to: (Ipv4Addr, u16),
    number: u32,
    acknowledged: u32,
    flags: u8,
    data: &'a [u8],
}

impl<'a> Segment<'a> {
    fn read(packet: &'a [u8]) -> Option<Self> {
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
            data: tcp.get(offset..).unwrap_or_default(),
        })
    }

    /// The answer of a host that does not know the connection (RFC 9293, section 3.10.7.1).
    fn refusal(&self) -> Vec<u8> {
        let length = self.data.len() as u64 + u64::from(self.flags & (SYN | FIN) != 0);
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
