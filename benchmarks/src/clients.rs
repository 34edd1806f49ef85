//! The clients that read a stream over HTTP: ours, those of the peers' decoders with serde, and reqwest, which only hands over the bytes.

use std::marker::PhantomData;

use agentspec_ext::types::{InvokeResponse, SessionList};
use agentspec_ext::{Client, EventStream, StreamEvent};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::json;

use crate::Result;
use crate::event::Lean;
use crate::peers::{EventsourceStream, Peer, SseCore, SseStream};

const QUESTION: &str = "Go on.";

/// One of each, of the same server.
pub(crate) struct Clients {
    pub(crate) bare: Bare,
    pub(crate) ours: Ours,
    /// Ours, which waits for as long as the others do.
    pub(crate) patient: Ours,
    pub(crate) sse_core: WithSerde<SseCore>,
    pub(crate) sse_stream: WithSerde<SseStream>,
    pub(crate) eventsource_stream: WithSerde<EventsourceStream>,
}

impl Clients {
    pub(crate) fn new(url: &str) -> Result<Self> {
        let bare = Bare { client: reqwest::Client::builder().no_proxy().build()?, url: url.to_owned() };
        let builder = || Client::builder().without_environment().base_url(url);
        let ours = Ours { client: builder().build()?, name: "agentspec" };
        let patient = builder().byte_idle_timeout(None).event_idle_timeout(None).build()?;
        let patient = Ours { client: patient, name: "agentspec, without idle timeouts" };
        let (sse_core, sse_stream, eventsource_stream) = (WithSerde::new(&bare), WithSerde::new(&bare), WithSerde::new(&bare));
        Ok(Self { bare, ours, patient, sse_core, sse_stream, eventsource_stream })
    }
}

pub(crate) trait StreamClient {
    type Item;

    fn name(&self) -> String;

    /// Asks `agent`, and gives each piece of its answer to `see`.
    async fn each(&self, agent: &str, see: impl FnMut(Self::Item) -> Result<()>) -> Result<()>;
}

/// reqwest, as its users have it.
#[derive(Clone)]
pub(crate) struct Bare {
    client: reqwest::Client,
    url: String,
}

impl Bare {
    pub(crate) async fn ask(&self, agent: &str, operation: &str) -> Result<reqwest::Response> {
        let url = format!("{}/v1/agents/{agent}/{operation}", self.url);
        Ok(self.client.post(url).json(&json!({"input": QUESTION})).send().await?.error_for_status()?)
    }

    pub(crate) async fn invoke(&self, agent: &str) -> Result<InvokeResponse> {
        Ok(self.ask(agent, "invoke").await?.json().await?)
    }
}

impl StreamClient for Bare {
    type Item = Bytes;

    fn name(&self) -> String {
        "reqwest, bytes alone".to_owned()
    }

    async fn each(&self, agent: &str, mut see: impl FnMut(Bytes) -> Result<()>) -> Result<()> {
        let mut body = self.ask(agent, "stream").await?.bytes_stream();
        while let Some(piece) = body.next().await {
            see(piece?)?;
        }
        Ok(())
    }
}

pub(crate) struct Ours {
    client: Client,
    name: &'static str,
}

impl Ours {
    pub(crate) async fn stream(&self, agent: &str) -> Result<EventStream> {
        Ok(self.client.agents().stream(agent, QUESTION).await?)
    }

    pub(crate) async fn invoke(&self, agent: &str) -> Result<InvokeResponse> {
        Ok(self.client.agents().invoke(agent, QUESTION).await?)
    }

    /// A call by GET.
    pub(crate) async fn list_sessions(&self, agent: &str) -> Result<SessionList> {
        Ok(self.client.sessions().list(agent).await?)
    }
}

impl StreamClient for Ours {
    type Item = StreamEvent;

    fn name(&self) -> String {
        self.name.to_owned()
    }

    async fn each(&self, agent: &str, mut see: impl FnMut(StreamEvent) -> Result<()>) -> Result<()> {
        let mut events = self.stream(agent).await?;
        while let Some(event) = events.next().await {
            see(event?)?;
        }
        Ok(())
    }
}

/// A decoder over reqwest's bytes, and serde.
pub(crate) struct WithSerde<P> {
    bare: Bare,
    peer: PhantomData<P>,
}

impl<P> WithSerde<P> {
    fn new(bare: &Bare) -> Self {
        Self { bare: bare.clone(), peer: PhantomData }
    }
}

impl<P: Peer> StreamClient for WithSerde<P> {
    type Item = Lean;

    fn name(&self) -> String {
        format!("reqwest, {}, serde", P::NAME)
    }

    async fn each(&self, agent: &str, mut see: impl FnMut(Lean) -> Result<()>) -> Result<()> {
        let body = self.bare.ask(agent, "stream").await?.bytes_stream();
        P::each_frame(body, |_, data| see(serde_json::from_str(data)?)).await
    }
}
