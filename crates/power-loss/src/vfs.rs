//! SQLite's file layer with a recorder: each write, truncation, sync and deletion goes to the system as always, and
//! onto the tape of its folder.
//!
//! The layer is a copy of the system's ("unix") with our own opening and deleting. A recorded file gets a copy of its
//! methods with our own writing, truncating, syncing and closing.

#![expect(unsafe_code, reason = "SQLite's file system layer is a table of C functions")]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rusqlite::ffi;

use crate::tape::{Step, Tape};

static STATE: Mutex<Option<State>> = Mutex::new(None);
static REGISTER: Once = Once::new();

#[derive(Default)]
struct State {
    tapes: HashMap<PathBuf, Tape>,
    /// By the address of SQLite's handle.
    open: HashMap<usize, Open>,
}

/// A recorded file while it is open.
#[derive(Clone)]
struct Open {
    folder: PathBuf,
    name: String,
    /// A journal or log that this handle created: its first sync also syncs the folder, as "unix" does.
    syncs_folder: bool,
    system: &'static ffi::sqlite3_io_methods,
}

fn state() -> MutexGuard<'static, Option<State>> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn record(folder: &Path, tape: Tape) {
    REGISTER.call_once(register);
    state().get_or_insert_default().tapes.insert(folder.to_owned(), tape);
}

pub(crate) fn forget(folder: &Path) {
    state().get_or_insert_default().tapes.remove(folder);
}

/// # Panics
/// When the folder is not recorded.
#[expect(clippy::expect_used, reason = "a recording has a tape until it is dropped")]
pub(crate) fn with_tape<T>(folder: &Path, use_it: impl FnOnce(&Tape) -> T) -> T {
    use_it(state().get_or_insert_default().tapes.get(folder).expect("recorded"))
}

/// Makes our layer the default for every connection opened from now on.
#[expect(clippy::expect_used, reason = "without it there is nothing to test")]
fn register() {
    // SAFETY: SQLite is initialised here, and gives out a table that lives as long as the process. Ours is leaked.
    unsafe {
        assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
        let system = ffi::sqlite3_vfs_find(std::ptr::null()).as_ref().expect("a system has files");
        let mut ours = *system;
        ours.zName = c"recorded".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        SYSTEM.set(Functions { open: system.xOpen.expect("opens"), delete: system.xDelete.expect("deletes") }).ok();
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1), ffi::SQLITE_OK);
    }
}

/// The system's functions behind ours.
struct Functions {
    open: unsafe extern "C" fn(
        *mut ffi::sqlite3_vfs,
        ffi::sqlite3_filename,
        *mut ffi::sqlite3_file,
        c_int,
        *mut c_int,
    ) -> c_int,
    delete: unsafe extern "C" fn(*mut ffi::sqlite3_vfs, *const c_char, c_int) -> c_int,
}

static SYSTEM: std::sync::OnceLock<Functions> = std::sync::OnceLock::new();

/// Folder and name of a path, if its folder is recorded.
fn recorded(path: &Path) -> Option<(PathBuf, String)> {
    let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
    let is_recorded = state().as_ref()?.tapes.contains_key(folder);
    is_recorded.then(|| (folder.to_owned(), name.to_owned()))
}

/// # Safety
/// `name` is null or a C string.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    Some(PathBuf::from(name.to_str().ok()?))
}

fn note(folder: &Path, step: Step) {
    if let Some(tape) = state().as_mut().and_then(|state| state.tapes.get_mut(folder)) {
        tape.push(step);
    }
}

