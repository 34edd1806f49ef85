//! Serves a connection to scenarios, request by request, until an answer ends it.

use std::{io, ops::ControlFlow, pin::pin, sync::Arc};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Uri, header};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{
    http1_body::read_body,
    http1_head::{Framing, ReadError, RequestHead},
    input::Input,
    own_responses,
    player::Player,
};
use crate::{
    api::{
        dialect::Dialect,
        error::ApiError,
        request::Request,
        request_body::{self, RequestBody},
        response::{Content, Response},
    },
    clock::Moment,
    journal::{EntryId, received::Received},
    operations,
    policy::{credentials, hosts::Purpose, site},
    scenario::{
        address::Address,
        runs::{ConnectionId, RequestId},
        steps::{End, RawAnswer},
    },
    service,
    state::shared::Shared,
};

#[derive(Debug)]
pub(super) struct Connection<'s> {
    server: &'s Arc<Shared>,
    stream: TcpStream,
    input: Input,
    id: ConnectionId,
}

/// Whether the connection takes a further request.
type Next = ControlFlow<()>;

const DONE: Next = ControlFlow::Break(());

impl<'s> Connection<'s> {
    /// Wraps a connection; `start` has the bytes that were read already.
    pub(super) fn new(server: &'s Arc<Shared>, stream: TcpStream, start: BytesMut) -> Self {
        Self { server, stream, input: Input::new(start), id: server.scenario_runs.connected() }
    }

    pub(super) async fn serve(mut self) {
        while self.request().await.is_continue() {}
    }

    async fn request(&mut self) -> Next {
        let head = match self.read_head().await {
            Ok(head) => head,
            Err(error) => return self.end_unread(error).await,
        };
        let server = self.server;
        let address = Address::read(&head.target);
        let purpose = if matches!(address, Address::Seen { .. } | Address::Closed { .. }) { Purpose::Seen } else { Purpose::Other };
        if let Err(error) = server.setup.hosts.check(server.bound.get().copied(), purpose, &head.headers, None) {
            return self.refuse(error, &head).await;
        }
        match address {
            Address::List => self.respond(&head, || own_responses::list(&server.setup.scenarios)).await,
            Address::Seen { run } => match site::check(&head.headers) {
                Ok(()) => self.respond(&head, || own_responses::seen(&server.scenario_runs.seen(&run))).await,
                Err(error) => self.refuse(error, &head).await,
            },
            Address::Closed { run } => match site::check(&head.headers) {
                Ok(()) => {
                    self.until_closed(&run).await;
                    self.respond(&head, || own_responses::seen(&server.scenario_runs.seen(&run))).await
                }
                Err(error) => self.refuse(error, &head).await,
            },
            Address::Elsewhere => self.refuse(ApiError::other_connection(), &head).await,
            Address::Play { scenario, run, base, path, query } => {
                let Some(played) = server.setup.scenarios.get(scenario) else {
                    return self.refuse(own_responses::unknown_scenario(scenario, &server.setup.scenarios), &head).await;
                };
                let now = server.clock.now();
                let request_id =
                    server.scenario_runs.received(&run, scenario, received(server.setup.dialect, &head, path, query), now, self.id);
                match played.answer(request_id.earlier) {
                    Some(answer) if answer.end == End::Pass => self.pass(answer, &head, (path, query), &request_id).await,
                    Some(answer) => self.answer(answer, &head, base, &request_id, now).await,
                    // Does not happen: a scenario has at least one answer.
                    None => DONE,
                }
            }
        }
    }

