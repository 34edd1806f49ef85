//! How long a run goes on, with which seed, and what a client of it is held to.

use std::time::Duration;

pub(crate) const TIMEOUT: Duration = Duration::from_secs(2);
pub(crate) const IDLE: Duration = Duration::from_secs(1);
pub(crate) const ANSWER_LIMIT: usize = 1 << 20;
pub(crate) const EVENT_LIMIT: usize = 256 << 10;

/// Within this a call of a server that is well succeeds, whatever others do.
pub(crate) const BESIDE_MS: u64 = 1000;

/// What a call may take beyond its timeouts, on a busy machine.
const MARGIN_MS: u64 = 2000;

/// What the server takes for a slow stream, and the client for what follows the stream's end.
const STREAM_MS: u64 = 1500;

pub(crate) const SERVER: &str = "AGENTSPEC_HOSTILE_SERVER";
const WELL: &str = "AGENTSPEC_HOSTILE_WELL";
const KEY: &str = "AGENTSPEC_HOSTILE_KEY";
const SEED: &str = "AGENTSPEC_HOSTILE_SEED";
const SECONDS: &str = "AGENTSPEC_HOSTILE_SECONDS";

/// What a client's process is told by its environment.
#[derive(Clone, Debug)]
pub(crate) struct Servers {
    pub(crate) hostile: String,
    pub(crate) well: String,
    /// What no error may show.
    pub(crate) key: String,
    pub(crate) seed: u64,
    pub(crate) time: Duration,
}

impl Servers {
    /// None in the process that has the servers.
    pub(crate) fn of_environment() -> Option<Self> {
        let text = |name: &str| std::env::var(name).ok();
        Some(Self { hostile: text(SERVER)?, well: text(WELL)?, key: text(KEY)?, seed: seed(), time: time() })
    }

    pub(crate) fn environment(&self) -> [(&'static str, String); 10] {
        [
            (SERVER, self.hostile.clone()),
            (WELL, self.well.clone()),
            (KEY, self.key.clone()),
            (SEED, self.seed.to_string()),
            (SECONDS, self.time.as_secs().to_string()),
            ("AGENTSPEC_HOSTILE_ANSWER_LIMIT", ANSWER_LIMIT.to_string()),
            ("AGENTSPEC_HOSTILE_EVENT_LIMIT", EVENT_LIMIT.to_string()),
            ("AGENTSPEC_HOSTILE_TIMEOUT", TIMEOUT.as_secs().to_string()),
            ("AGENTSPEC_HOSTILE_IDLE", IDLE.as_secs().to_string()),
            // One arena: each reserves 64 MiB of addresses, which are counted.
            ("MALLOC_ARENA_MAX", "1".to_owned()),
        ]
    }
}

/// A short run is always the same; a long one has another seed each time, unless it is told.
pub(crate) fn seed() -> u64 {
    let short = if number(SECONDS).is_some() { fastrand::u64(..) } else { 1 };
    number(SEED).unwrap_or(short)
}

pub(crate) fn time() -> Duration {
    Duration::from_secs(number(SECONDS).unwrap_or(2))
}

/// Within what a call ends that is tried again so often.
pub(crate) fn due_ms(retries: u32, is_stream: bool) -> u64 {
    let attempts = u64::from(retries) + 1;
    let rest = if is_stream { millis(IDLE) + STREAM_MS } else { 0 };
    attempts * (millis(TIMEOUT) + 50) + rest + MARGIN_MS
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}
