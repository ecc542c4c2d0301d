//! What a facilitator may rely on about the PIN, and what a finder of the phone gets by guessing.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::support::{self, Facilitator, PIN, pin};
use jiff::SignedDuration;
use kentongan::phone::{PhoneError, UnlockError};

const WRONG: &str = "111213";
const YEARS: SignedDuration = SignedDuration::from_hours(24 * 365 * 3);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn must_wait(time: u64) -> Result<(), UnlockError> {
    Err(UnlockError::MustWait { wait: seconds(time) })
}

impl Facilitator {
    /// Locked, after so many wrong tries.
    async fn after_wrong_pins(count: u32) -> Self {
        let f = Self::ready().await;
        f.phone.lock();
        for _ in 0..count {
            f.phone.unlock(&pin(WRONG)).unwrap_err();
        }
        f
    }

    fn wait(&self, time: u64) {
        self.device.wait(SignedDuration::from_secs(i64::try_from(time).unwrap()));
    }

    fn tries_file(&self) -> PathBuf {
        self.folder.path().join("vault.tries")
    }
}

#[tokio::test]
async fn wrong_pins_are_counted_across_restarts_and_cost_waits() {
    let mut f = Facilitator::ready().await;
    for left in [4, 3, 2, 1] {
        f.start_again();
        let wrong = f.phone.unlock(&pin(WRONG)).unwrap_err();
        assert_eq!(wrong, UnlockError::WrongPin { tries_left: left, wait: None });
    }
    f.start_again();
    let wrong = f.phone.unlock(&pin(WRONG)).unwrap_err();
    assert_eq!(wrong, UnlockError::WrongPin { tries_left: 0, wait: Some(seconds(30)) });

    f.start_again();
    assert_eq!(f.phone.wait_left(), Some(seconds(30)));
    assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(30), "even the right one");
    f.wait(10);
    assert_eq!(f.phone.wait_left(), Some(seconds(20)));
    f.wait(20);
    assert_eq!(f.phone.wait_left(), None);
    f.unlock();
    f.start_again();
    let wrong = f.phone.unlock(&pin(WRONG)).unwrap_err();
    assert_eq!(wrong, UnlockError::WrongPin { tries_left: 4, wait: None }, "counted from the start again");
}

#[tokio::test]
async fn setting_the_clock_shortens_no_wait_and_lengthens_none() {
    let mut f = Facilitator::after_wrong_pins(5).await;
    for clock in [support::morning() + YEARS, support::morning() - YEARS] {
        f.device.set_now(clock);
        assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(30));
        f.start_again();
        assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(30), "nor with a restart");
    }
    f.wait(29);
    assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(1));
    f.wait(1);
    f.unlock();
}

#[tokio::test]
async fn switching_the_phone_off_shortens_no_wait_and_it_ends_all_the_same() {
    let mut f = Facilitator::after_wrong_pins(5).await;
    f.wait(10);
    f.device.reboot();
    f.start_again();
    assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(30), "the count of what was left begins again");
    f.wait(20);
    f.start_again();
    assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(10), "but only once a reboot");
    f.wait(10);
    f.unlock();
}

#[tokio::test]
async fn a_try_is_counted_before_the_pin_is_looked_at() {
    let f = Facilitator::ready().await;
    f.phone.lock();
    // Nothing can write the count: the phone makes no try that it cannot count.
    let kept = f.folder.path().join("kept");
    fs::rename(f.tries_file(), &kept).unwrap();
    fs::create_dir(f.tries_file()).unwrap();
    assert!(matches!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(_))));
    fs::remove_dir(f.tries_file()).unwrap();
    fs::rename(&kept, f.tries_file()).unwrap();
    f.unlock();
}