    /// Plays an answer of a scenario, including its end.
    async fn answer(&mut self, answer: &RawAnswer, head: &RequestHead, base: &str, request_id: &RequestId, arrived: Moment) -> Next {
        if !answer.after_head
            && let Err(error) = self.receive(head, request_id).await
        {
            return self.end_unread(error).await;
        }
        if self.play(answer, head, base, arrived).await.is_err() {
            return self.closed();
        }
        match answer.end {
            End::Keep if head.wants_close() => self.fin().await,
            End::Keep if answer.after_head => match self.receive(head, request_id).await {
                Ok(_) => ControlFlow::Continue(()),
                Err(error) => self.end_unread(error).await,
            },
            End::Keep => ControlFlow::Continue(()),
            End::Fin => self.fin().await,
            End::Reset => {
                // It fails only if the client has closed the connection.
                let _ = self.stream.set_zero_linger();
                DONE
            }
            End::Pass | End::Hang => {
                self.input.drain(&mut self.stream).await;
                self.closed()
            }
        }
    }

    /// Plays the pauses of an answer, then lets the server itself answer.
    async fn pass(&mut self, answer: &RawAnswer, head: &RequestHead, (path, query): (&str, &str), request_id: &RequestId) -> Next {
        let body = match self.receive(head, request_id).await {
            Ok(body) => body,
            Err(error) => return self.end_unread(error).await,
        };
        let server = self.server;
        let arrived = server.clock.now();
        if self.play(answer, head, path, arrived).await.is_err() {
            return self.closed();
        }
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let Ok(uri) = target.parse::<Uri>() else {
            return self.refuse(ApiError::not_found(format!("There is no '{target}'.")), head).await;
        };
        let too_large = matches!(head.framing, Framing::Length(length) if length > request_body::LIMIT as u64);
        let body = RequestBody { bytes: body, too_large, too_slow: false };
        let operation = operations::id(server.setup.dialect, &head.method, uri.path());
        let request = Request { method: head.method.clone(), uri, headers: head.headers.clone(), body, operation, arrived };
        let (entry, response) = service::handle(server, request).await;
        match self.send(&response, entry, head).await {
            Ok(()) if head.wants_close() => self.fin().await,
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => self.closed(),
        }
    }

    /// Sends an answer of the server itself. Each frame is a chunk, sent at the pace.
    async fn send(&mut self, response: &Response, entry: EntryId, head: &RequestHead) -> io::Result<()> {
        let server = self.server;
        self.stream.write_all(&own_responses::bytes(response, &head.headers, server)).await?;
        let Content::Frames(frames) = &response.content else { return Ok(()) };
        let mut next = server.clock.now();
        for frame in frames {
            server.clock.sleep_until(next).await;
            // Measured before the frame is sent, so that a client that has read it can advance the clock.
            next = server.clock.now().plus(server.setup.pace);
            server.journal.sent(entry, frame);
            self.stream.write_all(&[format!("{:x}\r\n", frame.len()).as_bytes(), frame, b"\r\n"].concat()).await?;
        }
        server.journal.ended(entry);
        self.stream.write_all(b"0\r\n\r\n").await
    }

    /// Plays the steps, and records when the client closes the connection meanwhile.
    async fn play(&mut self, answer: &RawAnswer, head: &RequestHead, base: &str, arrived: Moment) -> io::Result<()> {
        let Self { server, stream, input, id } = self;
        let (mut reader, writer) = stream.split();
        let origin = head.origin();
        let base = format!("{origin}{base}");
        let mut player = Player::new(writer, &server.clock, arrived, &origin, &base);
        let watch = async {
            input.until_closed(&mut reader).await;
            server.scenario_runs.closed(*id, server.clock.now());
        };
        let play = player.play(&answer.steps);
        // Watching the connection reads from it, but this body must stay unread.
        if answer.after_head {
            return play.await;
        }
        let mut play = pin!(play);
        tokio::select! {
            done = &mut play => done,
            // The client may have closed only its sending side, so the answer continues.
            () = watch => play.await,
        }
    }

    /// Waits until a client closes a connection of the run, or this one.
    async fn until_closed(&mut self, run: &str) {
        let Self { server, stream, input, .. } = self;
        let (mut reader, _) = stream.split();
        tokio::select! {
            () = server.scenario_runs.until_closed(run) => {}
            () = input.until_closed(&mut reader) => {}
        }
    }

