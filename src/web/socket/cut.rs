//! Cutting a connection from outside.
//!
//! A peer that has stopped reading freezes the task of its connection, so that nothing inside can end it. The
//! socket itself still can be shut: a second descriptor of it is kept from the moment it was accepted.

use std::{any::Any, os::fd::OwnedFd, sync::Arc, time::Duration};

use actix_web::{HttpRequest, dev::Extensions, rt::net::TcpStream};
use rustix::net::sockopt;

/// A peer that acknowledges nothing for this long is gone (`TCP_USER_TIMEOUT`, RFC 5482).
const UNACKNOWLEDGED_MAX: Duration = Duration::from_secs(30);

/// A second descriptor of a connection's socket.
#[derive(Clone)]
pub struct Wire(Arc<OwnedFd>);

impl Wire {
    /// The wire of the connection that `request` came over.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.conn_data::<Self>().cloned()
    }

    /// Shuts the connection, whatever its task is doing.
    pub fn cut(&self) {
        // A connection that is closed already is what is wanted.
        let _ = rustix::net::shutdown(&*self.0, rustix::net::Shutdown::Both);
    }
}

/// Keeps the wire of a connection that was just accepted. For `HttpServer::on_connect`.
pub fn remember_wire(connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    // Without it a dead peer is found by its silence instead, which takes longer.
    let _ = sockopt::set_tcp_user_timeout(stream, u32::try_from(UNACKNOWLEDGED_MAX.as_millis()).unwrap_or(u32::MAX));
    if let Ok(descriptor) = rustix::io::fcntl_dupfd_cloexec(stream, 0) {
        data.insert(Wire(Arc::new(descriptor)));
    }
}
