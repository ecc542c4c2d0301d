//! What Kotlin calls: one function for each of `object Native` in `android/kotlin`. No panic unwinds into the Java
//! machine: it is logged, and the answer is empty.

#![expect(unsafe_code, reason = "the Java machine finds these functions by their names, which must stay as they are")]

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use jni::errors::{Error, ErrorPolicy};
use jni::objects::{JByteArray, JClass, JLongArray, JObject, JString};
use jni::sys::{jboolean, jint};
use jni::{Env, EnvUnowned};
use tokio::sync::watch;

use crate::device::android::ThisPhone;
use crate::device::{ChosenFile, DataFolder as _, SystemEvent, UserEvent};
use crate::launch::keep_words_out_of_panics;
use crate::phone::Phone;

/// On a failure it returns an empty value and logs that there was one. It does not log the message of an exception or
/// panic, because that may quote an answer about a child.
struct LogWithoutMessage;

impl<T: Default> ErrorPolicy<T, Error> for LogWithoutMessage {
    type Captures<'unowned_env_local: 'native_method, 'native_method> = ();

    fn on_error<'unowned_env_local: 'native_method, 'native_method>(
        env: &mut Env<'unowned_env_local>,
        (): &mut (),
        _error: Error,
    ) -> Result<T, Error> {
        env.exception_clear();
        tracing::error!("a call from Kotlin failed");
        Ok(T::default())
    }

    /// The panic hook has logged the place already.
    fn on_panic<'unowned_env_local: 'native_method, 'native_method>(
        env: &mut Env<'unowned_env_local>,
        (): &mut (),
        payload: Box<dyn std::any::Any + Send + 'static>,
    ) -> Result<T, Error> {
        // Dropping a panic's payload may panic again.
        std::mem::forget(payload);
        env.exception_clear();
        Ok(T::default())
    }
}

/// `attach(platform: Platform)`: from now on, Rust can call Kotlin.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_attach<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    platform: JObject<'caller>,
) {
    // A process that Android starts for the job never reaches `launch`.
    keep_words_out_of_panics();
    env.with_env(|env| ThisPhone.attach(env, &platform)).resolve::<LogWithoutMessage>();
}

/// `back(): Boolean`: true if a screen handles the back button.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_back<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
) -> jboolean {
    env.with_env(|_| Ok(ThisPhone.events().tell_user(UserEvent::Back))).resolve::<LogWithoutMessage>()
}

/// `stopped()`: the app is no longer visible.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_stopped<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
) {
    env.with_env(|_| {
        ThisPhone.events().tell_system(SystemEvent::Stopped);
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// `networkChanged()`: a network came or went.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_networkChanged<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
) {
    env.with_env(|_| {
        ThisPhone.events().tell_system(SystemEvent::NetworkChanged);
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// `linkOpened(link: String)`: an enrolment link was opened.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_linkOpened<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    link: JString<'caller>,
) {
    env.with_env(|_| {
        if !link.is_null() {
            ThisPhone.events().tell_user(UserEvent::LinkOpened(link.to_string()));
        }
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// `fileOpened(content: ByteArray?)`: the file that the person chose, or opened with the app.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_fileOpened<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    content: JByteArray<'caller>,
) {
    env.with_env(|env| {
        match ThisPhone.file_chosen(chosen(env, &content)?) {
            None | Some(ChosenFile::Nothing) => {}
            Some(opened) => drop(ThisPhone.events().tell_user(UserEvent::FileOpened(opened))),
        }
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// `photoTaken(content: ByteArray?)`: the picture that the person took or chose.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_photoTaken<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    content: JByteArray<'caller>,
) {
    env.with_env(|env| {
        ThisPhone.photo_taken(chosen(env, &content)?);
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// `photoLost()`: Android ended the app behind the camera, so the picture has no record to go to.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_photoLost<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
) {
    env.with_env(|_| {
        ThisPhone.events().tell_user(UserEvent::PhotoLost);
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// `null` means that nothing was chosen. No bytes mean that the file is too large or unreadable.
fn chosen(env: &mut Env<'_>, content: &JByteArray<'_>) -> Result<ChosenFile, Error> {
    if content.is_null() {
        return Ok(ChosenFile::Nothing);
    }
    let bytes = env.convert_byte_array(content)?;
    Ok(if bytes.is_empty() { ChosenFile::Unreadable } else { ChosenFile::File(bytes) })
}

/// The last run of the job that Android has stopped. Runs count from 1. So a stop ends its own run, even if that run
/// has not begun to send, and no later one.
static STOPPED: LazyLock<watch::Sender<jint>> = LazyLock::new(|| watch::Sender::new(0));

/// `sendWaiting(run: Int, seconds: Int): LongArray?`: sends what waits, with the vault locked. Answers how many records
/// were delivered, and how many still wait.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_sendWaiting<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    run: jint,
    seconds: jint,
) -> JLongArray<'caller> {
    env.with_env(|env| match send_waiting(run, Duration::from_secs(u64::try_from(seconds).unwrap_or(0))) {
        Some((delivered, waiting)) => {
            let answer = env.new_long_array(2)?;
            answer.set_region(env, 0, &[i64::from(delivered), i64::from(waiting)])?;
            Ok(answer)
        }
        None => Ok(JLongArray::null()),
    })
    .resolve::<LogWithoutMessage>()
}

/// `stopSending(run: Int)`: ends this run of `sendWaiting` at once, and any before it.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_kentongan_phone_Native_stopSending<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    run: jint,
) {
    env.with_env(|_| {
        STOPPED.send_if_modified(|stopped| {
            let later = run > *stopped;
            *stopped = run.max(*stopped);
            later
        });
        Ok(())
    })
    .resolve::<LogWithoutMessage>();
}

/// Sends for at most `time`; `None` if the phone's data cannot be opened. The app may run beside it, in this process
/// or another: the one that holds the outbox's lease sends.
fn send_waiting(run: jint, time: Duration) -> Option<(u32, u32)> {
    let deadline = Instant::now() + time;
    let folder = ThisPhone.data_folder().ok()?;
    let phone = Phone::start_for_worker(&folder, Arc::new(ThisPhone))
        .map_err(|error| tracing::warn!(%error, "nothing is sent in the background"))
        .ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| tracing::warn!(%error, "no thread to send on"))
        .ok()?;
    let mut stopped = STOPPED.subscribe();
    let stop = async move { drop(stopped.wait_for(|stopped| *stopped >= run).await) };
    let sent = runtime.block_on(phone.send_in_background(deadline, stop));
    // A name lookup by the system may hang; do not wait for it.
    runtime.shutdown_background();
    sent
}
