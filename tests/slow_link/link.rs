//! A slow, lossy, long link in user space, for kernels without netem. It has two namespaces, a network device in each,
//! and a line between them. The line takes so many bits a second, delays packets, and loses some by chance.
//!
//! Packets go only between the two namespaces made for it. Dropping the link deletes both.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::cutting::{ConnectionCounts, Cutter, Verdict};
use super::tun::{self, MTU, Namespace};

/// A packet that would wait longer for the line is dropped, as in the buffers of a mobile network.
const LONGEST_QUEUE: Duration = Duration::from_secs(3);
/// The phone's address and central's, each in its own namespace.
const ADDRESSES: [&str; 2] = ["10.88.0.1", "10.88.0.2"];

/// The properties of a link.
#[derive(Debug, Clone, Copy)]
pub struct Quality {
    /// Bits a second from phone to central.
    pub up: f64,
    /// Bits a second from central to phone.
    pub down: f64,
    /// From one end to the other, one way.
    pub delay: Duration,
    /// The share of lost packets, each way.
    pub loss: f64,
    /// Decides which: the same seed loses the same places in the row.
    pub seed: u64,
    /// A connection is cut when so many bytes have gone up on it.
    pub cut_every: Option<u64>,
}

/// The link of the figures: 200 kbit/s up, a round trip of 600 ms, one packet of a hundred lost.
pub const VILLAGE: Quality =
    Quality { up: 200_000.0, down: 400_000.0, delay: Duration::from_millis(300), loss: 0.01, seed: 1, cut_every: None };

/// What went one way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Packets given to the line.
    pub packets: u64,
    /// Their bytes, headers of IP and TCP included.
    pub bytes: u64,
    /// Packets lost by chance.
    pub lost: u64,
    /// Packets dropped because the queue was too long.
    pub dropped: u64,
}

/// What a link has carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkTraffic {
    /// From phone to central.
    pub up: Traffic,
    /// From central to phone.
    pub down: Traffic,
    /// Within connections.
    pub counted: ConnectionCounts,
}

/// Why this machine has no such link.
#[derive(Debug)]
pub struct LinkError(io::Error);

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no slow link on this machine, which needs root, iproute2 and /dev/net/tun: {}", self.0)
    }
}

/// A link, and a namespace at either end.
pub struct Link {
    near: Namespace,
    far: Namespace,
    ways: [Arc<Mutex<Traffic>>; 2],
    cutter: Arc<Mutex<Cutter>>,
    hosts: tempfile::NamedTempFile,
}

impl Link {
    /// Makes the namespaces and begins to carry. `number` tells several links of one process apart.
    pub fn new(quality: Quality, number: usize) -> Result<Self, LinkError> {
        tun::tidy();
        Self::lay(quality, number).map_err(LinkError)
    }

    fn lay(quality: Quality, number: usize) -> io::Result<Self> {
        let [phone, central] = ADDRESSES;
        let mut hosts = tempfile::NamedTempFile::new()?;
        // Phones speak without TLS only to their own machine: at this end of the link, that is central.
        writeln!(hosts, "{central} localhost")?;
        let link = Self {
            near: Namespace::new(&format!("{number}a"), phone, central)?,
            far: Namespace::new(&format!("{number}b"), central, phone)?,
            ways: Default::default(),
            cutter: Arc::new(Mutex::new(Cutter::new(quality.cut_every))),
            hosts,
        };
        let rates = [quality.up, quality.down];
        for (way, (from, to)) in [(&link.near, &link.far), (&link.far, &link.near)].into_iter().enumerate() {
            let (deliver, delivered) = channel();
            let line = Line {
                up: way == 0,
                from: from.device()?,
                deliver,
                rate: rates[way],
                delay: quality.delay,
                loss: quality.loss,
                chance: Chance(quality.seed ^ (way as u64 + 1)),
                traffic: Arc::clone(&link.ways[way]),
                cutter: Arc::clone(&link.cutter),
                free_at: Instant::now(),
            };
            let to = to.device()?;
            thread::spawn(move || line.carry());
            thread::spawn(move || bring(&delivered, to));
        }
        Ok(link)
    }

    /// A program at the phone's end, where central is `localhost`.
    pub fn near(&self, program: &Path) -> Command {
        self.near.command_with_hosts(self.hosts.path(), program)
    }

    /// A program at central's end.
    pub fn far(&self, program: &Path) -> Command {
        self.far.command(program)
    }

    /// What the link has carried so far.
    pub fn carried(&self) -> LinkTraffic {
        let [up, down] = &self.ways;
        let counted = self.cutter.lock().unwrap().counted();
        LinkTraffic { up: *up.lock().unwrap(), down: *down.lock().unwrap(), counted }
    }
}

/// One direction of the link.
struct Line {
    up: bool,
    from: File,
    deliver: Sender<(Instant, Vec<u8>)>,
    rate: f64,
    delay: Duration,
    loss: f64,
    chance: Chance,
    traffic: Arc<Mutex<Traffic>>,
    cutter: Arc<Mutex<Cutter>>,
    /// When the line has taken everything given to it so far.
    free_at: Instant,
}

impl Line {
    /// Runs until the device is gone.
    fn carry(mut self) {
        let mut packet = vec![0; MTU + 100];
        while let Ok(length) = self.from.read(&mut packet) {
            self.take(&packet[..length]);
        }
    }

    fn take(&mut self, packet: &[u8]) {
        // The kernel's own talk with its neighbours (IPv6) does not count.
        if packet.first().is_none_or(|first| first >> 4 != 4) {
            return;
        }
        match self.cutter.lock().unwrap().look(packet, self.up) {
            Verdict::Pass => {}
            Verdict::Cut(answer) => {
                // A sender on a cut connection hears of it. A device that is gone needs no answer.
                drop(self.from.write_all(&answer));
                return;
            }
            Verdict::Drop => return,
        }
        let now = Instant::now();
        let mut traffic = self.traffic.lock().unwrap();
        traffic.packets += 1;
        traffic.bytes += packet.len() as u64;
        if self.chance.next() < self.loss {
            traffic.lost += 1;
        } else if self.free_at.saturating_duration_since(now) > LONGEST_QUEUE {
            traffic.dropped += 1;
        } else {
            let bits = f64::from(u32::try_from(packet.len() * 8).unwrap());
            self.free_at = self.free_at.max(now) + Duration::from_secs_f64(bits / self.rate);
            // This fails only when the whole link is gone.
            drop(self.deliver.send((self.free_at + self.delay, packet.to_vec())));
        }
    }
}

/// Delivers packets, each at its moment.
fn bring(delivered: &Receiver<(Instant, Vec<u8>)>, mut to: File) {
    while let Ok((at, packet)) = delivered.recv() {
        thread::sleep(at.saturating_duration_since(Instant::now()));
        // A namespace that is being deleted takes none.
        drop(to.write_all(&packet));
    }
}

/// Numbers from 0 to 1 that a seed decides (splitmix64, <https://prng.di.unimi.it/splitmix64.c>).
struct Chance(u64);

impl Chance {
    #[expect(clippy::cast_precision_loss, reason = "53 bits, as many as an f64 has")]
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
