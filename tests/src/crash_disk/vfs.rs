//! The shim itself.
//!
//! SQLite takes a file layer as a table of C functions, so this is the one
//! place of the workspace that cannot do without `unsafe`. Each function hands
//! its call to the system's layer and tells the disk what was done.
#![expect(
    unsafe_code,
    reason = "SQLite takes a file layer as a table of C functions"
)]
#![expect(
    clippy::undocumented_unsafe_blocks,
    reason = "every block relies on the one contract written at `Handle`"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::Once;

use rusqlite::ffi;

use super::{Change, DISK};

/// An open file: ours in front, the system's right behind it in the same
/// allocation, which SQLite makes of the size that `szOsFile` asks for.
///
/// SQLite calls the methods below only with files that `open` filled in and
/// `close` has not seen yet, and never two at a time for one file.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    path: *mut PathBuf,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Makes the shim the layer of every database opened from now on.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| unsafe {
        ffi::sqlite3_initialize();
        let system = ffi::sqlite3_vfs_find(ptr::null());
        assert!(!system.is_null(), "SQLite has a file layer");
        let mut shim = Box::new(*system);
        shim.szOsFile = size_of_handle() + (*system).szOsFile;
        shim.zName = c"crash-disk".as_ptr();
        shim.pNext = ptr::null_mut();
        shim.pAppData = system.cast::<c_void>();
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        let registered = ffi::sqlite3_vfs_register(Box::leak(shim), 1);
        assert_eq!(registered, ffi::SQLITE_OK, "SQLite takes the shim");
    });
}

fn size_of_handle() -> c_int {
    c_int::try_from(size_of::<Handle>()).expect("a few pointers")
}

/// The system's layer behind the shim.
unsafe fn system_of(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    unsafe { (*vfs).pAppData.cast() }
}

/// The system's file behind ours.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<Handle>().add(1).cast() }
}

/// The system's methods for the file behind ours.
unsafe fn methods(file: *mut ffi::sqlite3_file) -> &'static ffi::sqlite3_io_methods {
    unsafe { &*(*inner(file)).pMethods }
}

unsafe fn path_of<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Path> {
    unsafe { (*file.cast::<Handle>()).path.as_ref().map(PathBuf::as_path) }
}

fn place(offset: i64) -> usize {
    usize::try_from(offset).expect("an offset in a file")
}

macro_rules! forward {
    ($method:ident, $file:expr $(, $argument:expr)*) => {
        unsafe { methods($file).$method.expect("the system has it")(inner($file) $(, $argument)*) }
    };
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    unsafe {
        let system = system_of(vfs);
        let handle = file.cast::<Handle>();
        (*handle).base.pMethods = ptr::null();
        (*handle).path = ptr::null_mut();
        let opened =
            (*system).xOpen.expect("the system opens")(system, name, inner(file), flags, out_flags);
        if opened != ffi::SQLITE_OK {
            return opened;
        }
        if !name.is_null() {
            let path = PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned());
            DISK.opened(&path);
            (*handle).path = Box::into_raw(Box::new(path));
        }
        (*handle).base.pMethods = &raw const METHODS;
        opened
    }
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    unsafe {
        let system = system_of(vfs);
        let deleted = (*system).xDelete.expect("the system deletes")(system, name, sync_folder);
        if deleted == ffi::SQLITE_OK {
            DISK.deleted(Path::new(&*CStr::from_ptr(name).to_string_lossy()));
        }
        deleted
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let closed = forward!(xClose, file);
    unsafe {
        let handle = file.cast::<Handle>();
        if !(*handle).path.is_null() {
            drop(Box::from_raw((*handle).path));
            (*handle).path = ptr::null_mut();
        }
    }
    closed
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    forward!(xRead, file, into, amount, offset)
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    if !DISK.admits() {
        return ffi::SQLITE_FULL;
    }
    let written = forward!(xWrite, file, from, amount, offset);
    if written == ffi::SQLITE_OK
        && let Some(path) = unsafe { path_of(file) }
    {
        let length = usize::try_from(amount).expect("a length");
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
        let change = Change::Write {
            offset: place(offset),
            bytes: bytes.to_vec(),
        };
        DISK.changed(path, change);
    }
    written
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let truncated = forward!(xTruncate, file, size);
    if truncated == ffi::SQLITE_OK
        && let Some(path) = unsafe { path_of(file) }
    {
        DISK.changed(path, Change::Truncate(place(size)));
    }
    truncated
}

/// Tells the disk instead of the system: the real file only has to be right
/// for this process, and a test cuts thousands of times.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    if let Some(path) = unsafe { path_of(file) } {
        DISK.synced(path);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    forward!(xFileSize, file, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    forward!(xLock, file, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    forward!(xUnlock, file, level)
}

unsafe extern "C" fn check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    result: *mut c_int,
) -> c_int {
    forward!(xCheckReservedLock, file, result)
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    operation: c_int,
    argument: *mut c_void,
) -> c_int {
    forward!(xFileControl, file, operation, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    forward!(xSectorSize, file)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    forward!(xDeviceCharacteristics, file)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    forward!(xShmMap, file, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    forward!(xShmLock, file, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    forward!(xShmBarrier, file);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    forward!(xShmUnmap, file, delete)
}