/// # Safety
/// As SQLite calls `xOpen`.
unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some(system) = SYSTEM.get() else { return ffi::SQLITE_CANTOPEN };
    // SAFETY: SQLite gives a C string or null.
    let path = unsafe { path_of(name) };
    let place = path.as_deref().and_then(recorded);
    let is_new = path.as_deref().is_some_and(|path| !path.exists());
    // SAFETY: SQLite's own arguments, to the function they are for.
    let code = unsafe { (system.open)(vfs, name, file, flags, out) };
    if let Some((folder, name)) = place
        && code == ffi::SQLITE_OK
    {
        // SAFETY: a file that was opened points to methods, and "unix" has them in tables that are never freed.
        let methods: &'static ffi::sqlite3_io_methods = unsafe { &*(*file).pMethods };
        let ours = ffi::sqlite3_io_methods {
            xWrite: Some(write),
            xTruncate: Some(truncate),
            xSync: Some(sync),
            xClose: Some(close),
            ..*methods
        };
        let syncs_folder = is_new && flags & (ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL) != 0;
        if is_new {
            note(&folder, Step::Make { file: name.clone() });
        }
        let open = Open { folder, name, syncs_folder, system: methods };
        state().get_or_insert_default().open.insert(file as usize, open);
        // SAFETY: SQLite's own handle, which nobody else knows yet; the table is leaked.
        unsafe { (*file).pMethods = Box::leak(Box::new(ours)) };
    }
    code
}

/// # Safety
/// As SQLite calls `xDelete`.
unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    let Some(system) = SYSTEM.get() else { return ffi::SQLITE_IOERR_DELETE };
    // SAFETY: SQLite's own arguments, to the function they are for.
    let (path, code) = unsafe { (path_of(name), (system.delete)(vfs, name, sync_folder)) };
    if let Some((folder, name)) = path.as_deref().and_then(recorded)
        && code == ffi::SQLITE_OK
    {
        note(&folder, Step::Delete { file: name });
        if sync_folder != 0 {
            note(&folder, Step::SyncFolder);
        }
    }
    code
}

/// What is known of a file with our methods.
fn opened(file: *mut ffi::sqlite3_file) -> Option<Open> {
    state().as_ref()?.open.get(&(file as usize)).cloned()
}

/// # Safety
/// As SQLite calls `xWrite`.
unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let Some(open) = opened(file) else { return ffi::SQLITE_IOERR_WRITE };
    let Some(system) = open.system.xWrite else { return ffi::SQLITE_IOERR_WRITE };
    // SAFETY: SQLite's own arguments, to the function they are for.
    let code = unsafe { system(file, bytes, length, at) };
    if code == ffi::SQLITE_OK {
        // SAFETY: SQLite gives so many bytes.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap_or(0)) };
        note(&open.folder, Step::Write { file: open.name, at: at.unsigned_abs(), bytes: bytes.into() });
    }
    code
}

/// # Safety
/// As SQLite calls `xTruncate`.
unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let Some(open) = opened(file) else { return ffi::SQLITE_IOERR_TRUNCATE };
    let Some(system) = open.system.xTruncate else { return ffi::SQLITE_IOERR_TRUNCATE };
    // SAFETY: SQLite's own arguments, to the function they are for.
    let code = unsafe { system(file, size) };
    if code == ffi::SQLITE_OK {
        note(&open.folder, Step::Truncate { file: open.name, size: size.unsigned_abs() });
    }
    code
}

/// # Safety
/// As SQLite calls `xSync`.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let Some(open) = opened(file) else { return ffi::SQLITE_IOERR_FSYNC };
    let Some(system) = open.system.xSync else { return ffi::SQLITE_IOERR_FSYNC };
    // SAFETY: SQLite's own arguments, to the function they are for.
    let code = unsafe { system(file, flags) };
    if code == ffi::SQLITE_OK {
        note(&open.folder, Step::Sync { file: open.name });
        if open.syncs_folder {
            note(&open.folder, Step::SyncFolder);
            if let Some(open) = state().as_mut().and_then(|state| state.open.get_mut(&(file as usize))) {
                open.syncs_folder = false;
            }
        }
    }
    code
}

/// # Safety
/// As SQLite calls `xClose`.
unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let Some(open) = state().as_mut().and_then(|state| state.open.remove(&(file as usize))) else {
        return ffi::SQLITE_IOERR_CLOSE;
    };
    match open.system.xClose {
        // SAFETY: SQLite's own argument, to the function it is for.
        Some(system) => unsafe { system(file) },
        None => ffi::SQLITE_IOERR_CLOSE,
    }
}
