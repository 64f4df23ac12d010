//! One call: what is asked of the network, how long it may take, and what is
//! known when it fails.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Runtime;
use workbench::{Clock, SystemClock};

use super::connection::Connections;
use super::echo::without_echo;
use super::fault::Call;
use super::pulse::Pulse;
use super::sending::FileBody;
use super::{Answer, Cancel, Request};
use crate::{ErrorCode, Result, ServiceError, ServiceName};

/// How often a caller hears how far a body has come.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// How long a call may take (services.md 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Until a connection stands.
    pub connect: Duration,
    /// Between any two signs of life, after that.
    pub idle: Duration,
    /// In all, for a call without a body.
    pub whole: Duration,
    /// The slowest that a body may go, in bytes a second; what it takes at that
    /// pace is added to `whole`.
    pub slowest: u64,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            whole: Duration::from_secs(60),
            slowest: 50_000,
        }
    }
}

impl Deadlines {
    /// How long a call may take that moves this many bytes.
    #[must_use]
    pub fn whole_of(&self, bytes: u64) -> Duration {
        self.whole + Duration::from_secs(bytes / self.slowest.max(1))
    }
}

/// Speaks HTTP for one account. Copies share what it holds; calls from several
/// threads run at the same time.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    service: ServiceName,
    deadlines: Deadlines,
    clock: Arc<dyn Clock>,
    connections: Connections,
    runtime: Runtime,
    /// How far the clock of who answered last is ahead of this machine's.
    skew: Mutex<Option<TimeDelta>>,
}

impl Http {
    /// With the usual deadlines.
    ///
    /// # Errors
    /// [`ErrorCode::Defect`] where the system gives no means to wait for a network.
    pub fn new(service: ServiceName) -> Result<Self> {
        Self::with_deadlines(service, Deadlines::default())
    }