    async fn read_head(&mut self) -> Result<RequestHead, ReadError> {
        let Self { server, stream, input, .. } = self;
        let Shared { clock, setup, .. } = &***server;
        if input.bytes().is_empty() {
            tokio::select! {
                biased;
                more = input.more(stream) => more?,
                () = clock.sleep_until_any(setup.timeouts.idle_end(clock.now())) => return Err(ReadError::Idle),
            }
        }
        let end = setup.timeouts.read_end(clock.now());
        in_time(server, end, RequestHead::read(input, stream)).await
    }

    async fn read_body(&mut self, head: &RequestHead) -> Result<Bytes, ReadError> {
        let end = self.server.setup.timeouts.read_end(self.server.clock.now());
        in_time(self.server, end, read_body(head.framing, &mut self.input, &mut self.stream)).await
    }

    /// Reads the body of a request, and records it.
    async fn receive(&mut self, head: &RequestHead, request_id: &RequestId) -> Result<Bytes, ReadError> {
        let body = self.read_body(head).await?;
        self.server.scenario_runs.read(request_id, body.clone());
        Ok(body)
    }

    /// Answers a GET with a response of the server itself.
    async fn respond(&mut self, head: &RequestHead, response: impl FnOnce() -> Response) -> Next {
        if let Err(error) = own_responses::check_get(head) {
            return self.refuse(error, head).await;
        }
        if let Err(error) = self.read_body(head).await {
            return self.end_unread(error).await;
        }
        let bytes = own_responses::bytes(&response(), &head.headers, self.server);
        match self.stream.write_all(&bytes).await {
            Ok(()) if head.wants_close() => self.fin().await,
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => self.closed(),
        }
    }

    /// Refuses a request, and closes the connection.
    async fn refuse(&mut self, error: ApiError, head: &RequestHead) -> Next {
        self.send_last(error.into(), &head.headers).await
    }

    /// Ends the connection after a failed read.
    async fn end_unread(&mut self, error: ReadError) -> Next {
        match error {
            ReadError::Closed => self.closed(),
            ReadError::Idle => DONE,
            ReadError::Refused(error) => self.send_last(error.into(), &HeaderMap::new()).await,
        }
    }

    async fn send_last(&mut self, mut response: Response, request: &HeaderMap) -> Next {
        response.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let bytes = own_responses::bytes(&response, request, self.server);
        match self.stream.write_all(&bytes).await {
            Ok(()) => self.fin().await,
            Err(_) => self.closed(),
        }
    }

    /// Closes the connection in order. Reads what the client still sends: unread bytes would make the system reset the connection, and the
    /// client might lose the response.
    async fn fin(&mut self) -> Next {
        if self.stream.shutdown().await.is_ok() {
            let Shared { clock, setup, .. } = &**self.server;
            tokio::select! {
                () = self.input.drain(&mut self.stream) => {}
                () = clock.sleep_until_any(setup.timeouts.idle_end(clock.now())) => {}
            }
        }
        DONE
    }

    fn closed(&self) -> Next {
        self.server.scenario_runs.closed(self.id, self.server.clock.now());
        DONE
    }
}

/// Limits a read to a moment.
async fn in_time<T>(server: &Shared, end: Option<Moment>, read: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
    tokio::select! {
        biased;
        read = read => read,
        () = server.clock.sleep_until_any(end) => {
            Err(server.setup.timeouts.read.map_or(ReadError::Idle, |time| ReadError::Refused(ApiError::too_slow(time))))
        }
    }
}

/// Returns a request whose body is not read yet.
fn received(dialect: Dialect, head: &RequestHead, path: &str, query: &str) -> Received {
    let mut headers = head.headers.clone();
    credentials::mark_sensitive(&mut headers);
    Received {
        method: head.method.clone(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Bytes::new(),
        operation: operations::id(dialect, &head.method, path),
    }
}
