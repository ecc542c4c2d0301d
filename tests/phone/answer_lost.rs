//! The answer to an enrolment got lost on its way; pressed again, it is the same enrolment. With the real central.

use kentongan::phone::{EnrolmentError, Stage};
use kentongan_exchange::RefusalCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, PIN, compared, pin};

/// A way to central on which the first answers get lost: central has answered, and the connection is gone.
async fn losing(answers: usize, central: &RealCentral) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let central = central.address().replace("http://", "");
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((mut phone, _)) = listener.accept().await else { return };
            let mut there = TcpStream::connect(&central).await.unwrap();
            if number >= answers {
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut phone, &mut there).await });
                continue;
            }
            let (mut from_phone, mut to_phone) = phone.into_split();
            let (mut from_central, mut to_central) = there.into_split();
            let sending = tokio::spawn(async move { tokio::io::copy(&mut from_phone, &mut to_central).await });
            // Once central has begun to answer it has enrolled the phone.
            from_central.read_u8().await.unwrap();
            sending.abort();
            drop(to_phone.shutdown().await);
        }
    });
    address
}

fn keys_lie_about(f: &Facilitator) -> bool {
    f.folder.path().join("offered_keys.json").exists()
}

#[tokio::test]
async fn pressed_again_after_the_answer_was_lost_the_phone_is_enrolled_once() {
    let central = RealCentral::start("Dinas").await;
    let (way, code) = (losing(1, &central).await, central.code().await);
    let f = Facilitator::with_phone_out_of_the_box().await;
    let lost = f.phone.enrol(&way, &code).await.unwrap_err();
    assert!(matches!(lost, EnrolmentError::Trouble(_)), "{lost:?}");
    assert_eq!(f.phone.stage(), Stage::NotEnrolled);
    f.phone.enrol(&way, &code).await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    assert_eq!(central.phones(), ["TMP-01"], "one phone in the list");
    f.finished("activity");
    assert_eq!(f.send_now().await.delivered, 1, "its token and its keys are those that central knows");
    assert!(!keys_lie_about(&f));
}

#[tokio::test]
async fn it_is_the_same_phone_after_the_app_was_killed_in_between_too() {
    let central = RealCentral::start("Dinas").await;
    let (way, code) = (losing(2, &central).await, central.code().await);
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    for _ in 0..2 {
        f.phone.enrol(&way, &code).await.unwrap_err();
        assert!(keys_lie_about(&f));
        f.start_again();
    }
    f.phone.enrol(&way, &code).await.unwrap();
    assert!(!keys_lie_about(&f), "the enrolment has them now");
    f.start_again();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    assert_eq!(central.phones(), ["TMP-01"]);
}

#[tokio::test]
async fn another_phone_cannot_use_the_code_of_an_answer_that_was_lost() {
    let central = RealCentral::start("Dinas").await;
    let (way, code) = (losing(1, &central).await, central.code().await);
    let (first, second) =
        (Facilitator::with_phone_out_of_the_box().await, Facilitator::with_phone_out_of_the_box().await);
    first.phone.enrol(&way, &code).await.unwrap_err();
    let refused = second.phone.enrol(&way, &code).await.unwrap_err();
    assert_eq!(refused, EnrolmentError::Refused(RefusalCode::CodeSpent));
    first.phone.enrol(&way, &code).await.unwrap();
}

#[tokio::test]
async fn another_central_is_offered_other_keys_and_damaged_ones_are_made_afresh() {
    let (one, two) = (RealCentral::start("Dinas Satu").await, RealCentral::start("Dinas Dua").await);
    let way = losing(1, &one).await;
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&way, &one.code().await).await.unwrap_err();
    let path = f.folder.path().join("offered_keys.json");
    let offered = std::fs::read(&path).unwrap();
    f.phone.enrol(&two.address(), "7K3Q-M2XA").await.unwrap_err();
    assert_ne!(std::fs::read(&path).unwrap(), offered);
    std::fs::write(&path, b"{").unwrap();
    f.phone.enrol(&two.address(), &two.code().await).await.unwrap();
    assert!(!keys_lie_about(&f));
}

#[tokio::test]
async fn an_enrolled_phone_that_enrols_again_is_one_phone_too_though_the_answer_was_lost() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let f = Facilitator::enrolled_at(&old.address(), &old.code().await).await;
    let (way, code) = (losing(1, &new).await, new.code().await);
    f.phone.ask_to_enrol_again(&way, &code).await.unwrap_err();
    let granted = f.phone.ask_to_enrol_again(&way, &code).await.unwrap();
    f.phone.enrol_again(compared(granted)).await.unwrap();
    assert_eq!(new.phones(), ["TMP-01"]);
    f.finished("activity");
    assert_eq!(f.send_now().await.delivered, 1);
}
