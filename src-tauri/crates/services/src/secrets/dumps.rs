//! What is in memory stays there, also where the program crashes.

/// Has the system write no dump of this process and of those it starts from here
/// on, where it lets a program say so: what is in memory of a program that speaks
/// with the services may be a secret. A debugger still can look.
#[cfg(unix)]
pub fn leave_no_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Too small for any file; and Linux hands a process with this very limit to
    // no program that collects dumps either, which it does with one of 0.
    let limit = Rlimit {
        current: Some(1),
        maximum: Some(1),
    };
    // A lower limit than that is as good.
    let _ = setrlimit(Resource::Core, limit);
}

/// Has the system write no dump of this process, where it lets a program say so.
#[cfg(not(unix))]
pub fn leave_no_dumps() {}