    /// With deadlines of its own.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_deadlines(service: ServiceName, deadlines: Deadlines) -> Result<Self> {
        Self::on_clock(service, deadlines, Arc::new(SystemClock))
    }

    /// With deadlines and a clock of its own, with which the clocks of servers
    /// are compared.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn on_clock(
        service: ServiceName,
        deadlines: Deadlines,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| {
                let message = format!("Cannot prepare to speak with {service}: {error}");
                ServiceError::new(service, ErrorCode::Defect, message)
            })?;
        Ok(Self(Arc::new(Inner {
            service,
            deadlines,
            clock,
            connections: Connections::new(service, deadlines.connect),
            runtime,
            skew: Mutex::default(),
        })))
    }

    /// The service that is spoken with.
    #[must_use]
    pub fn service(&self) -> ServiceName {
        self.0.service
    }

    /// Makes a call and answers whatever came back, of any status. A redirect is
    /// answered and not followed.
    ///
    /// # Errors
    /// Where no whole answer came; `certainty` says what is known of the effect.
    pub fn send(&self, request: &Request) -> Result<Answer> {
        self.send_watched(request, &Cancel::new(), &mut |_| ())
    }

    /// Makes a call as [`send`](Self::send), which `cancel` stops and which tells
    /// now and then how many bytes of the body have gone.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`ErrorCode::Cancelled`].
    pub fn send_watched(
        &self,
        request: &Request,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<Answer> {
        let pulse = Pulse::new();
        let length = request.body.as_ref().map_or(0, super::Body::length);
        let exchange = self.exchange(request, &pulse);
        let watched = self.watched(request, &pulse, length, cancel, sent, exchange);
        let result = self.0.runtime.block_on(watched);
        match &result {
            Ok(answer) => log::debug!(
                "{:?} {} {}",
                request.method,
                request.address,
                answer.status()
            ),
            Err(error) => log::debug!("{:?} {} {:?}", request.method, request.address, error.code),
        }
        result
    }

    /// How far the server's clock was ahead of this machine's when it answered
    /// last; absent where it has not said what time it is.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        *self.0.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, by this machine's clock.
    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.clock.now()).unwrap_or_default()
    }

    pub(super) fn connections(&self) -> &Connections {
        &self.0.connections
    }

    /// What waits for the network; a sign-in waits for a browser on it.
    pub(crate) fn runtime(&self) -> &Runtime {
        &self.0.runtime
    }

    async fn exchange(&self, request: &Request, pulse: &Pulse) -> Result<Answer> {
        let client = self.0.connections.to(&request.address)?;
        let call = Call::of(request);
        let (head, headers) = self.head(client, request, pulse).await?;
        let mut answer = Answer {
            service: self.0.service,
            may_change: request.may_change(),
            status: head.status().as_u16(),
            headers,
            body: Vec::new(),
            arrived: self.now(),
        };
        if let Some(skew) = answer.skew() {
            *self.0.skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
        }
        answer.body = whole_body(&call, head, request.limit, pulse).await?;
        if !answer.is_success() {
            answer.body = without_echo(answer.body, request);
        }
        Ok(answer)
    }

    /// Sends a request and reads the head of its answer.
    pub(super) async fn head(
        &self,
        client: &reqwest::Client,
        request: &Request,
        pulse: &Pulse,
    ) -> Result<(reqwest::Response, reqwest::header::HeaderMap)> {
        let call = Call::of(request);
        let wire = wire_request(client, request, pulse).map_err(|error| call.failed(&error))?;
        let mut response = client
            .execute(wire)
            .await
            .map_err(|error| call.failed(&error))?;
        pulse.beat(0);
        let headers = std::mem::take(response.headers_mut());
        Ok((response, headers))
    }

    /// Runs an exchange under its deadlines, until it is cancelled.
    pub(super) async fn watched<T>(
        &self,
        request: &Request,
        pulse: &Pulse,
        length: u64,
        cancel: &Cancel,
        moved: &mut dyn FnMut(u64),
        exchange: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let call = Call::of(request);
        let deadlines = self.0.deadlines;
        let idle = deadlines.idle.max(deadlines.connect);
        let mut tick = tokio::time::interval(PROGRESS_EVERY);
        let whole = tokio::time::sleep(deadlines.whole_of(length));
        tokio::pin!(exchange, whole);
        loop {
            tokio::select! {
                biased;
                result = &mut exchange => {
                    moved(pulse.moved());
                    return result;
                }
                () = cancel.cancelled() => return Err(call.cancelled()),
                () = &mut whole => return Err(call.timed_out()),
                () = pulse.still_for(idle) => return Err(call.timed_out()),
                _ = tick.tick() => moved(pulse.moved()),
            }
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.0.service)
    }
}

fn wire_request(
    client: &reqwest::Client,
    request: &Request,
    pulse: &Pulse,
) -> reqwest::Result<reqwest::Request> {
    let mut builder = client.request(request.method.wire(), request.address.url().clone());
    for (name, value) in &request.headers {
        let mut value = reqwest::header::HeaderValue::from_str(value.expose());
        if let Ok(value) = &mut value {
            value.set_sensitive(true);
        }
        builder = match value {
            Ok(value) => builder.header(&**name, value),
            // Makes the builder report a value that cannot be sent.
            Err(_) => builder.header(&**name, "\n"),
        };
    }
    match &request.body {
        Some(body) => {
            builder = builder
                .header("content-type", &*body.content_type)
                .body(reqwest::Body::wrap(FileBody::new(body, pulse.clone())));
        }
        // Servers wait for the length where a body would mean something.
        None if request.method.takes_a_body() => builder = builder.header("content-length", "0"),
        None => {}
    }
    builder.build()
}

/// Reads the body of an answer, of at most `limit` bytes.
pub(super) async fn whole_body(
    call: &Call<'_>,
    mut response: reqwest::Response,
    limit: u64,
    pulse: &Pulse,
) -> Result<Vec<u8>> {
    let too_large = |length: Option<u64>| length.is_some_and(|length| length > limit);
    if too_large(response.content_length()) {
        return Err(call.too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| call.broke_off(&error))?
    {
        pulse.beat(0);
        body.extend_from_slice(&chunk);
        if too_large(Some(body.len() as u64)) {
            return Err(call.too_large());
        }
    }
    Ok(body)
}