#[tokio::test]
async fn counting_a_try_asks_the_disk_for_nothing_new() {
    use std::os::unix::fs::MetadataExt as _;
    let f = Facilitator::ready().await;
    let before = fs::metadata(f.tries_file()).unwrap();
    f.phone.lock();
    f.phone.unlock(&pin(WRONG)).unwrap_err();
    f.unlock();
    let after = fs::metadata(f.tries_file()).unwrap();
    assert_eq!((after.ino(), after.len()), (before.ino(), before.len()), "overwritten where it lies");
    assert!(!f.folder.path().join("vault.tries.new").exists());
}

#[tokio::test]
async fn cutting_the_count_short_or_deleting_it_costs_the_longest_wait() {
    type Damage = fn(&PathBuf);
    let damages: [(&str, Damage); 4] = [
        ("deleted", |file| fs::remove_file(file).unwrap()),
        ("emptied", |file| fs::write(file, []).unwrap()),
        ("halved", |file| fs::write(file, &fs::read(file).unwrap()[..512]).unwrap()),
        ("overwritten", |file| fs::write(file, vec![0; fs::read(file).unwrap().len()]).unwrap()),
    ];
    for (what, damage) in damages {
        let mut f = Facilitator::after_wrong_pins(4).await;
        damage(&f.tries_file());
        f.start_again();
        assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(900), "{what}");
        f.wait(600);
        f.start_again();
        assert_eq!(f.phone.unlock(&pin(PIN)), must_wait(300), "{what}: waited for once");
        f.wait(300);
        let wrong = f.phone.unlock(&pin(WRONG)).unwrap_err();
        assert_eq!(wrong, UnlockError::WrongPin { tries_left: 0, wait: Some(seconds(900)) }, "{what}");
        f.wait(900);
        f.unlock();
        f.start_again();
        f.unlock();
    }
}

#[tokio::test]
async fn a_write_of_the_count_that_breaks_off_loses_no_try() {
    for spoilt in [0, 512] {
        let mut f = Facilitator::after_wrong_pins(3).await;
        let mut bytes = fs::read(f.tries_file()).unwrap();
        bytes[spoilt..spoilt + 100].fill(7);
        fs::write(f.tries_file(), bytes).unwrap();
        f.start_again();
        let wrong = f.phone.unlock(&pin(WRONG)).unwrap_err();
        // The third try is in one slot, the second in the other. The broken write may have been a fourth.
        let UnlockError::WrongPin { tries_left: left, .. } = wrong else { panic!("{wrong:?}") };
        assert!(left <= 1, "slot at {spoilt}: {left} tries left after four");
        f.start_again();
        f.wait(30);
        f.unlock();
    }
}

#[tokio::test]
async fn a_changed_pin_opens_everything_and_the_old_one_nothing() {
    const NEW: &str = "570264";
    let mut f = Facilitator::ready().await;
    let record = f.finished("incident");
    // The weak, the wrong: the present PIN holds. A wrong one counts as at the lock.
    assert!(matches!(f.phone.change_pin(&pin(PIN), &pin("123456")), Err(UnlockError::Phone(PhoneError::WeakPin(_)))));
    assert_eq!(f.phone.check_pin(&pin(WRONG)), Err(UnlockError::WrongPin { tries_left: 4, wait: None }));
    let wrong = f.phone.change_pin(&pin(WRONG), &pin(NEW));
    assert_eq!(wrong, Err(UnlockError::WrongPin { tries_left: 3, wait: None }));
    f.phone.check_pin(&pin(PIN)).unwrap();

    f.phone.change_pin(&pin(PIN), &pin(NEW)).unwrap();
    f.start_again();
    assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::WrongPin { tries_left: 4, wait: None }), "the old one");
    assert_eq!(f.phone.change_pin(&pin(NEW), &pin(PIN)), Err(UnlockError::Phone(PhoneError::Locked)));
    f.phone.unlock(&pin(NEW)).unwrap();
    assert!(f.phone.record(record).is_ok());
    assert_eq!(f.phone.tries_left(), None, "the right one ends the count");
}
