//! One accepted connection: what the HTTP library reads from and writes to.
//!
//! It bounds what the kernel keeps for a peer that does not read, and for how long, and can be cut from outside.
//! It knows nothing of what goes over it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::rt::net::TcpStream;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::web::socket::Wire;

/// A peer that acknowledges nothing for this long is gone (`TCP_USER_TIMEOUT`, RFC 5482).
const UNACKNOWLEDGED_MAX: Duration = Duration::from_secs(30);

/// Bytes that the kernel takes before the peer has room for them (`TCP_NOTSENT_LOWAT`). Otherwise it would take
/// some MiB for each peer that does not read, and nobody would notice that it is stuck until they are full.
const NOT_SENT_BYTES_MAX: u32 = 64 * 1024;

/// A connection that has been accepted.
pub(super) struct Connection {
    stream: TcpStream,
    wire: Wire,
}

impl Connection {
    pub fn new(stream: TcpStream) -> Self {
        let socket = SockRef::from(&stream);
        // Without any of these the connection works, and a peer that is gone or stuck costs more for longer.
        let _ = socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED_MAX));
        let _ = socket.set_tcp_notsent_lowat(NOT_SENT_BYTES_MAX);
        // Else a small frame waits for the acknowledgement of the one before, which a peer may delay by 40 ms.
        let _ = socket.set_tcp_nodelay(true);
        Self { stream, wire: Wire::default() }
    }

    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Does something with the stream, unless or until the connection is cut.
    fn poll_stream<T>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let this = self.get_mut();
        if this.wire.is_cut() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let polled = poll(Pin::new(&mut this.stream), context);
        if polled.is_pending() && this.wire.poll_cut(context) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        polled
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.wire.is_cut() {
            // The kernel would go on offering what the peer does not take; so it forgets it and says that it is over.
            let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.poll_stream(context, |stream, context| stream.poll_read(context, buffer))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_stream(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_stream(context, AsyncWrite::poll_flush)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_stream(context, AsyncWrite::poll_shutdown)
    }
}
