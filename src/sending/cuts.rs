//! What cut connections teach: how many bytes one carries before it breaks. Without I/O. Batches and photos use the
//! same rule.
//!
//! | a request of so many bytes | then |
//! |---|---|
//! | was cut, and was larger than any that came through | the next has the size that came through |
//! | was cut behind others on its connection, and was no larger than one that came through | the next is as large, on a connection of its own |
//! | was cut otherwise | the next has half the size |
//! | came through after a cut | the same size again; half-way through [`ALONE_FOR`] of these a quarter more; after them one connection for several |
//!
//! After each further cut the rule tries more half as often. A try loses little: it comes behind another request, on a
//! connection that has already carried most of what it can.

/// Full requests on connections of their own, after a first cut.
const ALONE_FOR: u32 = 16;
/// How often that number doubles at most.
const MOST_DOUBLINGS: u32 = 4;
/// So many full requests in a row then try whether a connection carries several.
const TRIES: u32 = 3;

/// What the sender has learnt about connections that break.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cuts {
    /// How many cuts there were.
    times: u32,
    /// Full requests that must still come through before the cuts are forgotten.
    left: u32,
    /// At so many left, the rule tries a quarter more.
    more_at: u32,
    /// Most bytes of a full request that came through.
    proven: usize,
}

impl Cuts {
    /// The same, for requests whose bytes are measured in another way.
    #[must_use]
    pub fn unweighed(&self) -> Self {
        Self { proven: 0, ..self.clone() }
    }

    /// Whether each request gets a connection of its own. A connection that breaks after so many bytes would cut the
    /// second request in its middle.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.left > TRIES
    }

    /// Whether the rule is trying how much a connection carries; then one request is under way at a time.
    #[must_use]
    pub fn is_trying(&self) -> bool {
        (1..=TRIES).contains(&self.left)
    }

    /// A request of so many bytes was cut; `apart` if it had a connection of its own. Returns the most bytes of the
    /// next.
    pub fn cut(&mut self, bytes: usize, apart: bool) -> usize {
        let alone_for = ALONE_FOR << self.times.min(MOST_DOUBLINGS);
        (self.left, self.more_at) = (TRIES + alone_for, TRIES + alone_for / 2);
        self.times += 1;
        if self.proven > 0 && bytes > self.proven {
            return self.proven.max(bytes / 4);
        }
        if self.proven > 0 && !apart {
            return bytes;
        }
        self.proven = 0;
        bytes / 2
    }

    /// A full request of so many bytes was answered, with `most` allowed. Returns the most bytes of the next.
    pub fn came_through(&mut self, bytes: usize, most: usize) -> usize {
        let is_first = self.proven == 0;
        self.proven = self.proven.max(bytes);
        if self.left == 0 {
            // The second is on the same connection as the first: its answer proves that the connection carried twice as
            // much.
            return if is_first { most } else { most.saturating_mul(2) };
        }
        self.left -= 1;
        if self.left == self.more_at { most.saturating_add(most / 4) } else { most }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection that breaks after so many bytes. Each request needs some for its head.
    struct Breaking {
        after: usize,
        carried: usize,
        sent: usize,
        lost: usize,
    }

    impl Breaking {
        const HEAD: usize = 400;

        fn new(after: usize) -> Self {
            Self { after, carried: 0, sent: 0, lost: 0 }
        }

        /// Sends one request; returns the most bytes of the next.
        fn send(&mut self, cuts: &mut Cuts, most: usize) -> usize {
            let apart = cuts.is_cut();
            if apart {
                self.carried = 0;
            }
            let room = self.after - self.carried;
            if most + Self::HEAD > room {
                (self.carried, self.lost) = (0, self.lost + room);
                return cuts.cut(most, apart);
            }
            (self.carried, self.sent) = (self.carried + most + Self::HEAD, self.sent + most);
            cuts.came_through(most, most)
        }
    }

    #[test]
    fn where_connections_break_after_so_many_bytes_hardly_any_are_lost() {
        for (after, first) in [(8_192, 5_500), (8_192, 16_000), (20_000, 5_500), (64_000, 16_000)] {
            let (mut link, mut cuts, mut most) = (Breaking::new(after), Cuts::default(), first);
            while link.sent < 150 * after {
                most = link.send(&mut cuts, most);
            }
            assert!(link.lost * 20 <= link.sent, "{after}: {} of {} lost", link.lost, link.sent);
            assert!(most * 2 > after && most <= after, "{after}: {most}");
        }
    }

    #[test]
    fn one_cut_is_forgotten_after_a_while() {
        let (mut cuts, mut most) = (Cuts::default(), 4_000);
        for _ in 0..4 {
            most = cuts.came_through(most, most);
        }
        assert_eq!(most, 32_000);
        assert_eq!(cuts.cut(most, false), 16_000, "no more than what came through");
        most = 16_000;
        assert!(cuts.is_cut());
        let mut answers = 0;
        while cuts.is_cut() || cuts.is_trying() {
            most = cuts.came_through(most, most);
            answers += 1;
        }
        assert_eq!((answers, most), (ALONE_FOR + TRIES, 20_000));
        assert_eq!(cuts.came_through(most, most), 40_000);
    }

    #[test]
    fn a_link_that_gets_worse_has_requests_halved() {
        let mut cuts = Cuts::default();
        cuts.came_through(32_000, 32_000);
        let sizes: Vec<usize> = [false, true, true, true]
            .iter()
            .scan(32_000, |most, apart| {
                *most = cuts.cut(*most, *apart);
                Some(*most)
            })
            .collect();
        assert_eq!(
            sizes,
            [32_000, 16_000, 8_000, 4_000],
            "the first time the others on its connection may be to blame"
        );
    }
}
