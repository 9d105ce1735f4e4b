//! The accept loop. `axum::serve` would do, had it a limit on how long a client may take to
//! send its headers; without one, a slow client holds a connection for ever.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// From the first byte of a request, or the opening of the connection, to the end of its headers.
const HEADERS: Duration = Duration::from_secs(10);

/// For what is running when the server is told to stop. Leaves two seconds of the promised
/// ten to the database.
const LAST_REQUESTS: Duration = Duration::from_secs(8);

/// How long to wait after an accept that failed, most likely for want of file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// Serves `router` until `stopping`, then waits for the requests under way.
pub async fn accept(listener: TcpListener, router: Router, stopping: CancellationToken) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    let connections = GracefulShutdown::new();

    loop {
        let (stream, address) = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
        };
        let connection = connections.watch(connection(&builder, stream, address, router.clone()));
        tokio::spawn(async move {
            // A client that leaves or breaks the protocol is its own business.
            if let Err(error) = connection.await {
                tracing::trace!(error, "a connection ended");
            }
        });
    }

    drop(listener);
    if tokio::time::timeout(LAST_REQUESTS, connections.shutdown()).await.is_err() {
        tracing::warn!("requests that did not end in time were cut off");
    }
}

fn connection(
    builder: &Builder<TokioExecutor>,
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = Box<dyn std::error::Error + Send + Sync>> + Send + 'static
{
    if let Err(error) = stream.set_nodelay(true) {
        tracing::trace!(%error, "small packets will wait for each other");
    }
    let service = router.map_request(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        request
    });
    let service = TowerToHyperService::new(service.map_err(|never: Infallible| match never {}));
    builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned()
}
