//! A wire between a phone and central that remembers every byte it carried, as whoever listens in would.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use kentongan_exchange::gzip::gunzip;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::central::Central;

/// The wire; it ends with the test's runtime.
pub struct Wire {
    address: SocketAddr,
    carried: Carried,
}

/// What went one way through one connection, for each: a word is never cut by what went another way meanwhile.
type Carried = Arc<Mutex<Vec<Stream>>>;

/// One way through one connection.
#[derive(Clone)]
pub struct Stream {
    /// Whether the phone sent it.
    pub from_phone: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Wire {
    /// Leads to this central for as long as the test runs, whether central listens or not.
    pub async fn to(central: &Central) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, carried) = (listener.local_addr().unwrap(), Carried::default());
        let (kept, there) = (Arc::clone(&carried), central.address().replace("http://", ""));
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                // Nobody listens there: the phone's connection ends here.
                let Ok(central) = TcpStream::connect(&there).await else { continue };
                let ((from_phone, to_phone), (from_central, to_central)) = (phone.into_split(), central.into_split());
                tokio::spawn(carry(from_phone, to_central, Arc::clone(&kept), true));
                tokio::spawn(carry(from_central, to_phone, Arc::clone(&kept), false));
            }
        });
        Self { address, carried }
    }

    /// What the facilitator types instead of central's own address.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many bytes went from the phone and to it.
    pub fn carried_bytes(&self) -> [usize; 2] {
        let carried = self.carried.lock().unwrap();
        [true, false].map(|way| carried.iter().filter(|one| one.from_phone == way).map(|one| one.bytes.len()).sum())
    }

    /// How many times the phone connected.
    pub fn connections(&self) -> usize {
        self.carried.lock().unwrap().iter().filter(|stream| stream.from_phone).count()
    }

    /// Everything carried so far: as it went, and behind it each body that went packed as it was before.
    pub fn carried(&self) -> Vec<Stream> {
        let mut carried = self.carried.lock().unwrap().clone();
        for stream in &mut carried {
            let begins = |bytes: &[u8]| bytes.starts_with(&[0x1F, 0x8B, 8]);
            let places = (0..stream.bytes.len()).filter(|place| begins(&stream.bytes[*place..]));
            let bodies: Vec<_> = places.filter_map(|place| gunzip(&stream.bytes[place..], 16 << 20).ok()).collect();
            stream.bytes.extend(bodies.concat());
        }
        carried
    }
}

/// Remembers first, then hands on.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, carried: Carried, from_phone: bool) {
    let place = {
        let mut carried = carried.lock().unwrap();
        carried.push(Stream { from_phone, bytes: Vec::new() });
        carried.len() - 1
    };
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        carried.lock().unwrap()[place].bytes.extend_from_slice(&buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    // Whichever side hung up, the other is told.
    let _told_before = to.shutdown().await;
}
