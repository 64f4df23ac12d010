//! A port that can be shut, so that connecting to it is refused, and opened again under the same number.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

/// How many connections wait to be taken.
const BACKLOG: i32 = 1024;

/// What is behind a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// The services, and the control plane too.
    Services,
    /// Nothing but files behind signed links.
    Storage,
    /// Nothing but the control plane; never shut, and never a fault.
    Control,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Open,
    Shut,
    Gone,
}

#[derive(Debug)]
struct State {
    wanted: Standing,
    is: Standing,
}

/// A port of 127.0.0.1.
#[derive(Clone, Debug)]
pub struct Door {
    /// Where it is.
    pub address: SocketAddr,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl Door {
    /// Takes a port, or any that is free for 0, and calls `visit` with every connection, on a thread of its own.
    ///
    /// # Errors
    /// Where the port cannot be had.
    pub fn open(
        address: SocketAddr,
        visit: impl Fn(TcpStream) + Send + 'static,
    ) -> io::Result<Self> {
        let socket = bound(address)?;
        socket.listen(BACKLOG)?;
        let listener: TcpListener = socket.into();
        let state = State {
            wanted: Standing::Open,
            is: Standing::Open,
        };
        let door = Self {
            address: listener.local_addr()?,
            shared: Arc::new((Mutex::new(state), Condvar::new())),
        };
        let keeper = door.clone();
        thread::Builder::new()
            .name(format!("door-{}", door.address.port()))
            .spawn(move || keeper.keep(listener, visit))?;
        Ok(door)
    }

    /// Opens or shuts the door; it stands as wanted when this comes back.
    pub fn set_open(&self, open: bool) {
        self.want(if open { Standing::Open } else { Standing::Shut });
    }

    /// Gives the port back.
    pub fn leave(&self) {
        self.want(Standing::Gone);
    }

    fn want(&self, wanted: Standing) {
        let mut state = self.state();
        if state.wanted == wanted {
            return;
        }
        let listens = state.is == Standing::Open;
        state.wanted = wanted;
        self.shared.1.notify_all();
        drop(state);
        if listens {
            // The keeper waits for a connection, and only a connection wakes it.
            let _ = TcpStream::connect(self.address);
        }
        let stands = |state: &mut State| state.is != wanted;
        let state = self.state();
        drop(self.shared.1.wait_while(state, stands));
    }

    fn keep(&self, mut listener: TcpListener, visit: impl Fn(TcpStream)) {
        loop {
            self.set(Standing::Open);
            self.take_visits(&listener, &visit);
            drop(listener);
            if self.state().wanted == Standing::Gone {
                break self.set(Standing::Gone);
            }
            // A port that is bound and not listened on refuses, and nobody else gets it.
            let socket = self.bound_again();
            self.set(Standing::Shut);
            let shut = |state: &mut State| state.wanted == Standing::Shut;
            drop(self.shared.1.wait_while(self.state(), shut));
            if self.state().wanted == Standing::Gone || socket.listen(BACKLOG).is_err() {
                break self.set(Standing::Gone);
            }
            listener = socket.into();
        }
    }

    fn take_visits(&self, listener: &TcpListener, visit: &impl Fn(TcpStream)) {
        loop {
            let visitor = listener.accept();
            if self.state().wanted != Standing::Open {
                return;
            }
            match visitor {
                Ok((stream, _)) => visit(stream),
                // No file handle is left, or the visitor has gone: both pass.
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    fn bound_again(&self) -> Socket {
        loop {
            match bound(self.address) {
                Ok(socket) => return socket,
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    fn set(&self, standing: Standing) {
        self.state().is = standing;
        self.shared.1.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let (state, _) = &*self.shared;
        state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bound(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere than on Unix this would let two programs have one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    Ok(socket)
}
