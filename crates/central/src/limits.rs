//! How often, and how many at once, one phone and one address may ask: a token bucket for each.
//!
//! It is our own code, because it has forty lines: `governor` would bring a map, a clock and a random generator for the
//! same arithmetic. The token as sent identifies a phone, before the database checks it. Requests with a made-up token
//! also use the bucket of their address.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request};
use axum::http::header;

use crate::remote_address::address;
use crate::settings::Rate;

/// How many callers are remembered. Then those that have not asked for long are forgotten.
const REMEMBERED: usize = 10_000;

/// A phone, by the hash of its token, or an address. Pages count separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Caller {
    Token([u8; 32]),
    Address(IpAddr),
    /// A visitor of pages. A phone at the same address is another caller.
    Visitor(IpAddr),
}

/// How often each caller has asked.
#[derive(Default)]
pub(crate) struct Limits(Mutex<HashMap<Caller, Seen>>);

struct Seen {
    bucket: Bucket,
    under_way: u32,
}

/// How many requests are allowed now, and when that was computed.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    /// Takes one, or returns how long until there is one.
    fn take(&mut self, rate: Rate, now: Instant) -> Result<(), Duration> {
        let more = now.saturating_duration_since(self.at).as_secs_f64() * f64::from(rate.per_second);
        (self.left, self.at) = ((self.left + more).min(f64::from(rate.at_once)), now);
        if self.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - self.left) / f64::from(rate.per_second.max(1))));
        }
        self.left -= 1.0;
        Ok(())
    }

    fn is_full(&self, rate: Rate, now: Instant) -> bool {
        let more = now.saturating_duration_since(self.at).as_secs_f64() * f64::from(rate.per_second);
        self.left + more >= f64::from(rate.at_once)
    }
}

/// A running request, until it is dropped.
pub(crate) struct UnderWay<'a>(&'a Limits, Vec<Caller>);

impl Limits {
    /// Admits a request, or returns after how many seconds it may come again.
    pub(crate) fn enter(&self, request: &Request, phone: Rate, place: Rate) -> Result<UnderWay<'_>, u64> {
        let token = request.headers().get(header::AUTHORIZATION);
        let token = token.map(|token| (Caller::Token(*blake3::hash(token.as_bytes()).as_bytes()), phone));
        let from = remote(request).map(|from| (Caller::Address(from), place));
        self.enter_all(token.into_iter().chain(from))
    }

    /// The same for a page.
    pub(crate) fn enter_page(&self, request: &Request, place: Rate) -> Result<UnderWay<'_>, u64> {
        self.enter_all(remote(request).map(|from| (Caller::Visitor(from), place)).into_iter())
    }

    fn enter_all(&self, callers: impl Iterator<Item = (Caller, Rate)>) -> Result<UnderWay<'_>, u64> {
        let now = Instant::now();
        let mut under_way = UnderWay(self, Vec::new());
        for (caller, rate) in callers {
            self.enter_as(caller, rate, now)?;
            under_way.1.push(caller);
        }
        Ok(under_way)
    }

    fn enter_as(&self, caller: Caller, rate: Rate, now: Instant) -> Result<(), u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, seen| seen.under_way > 0 || !seen.bucket.is_full(rate, now));
        }
        let fresh = || Seen { bucket: Bucket { left: f64::from(rate.at_once), at: now }, under_way: 0 };
        let seen = all.entry(caller).or_insert_with(fresh);
        if seen.under_way >= rate.under_way {
            return Err(1);
        }
        seen.bucket.take(rate, now).map_err(|wait| wait.as_secs() + 1)?;
        seen.under_way += 1;
        Ok(())
    }
}

/// The source of a request. Programs on this machine, past the proxy, do not count: they could stop central anyway.
fn remote(request: &Request) -> Option<IpAddr> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>()?;
    Some(address(*peer, request.headers())).filter(|from| !from.is_loopback())
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut all = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        for caller in &self.1 {
            if let Some(seen) = all.get_mut(caller) {
                seen.under_way = seen.under_way.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { per_second: 2, at_once: 3, under_way: 2 };

    #[test]
    fn a_bucket_gives_what_it_holds_then_what_flows_in_and_says_how_long_to_wait() {
        let began = Instant::now();
        let mut bucket = Bucket { left: 3.0, at: began };
        for _ in 0..3 {
            bucket.take(RATE, began).unwrap();
        }
        assert_eq!(bucket.take(RATE, began), Err(Duration::from_millis(500)));
        bucket.take(RATE, began + Duration::from_millis(500)).unwrap();
        bucket.take(RATE, began + Duration::from_millis(500)).unwrap_err();
        let later = began + Duration::from_secs(3600);
        assert!(bucket.is_full(RATE, later));
        assert_eq!((0..9).filter(|_| bucket.take(RATE, later).is_ok()).count(), 3, "it never holds more");
    }

    #[test]
    fn no_more_than_so_many_are_under_way_and_each_that_ends_makes_room() {
        let (limits, caller, now) = (Limits::default(), Caller::Token([1; 32]), Instant::now());
        let rate = Rate { at_once: 100, ..RATE };
        let enter = || limits.enter_as(caller, rate, now).map(|()| UnderWay(&limits, vec![caller]));
        let (first, _second) = (enter().ok(), enter().ok());
        assert_eq!(enter().err(), Some(1));
        drop(first);
        assert!(enter().is_ok());
        assert!(limits.enter_as(Caller::Token([2; 32]), rate, now).is_ok(), "another phone is another caller");
    }
}
